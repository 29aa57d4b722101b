package dev.crossregion.bedrock.autoconfigure.observation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.routing.Outcome;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Observations of real calls over HTTP.
 */
class CallObservationsTests {

	private static final String PROFILE = "eu." + Runners.SONNET;

	private static final String SECRET = "the secret of Milan";

	private final RecordedObservations observations = new RecordedObservations();

	private BedrockEmulator emulator;

	@BeforeEach
	void start() {
		this.emulator = BedrockEmulator.start();
	}

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	private ApplicationContextRunner runner() {
		return Runners.emulated(this.emulator)
			.withBean(ObservationRegistry.class, this.observations::registry)
			.withPropertyValues("bedrock.cross-region.routes[0].source-region=eu-central-1",
					"bedrock.cross-region.routes[1].source-region=eu-west-1");
	}

	private static Message message() {
		return Message.builder().role("user").content(ContentBlock.fromText(SECRET)).build();
	}

	private static Map<String, String> low(Observation.Context context) {
		return map(context.getLowCardinalityKeyValues());
	}

	private static Map<String, String> high(Observation.Context context) {
		return map(context.getHighCardinalityKeyValues());
	}

	private static Map<String, String> map(KeyValues values) {
		Map<String, String> map = new HashMap<>();
		values.forEach((value) -> map.put(value.getKey(), value.getValue()));
		return map;
	}

	@ParameterizedTest
	@EnumSource
	void failoverIsAChildBesideTheFirstAttemptWhateverTheThread(Way way) {
		runner().run((context) -> {
			this.emulator.fail(Fault.throttled().from("eu-central-1"));
			Observation caller = Observation.start("caller", this.observations.registry());
			caller.scoped(() -> way.call(context, null));
			await().until(this.observations::areStopped);
			CallObservationContext call = this.observations.calls().get(0);
			assertThat(this.observations.calls()).hasSize(1);
			assertThat(Objects.requireNonNull(call.getParentObservation()).getContextView().getName())
				.isEqualTo("caller");
			assertThat(this.observations.attempts()).hasSize(2)
				.allSatisfy(
						(attempt) -> assertThat(Objects.requireNonNull(attempt.getParentObservation()).getContextView())
							.isSameAs(call));
			assertThat(this.observations.attempts())
				.extracting((attempt) -> low(attempt).get("bedrock.crossregion.source.region"))
				.containsExactly("eu-central-1", "eu-west-1");
			assertThat(this.observations.attempts())
				.extracting((attempt) -> low(attempt).get("bedrock.crossregion.outcome"))
				.containsExactly("throttled", "success");
			assertThat(low(call)).containsEntry("bedrock.crossregion.outcome", "success")
				.doesNotContainKey("error.type");
			assertThat(call.getError()).isNull();
		});
	}

	@Test
	void callIsNamedByTheConventionsForGenerativeAi() {
		runner().run((context) -> {
			context.getBean(BedrockRuntimeClient.class)
				.converse((request) -> request.modelId("bedrock")
					.messages(message())
					.inferenceConfig((inference) -> inference.maxTokens(300)));
			CallObservationContext call = this.observations.calls().get(0);
			assertThat(call.getName()).isEqualTo("bedrock.crossregion.operation");
			assertThat(call.getContextualName()).isEqualTo("chat " + Runners.SONNET);
			assertThat(call.getKind()).isEqualTo(Kind.CLIENT);
			assertThat(low(call)).isEqualTo(Map.of("gen_ai.operation.name", "chat", "gen_ai.provider.name",
					"aws.bedrock", "gen_ai.request.model", Runners.SONNET, "gen_ai.request.stream", "false",
					"bedrock.crossregion.model", "bedrock", "bedrock.crossregion.outcome", "success"));
			assertThat(high(call)).containsEntry("gen_ai.request.max_tokens", "300")
				.containsKeys("gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
						"gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_creation.input_tokens")
				.doesNotContainKeys("aws.bedrock.guardrail.id", "gen_ai.response.time_to_first_chunk");
			AttemptObservationContext attempt = this.observations.attempts().get(0);
			assertThat(attempt.getContextualName()).isEqualTo("attempt eu-central-1");
			assertThat(low(attempt)).isEqualTo(Map.of("gen_ai.provider.name", "aws.bedrock",
					"bedrock.crossregion.model", "bedrock", "bedrock.crossregion.profile", PROFILE,
					"bedrock.crossregion.source.region", "eu-central-1", "bedrock.crossregion.outcome", "success"));
			assertThat(high(attempt)).containsOnlyKeys("aws.request_id");
		});
	}

	@Test
	void streamHasItsTimeToFirstContentAndItsRequestId() {
		runner().run((context) -> {
			Way.STREAM.call(context, null);
			await().until(this.observations::areStopped);
			assertThat(low(this.observations.calls().get(0))).containsEntry("gen_ai.request.stream", "true")
				.containsEntry("gen_ai.operation.name", "chat");
			assertThat(high(this.observations.calls().get(0))).containsKeys("gen_ai.response.time_to_first_chunk",
					"gen_ai.usage.output_tokens");
			assertThat(high(this.observations.attempts().get(0))).containsOnlyKeys("aws.request_id");
		});
	}

	// The credentials are asked for on the thread that makes the request, as an
	// interceptor of the SDK or an instrumented HTTP client is.
	@ParameterizedTest
	@EnumSource
	void attemptIsCurrentWhileItsRequestIsMade(Way way) {
		runner().run((context) -> {
			this.emulator.fail(Fault.throttled().times(1));
			Queue<Observation.ContextView> current = new ConcurrentLinkedQueue<>();
			way.call(context, () -> {
				Observation observation = this.observations.registry().getCurrentObservation();
				if (observation != null) {
					current.add(observation.getContextView());
				}
				return AwsBasicCredentials.create("AKIDEXAMPLE", "secret");
			});
			await().until(this.observations::areStopped);
			assertThat(new ArrayList<Object>(current)).containsExactlyElementsOf(this.observations.attempts());
			assertThat(this.observations.registry().getCurrentObservation()).isNull();
		});
	}

	@Test
	void refusedRequestHasNoAttempt() {
		runner().run((context) -> {
			assertThatExceptionOfType(RouteRefusedException.class)
				.isThrownBy(() -> context.getBean(BedrockRuntimeClient.class)
					.converse((request) -> request.modelId("us." + Runners.SONNET).messages(message())));
			assertThat(this.observations.attempts()).isEmpty();
			assertThat(this.observations.calls()).singleElement().satisfies((call) -> {
				assertThat(low(call)).containsEntry("error.type", "denied").doesNotContainKey("gen_ai.request.model");
				assertThat(call.getContextualName()).isEqualTo("chat");
				assertThat(call.getError()).hasMessage("not-planned");
			});
			assertThat(this.observations.areStopped()).isTrue();
		});
	}

	@Test
	void cancelledStreamEndsItsObservationsWithoutAnError() {
		runner().run((context) -> {
			this.emulator.fail(Fault.stallBefore());
			CompletableFuture<Void> stream = Way.stream(context, null);
			await().until(() -> !this.observations.attempts().isEmpty());
			stream.cancel(true);
			await().until(this.observations::areStopped);
			assertThat(this.observations.all()).allSatisfy((observed) -> {
				assertThat(low(observed)).containsEntry("bedrock.crossregion.outcome", "cancelled");
				assertThat(observed.getError()).isNull();
			});
		});
	}

	@ParameterizedTest
	@EnumSource
	void nothingThatIsObservedQuotesPromptOrAnswerOrFailure(Way way) {
		runner().run((context) -> {
			this.emulator
				.fail(Fault.status(400, "ValidationException", "Account 123456789012 may not ask '" + SECRET + "'.")
					.times(1));
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> way.call(context, null));
			way.call(context, null);
			await().until(this.observations::areStopped);
			assertThat(this.observations.calls()).hasSize(2);
			assertThat(this.observations.all()).allSatisfy((observed) -> {
				assertThat(observed.getAllKeyValues().toString()).doesNotContain("Milan", "You said", "123456789012");
				for (Throwable error = observed.getError(); error != null; error = error.getCause()) {
					assertThat(error).hasMessage("the request is refused (HTTP 400)");
				}
			});
			assertThat(this.observations.calls().get(0).getError()).isNotNull();
		});
	}

	@Test
	void guardrailIsNamedWithoutTheNumberOfItsAccount() {
		runner().run((context) -> {
			context.getBean(BedrockRuntimeClient.class)
				.converse((request) -> request.modelId("bedrock")
					.messages(message())
					.guardrailConfig((guardrail) -> guardrail
						.guardrailIdentifier("arn:aws:bedrock:eu-central-1:123456789012:guardrail/abc\n\u202edef")
						.guardrailVersion("1")));
			assertThat(high(this.observations.calls().get(0))).containsEntry("aws.bedrock.guardrail.id",
					"arn:aws:bedrock:eu-central-1:${AccountId}:guardrail/abc??def");
		});
	}

	@Test
	void lowCardinalityKeysStayBoundedWhateverRequestsName() {
		runner().run((context) -> {
			BedrockRuntimeClient client = context.getBean(BedrockRuntimeClient.class);
			for (int i = 0; i < 200; i++) {
				String model = "hostile-" + i + ".\"\n{}" + "x".repeat(i);
				assertThatExceptionOfType(RuntimeException.class)
					.isThrownBy(() -> client.converse((request) -> request.modelId(model)));
			}
			client.converse((request) -> request.modelId("amazon.nova-lite-v1:0").messages(message()));
			Set<String> values = new TreeSet<>();
			for (Observation.Context observed : this.observations.all()) {
				values.add(Objects.requireNonNull(observed.getContextualName()));
				observed.getLowCardinalityKeyValues().stream().map(KeyValue::getValue).forEach(values::add);
			}
			Stream.of(Outcome.values()).forEach((outcome) -> values.remove(outcome.value()));
			assertThat(values).containsExactlyInAnyOrder("chat", "chat amazon.nova-lite-v1:0", "attempt eu-central-1",
					"aws.bedrock", "false", "bedrock", "amazon.nova-lite-v1:0", "eu.amazon.nova-lite-v1:0",
					"eu-central-1");
			assertThat(this.observations.all())
				.allSatisfy((observed) -> assertThat(observed.getAllKeyValues().toString()).doesNotContain("hostile"));
		});
	}

	@Test
	void conventionsCanBeReplaced() {
		runner().withBean(CallObservationConvention.class, OwnCallConvention::new)
			.withBean(AttemptObservationConvention.class, OwnAttemptConvention::new)
			.run((context) -> {
				Way.BLOCKING.call(context, null);
				assertThat(this.observations.calls()).singleElement()
					.satisfies((call) -> assertThat(call.getName()).isEqualTo("own.call"));
				assertThat(this.observations.attempts()).singleElement()
					.satisfies((attempt) -> assertThat(attempt.getContextualName()).isEqualTo("own attempt"));
			});
	}

	@ParameterizedTest
	@EnumSource
	void handlerThatThrowsAffectsNoCall(Way way) {
		this.observations.registry().observationConfig().observationHandler(new ThrowingHandler());
		runner().run((context) -> way.call(context, null));
	}

	@Test
	void everyObservationIsDocumentedWithItsKeys() throws Exception {
		String page = Files.readString(Path.of("../docs/operating.md"));
		for (CrossRegionObservation observation : CrossRegionObservation.values()) {
			assertThat(page).contains("`" + observation.observationName() + "`");
			Stream.of(observation.getLowCardinalityKeyNames(), observation.getHighCardinalityKeyNames())
				.flatMap(Stream::of)
				.map(KeyName::asString)
				.forEach((key) -> assertThat(page).contains("`" + key + "`"));
		}
	}

	/**
	 * The ways to make a call.
	 */
	enum Way {

		/** On the thread of the caller. */
		BLOCKING,

		/** On the event loop and its helpers. */
		ASYNCHRONOUS,

		/** As a stream. */
		STREAM;

		void call(ApplicationContext context, AwsCredentialsProvider credentials) {
			if (this == BLOCKING) {
				context.getBean(BedrockRuntimeClient.class).converse(request(credentials));
			}
			else {
				CompletableFuture<?> answer = (this == STREAM) ? stream(context, credentials)
						: context.getBean(BedrockRuntimeAsyncClient.class).converse(request(credentials));
				answer.orTimeout(30, TimeUnit.SECONDS).join();
			}
		}

		private static ConverseRequest request(AwsCredentialsProvider credentials) {
			ConverseRequest.Builder request = ConverseRequest.builder().modelId("bedrock").messages(message());
			return ((credentials != null) ? request.overrideConfiguration((o) -> o.credentialsProvider(credentials))
					: request)
				.build();
		}

		static CompletableFuture<Void> stream(ApplicationContext context, AwsCredentialsProvider credentials) {
			ConverseStreamRequest.Builder request = ConverseStreamRequest.builder()
				.modelId("bedrock")
				.messages(message());
			if (credentials != null) {
				request.overrideConfiguration((o) -> o.credentialsProvider(credentials));
			}
			return context.getBean(BedrockRuntimeAsyncClient.class)
				.converseStream(request.build(), ConverseStreamResponseHandler.builder().subscriber((event) -> {
				}).build());
		}

	}

	private static final class OwnCallConvention extends DefaultCallObservationConvention {

		@Override
		public String getName() {
			return "own.call";
		}

	}

	private static final class OwnAttemptConvention extends DefaultAttemptObservationConvention {

		@Override
		public String getContextualName(AttemptObservationContext context) {
			return "own attempt";
		}

	}

	private static final class ThrowingHandler implements ObservationHandler<Observation.Context> {

		@Override
		public void onStart(Observation.Context context) {
			if (context instanceof AttemptObservationContext) {
				throw new IllegalStateException("start");
			}
		}

		@Override
		public void onStop(Observation.Context context) {
			throw new IllegalStateException("stop");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
