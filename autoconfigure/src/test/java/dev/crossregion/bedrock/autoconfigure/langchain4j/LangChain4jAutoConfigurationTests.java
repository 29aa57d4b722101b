package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

import dev.crossregion.bedrock.autoconfigure.Calls;
import dev.crossregion.bedrock.autoconfigure.RecordingAsyncClient;
import dev.crossregion.bedrock.autoconfigure.RecordingClient;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.Streaming;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.emulator.BedrockEmulatorExtension;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.routing.Outcome;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockChatRequestParameters;
import dev.langchain4j.model.bedrock.BedrockServiceTier;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
public class LangChain4jAutoConfigurationTests {

	private static final String SONNET = Runners.SONNET;

	private static final String PROFILE = "eu." + SONNET;

	private static final String NO_WAIT = "bedrock.cross-region.routing.max-wait=0";

	@RegisterExtension
	private static final BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	private final ApplicationContextRunner runner = Runners.emulated(bedrock.emulator());

	@Test
	void chatsThroughTheProfile() {
		this.runner.run((context) -> {
			assertThat(context.getBean(ChatModel.class).chat("Good morning")).contains("Good morning");
			Calls.assertModels(bedrock.emulator(), PROFILE);
		});
	}

	@Test
	void streamsThroughTheProfile() {
		this.runner.run((context) -> {
			ChatResponse answer = Streaming.answer(context.getBean(StreamingChatModel.class),
					request("Good evening", null));
			assertThat(answer.aiMessage().text()).contains("Good evening");
			Calls.assertModels(bedrock.emulator(), PROFILE);
		});
	}

	@ParameterizedTest
	@CsvSource({ "fast,eu.amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0,eu.amazon.nova-lite-v1:0",
			"eu.amazon.nova-lite-v1:0,eu.amazon.nova-lite-v1:0",
			"anthropic.claude-haiku-4-5-20251001-v1:0,eu.anthropic.claude-haiku-4-5-20251001-v1:0" })
	void requestsMayNameAnotherModelThatIsAdmitted(String requested, String called) {
		this.runner
			.withPropertyValues("bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0",
					"bedrock.cross-region.residency.allow=EU")
			.run((context) -> {
				context.getBean("bedrockChatModel", ChatModel.class).chat(request("Good morning", requested));
				Streaming.answer(context.getBean("bedrockStreamingChatModel", StreamingChatModel.class),
						request("Good morning", requested));
				Calls.assertModels(bedrock.emulator(), called, called);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "global." + SONNET, "us." + SONNET, "no-model", "unknown.model",
			"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." + SONNET })
	void requestsForAnythingElseAreRefusedBeforeAnyCall(String requested) {
		List<InvocationRecord> records = new ArrayList<>();
		this.runner.withPropertyValues("bedrock.cross-region.residency.allow=EU")
			.withBean(InvocationListener.class, () -> records::add)
			.run((context) -> {
				assertThatExceptionOfType(RouteRefusedException.class)
					.isThrownBy(() -> context.getBean(ChatModel.class).chat(request("Good morning", requested)));
				assertThatExceptionOfType(ExecutionException.class)
					.isThrownBy(() -> Streaming.answer(context.getBean(StreamingChatModel.class),
							request("Good morning", requested)))
					.havingRootCause()
					.isInstanceOf(RouteRefusedException.class);
				assertThat(bedrock.emulator().journal().entries()).isEmpty();
				assertThat(records).hasSize(2).allSatisfy((record) -> assertThat(record.refusal()).isNotNull());
			});
	}

	@Test
	void oneThrottledRouteMakesTwoCalls() {
		bedrock.emulator().fail(Fault.throttled().from("eu-central-1"));
		List<InvocationRecord> records = new ArrayList<>();
		this.runner
			.withPropertyValues("bedrock.cross-region.routes[0].source-region=eu-central-1",
					"bedrock.cross-region.routes[1].source-region=eu-west-1")
			.withBean(InvocationListener.class, () -> records::add)
			.run((context) -> {
				context.getBean(ChatModel.class).chat("Good morning");
				Calls.assertSourceRegions(bedrock.emulator(), "eu-central-1", "eu-west-1");
				assertThat(records).singleElement()
					.satisfies((record) -> assertThat(record.outcome()).isEqualTo(Outcome.SUCCESS))
					.satisfies((record) -> assertThat(record.attempts()).hasSize(2));
			});
	}

	@Test
	void langChain4jDoesNotRetry() {
		bedrock.emulator().fail(Fault.throttled().times(100));
		this.runner.withPropertyValues(NO_WAIT).run((context) -> {
			assertThatExceptionOfType(RateLimitException.class)
				.isThrownBy(() -> context.getBean(ChatModel.class).chat("Good morning"));
			Calls.assertModels(bedrock.emulator(), PROFILE);
		});
	}

	@Test
	void parametersReachTheWire() {
		RecordingClient client = new RecordingClient((response) -> {
		});
		recording(client)
			.withPropertyValues(model("temperature=0.5"), model("max-output-tokens=77"),
					model("stop-sequences=END,STOP"), model("service-tier=priority"),
					model("prompt-caching=after-system"), model("guardrail.identifier=a1b2c3"),
					model("guardrail.version=DRAFT"), model("guardrail.stream-processing-mode=async"),
					model("additional-model-request-fields.thinking.type=enabled"),
					model("additional-model-request-fields.thinking.[budget_tokens]=1024"),
					model("additional-model-request-fields.[anthropic_beta][0]=interleaved"),
					model("additional-model-request-fields.[anthropic_beta][1]=context"))
			.run((context) -> {
				context.getBean(ChatModel.class).chat("Good morning");
				ConverseRequest request = client.lastRequest();
				assertThat(request.modelId()).isEqualTo(PROFILE);
				assertThat(request.inferenceConfig().temperature()).isEqualTo(0.5f);
				assertThat(request.inferenceConfig().maxTokens()).isEqualTo(77);
				assertThat(request.inferenceConfig().stopSequences()).containsExactly("END", "STOP");
				assertThat(request.serviceTier().typeAsString()).isEqualTo("priority");
				assertThat(request.guardrailConfig().guardrailIdentifier()).isEqualTo("a1b2c3");
				assertThat(request.guardrailConfig().guardrailVersion()).isEqualTo("DRAFT");
				assertThat(request.additionalModelRequestFields().unwrap())
					.isEqualTo(Map.of("thinking", Map.of("type", "enabled", "budget_tokens", "1024"), "anthropic_beta",
							List.of("interleaved", "context")));
				BedrockChatRequestParameters defaults = context.getBean(BedrockStreamingChatModel.class)
					.defaultRequestParameters();
				assertThat(defaults.serviceTier()).isEqualTo(BedrockServiceTier.PRIORITY);
				assertThat(defaults.maxOutputTokens()).isEqualTo(77);
				assertThat(defaults.cachePointPlacement()).hasToString("AFTER_SYSTEM");
				assertThat(defaults.bedrockGuardrailConfiguration().streamProcessingMode()).hasToString("ASYNC");
			});
	}

	@Test
	void topPReachesTheWire() {
		RecordingClient client = new RecordingClient((response) -> {
		});
		recording(client).withPropertyValues(model("top-p=0.25")).run((context) -> {
			context.getBean(ChatModel.class).chat("Good morning");
			assertThat(client.lastRequest().inferenceConfig().topP()).isEqualTo(0.25f);
			assertThat(client.lastRequest().inferenceConfig().temperature()).isNull();
		});
	}

	@Test
	void capabilitiesAndThinkingAreSet() {
		this.runner
			.withPropertyValues(model("supported-capabilities=response-format-json-schema"),
					model("return-thinking=true"), model("send-thinking=false"))
			.run((context) -> {
				assertThat(context.getBean(ChatModel.class).supportedCapabilities())
					.containsExactly(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
				assertThat(context.getBean(StreamingChatModel.class).supportedCapabilities())
					.containsExactly(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
				assertThat(context.getBean(ChatModel.class)).extracting("returnThinking", "sendThinking")
					.containsExactly(true, false);
			});
	}

	@Test
	void defaultResponseFormatIsApplied() {
		RecordingClient client = new RecordingClient((response) -> {
		});
		ResponseFormat format = ResponseFormat.builder()
			.type(ResponseFormatType.JSON)
			.jsonSchema(JsonSchema.builder()
				.name("Greeting")
				.rootElement(JsonObjectSchema.builder().addStringProperty("text").required("text").build())
				.build())
			.build();
		recording(client)
			.withBean(BedrockChatModelBuilderCustomizer.class,
					() -> (name, builder) -> builder.defaultRequestParameters(
							BedrockChatRequestParameters.builder().responseFormat(format).build()))
			.run((context) -> {
				context.getBean(ChatModel.class).chat("Good morning");
				assertThat(client.lastRequest().outputConfig().textFormat().typeAsString()).isEqualTo("json_schema");
			});
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "refusal", "pause_turn", "malformed_model_output" })
	void unknownStopReasonKeepsTheAnswer(String stopReason) {
		recording(new RecordingClient((response) -> response.stopReason(stopReason))).run((context) -> {
			ChatResponse answer = context.getBean(ChatModel.class).chat(UserMessage.from("Good morning"));
			assertThat(answer.aiMessage().text()).isEqualTo("An answer that has been paid for");
			assertThat(answer.finishReason()).isEqualTo(FinishReason.OTHER);
		});
	}

	@Test
	void unknownStopReasonKeepsTheStreamedAnswer() {
		Runners.bundled()
			.withBean("crossRegionBedrockRuntimeAsyncClient", BedrockRuntimeAsyncClient.class,
					() -> new RecordingAsyncClient("refusal"))
			.run((context) -> {
				ChatResponse answer = Streaming.answer(context.getBean(StreamingChatModel.class),
						request("Good morning", null));
				assertThat(answer.aiMessage().text()).isEqualTo("An answer that has been paid for");
				assertThat(answer.finishReason()).isEqualTo(FinishReason.OTHER);
			});
	}

	@Test
	void knownStopReasonsStayAsLangChain4jMapsThem() {
		Map.of("end_turn", FinishReason.STOP, "stop_sequence", FinishReason.STOP, "max_tokens", FinishReason.LENGTH,
				"content_filtered", FinishReason.CONTENT_FILTER, "guardrail_intervened", FinishReason.CONTENT_FILTER,
				"model_context_window_exceeded", FinishReason.LENGTH)
			.forEach((stopReason,
					expected) -> recording(new RecordingClient((response) -> response.stopReason(stopReason)))
						.run((context) -> assertThat(
								context.getBean(ChatModel.class).chat(UserMessage.from("Good morning")).finishReason())
							.isEqualTo(expected)));
	}

	@Test
	void traceWithoutGuardrailKeepsTheAnswer() {
		Consumer<ConverseResponse.Builder> routed = (response) -> response
			.trace((trace) -> trace.promptRouter((router) -> router.invokedModelId(PROFILE)));
		recording(new RecordingClient(routed))
			.run((context) -> assertThat(context.getBean(ChatModel.class).chat("Good morning"))
				.isEqualTo("An answer that has been paid for"));
	}

	private static ApplicationContextRunner recording(RecordingClient client) {
		return Runners.bundled().withBean("crossRegionBedrockRuntimeClient", BedrockRuntimeClient.class, () -> client);
	}

	private static String model(String property) {
		return "bedrock.cross-region.chat-model." + property;
	}

	@Test
	void customizersAreCalledInOrderForEveryModelAndCannotMoveIt() {
		this.runner.withPropertyValues(NO_WAIT, "bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0")
			.withUserConfiguration(Customizers.class)
			.run((context) -> {
				assertThat(context.getBean(Customizers.class).calls)
					.containsExactlyInAnyOrder("first bedrock", "second bedrock", "first fast", "second fast",
							"first streaming bedrock", "second streaming bedrock", "first streaming fast",
							"second streaming fast")
					.containsSubsequence("first streaming bedrock", "second streaming bedrock")
					.containsSubsequence("first streaming fast", "second streaming fast")
					.containsSubsequence("first bedrock", "second bedrock")
					.containsSubsequence("first fast", "second fast");
				BedrockChatModel model = context.getBean("bedrockChatModel", BedrockChatModel.class);
				assertThat(model.defaultRequestParameters().temperature()).isEqualTo(0.2);
				assertThat(model.defaultRequestParameters().modelName()).isEqualTo(PROFILE);
				bedrock.emulator().fail(Fault.throttled().times(100));
				assertThatExceptionOfType(RateLimitException.class).isThrownBy(() -> model.chat("Good morning"));
				Calls.assertModels(bedrock.emulator(), PROFILE);
			});
	}

	@Test
	void settingsWithoutEffectAreLogged(CapturedOutput output) {
		this.runner
			.withBean(BedrockChatModelBuilderCustomizer.class,
					() -> (name, builder) -> builder.logRequests(true).timeout(Duration.ofSeconds(3)))
			.run((context) -> assertThat(output)
				.contains("A customizer of model 'bedrock' sets timeout, logRequests and logResponses"));
	}

	@Test
	void listenersOfBothKindsAreCalledInOrder() {
		this.runner.withUserConfiguration(Listeners.class).run((context) -> {
			context.getBean(ChatModel.class).chat("Good morning");
			Streaming.answer(context.getBean(StreamingChatModel.class), request("Good evening", null));
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(context.getBean(Listeners.class).calls).containsExactly("first model",
						"second model", "first invocation", "second invocation", "first model", "second model",
						"first invocation", "second invocation"));
		});
	}

	@Test
	void bareModelIdIsAnsweredThroughItsProfileAndEarnsAnErrorWithoutTheStarter() {
		this.runner.run((context) -> {
			assertThat(context.getBean(ChatModel.class).chat(request("Good morning", SONNET)).aiMessage().text())
				.contains("Good morning");
			Calls.assertModels(bedrock.emulator(), PROFILE);
		});
		try (BedrockRuntimeClient plain = BedrockRuntimeClient.builder()
			.region(Region.EU_CENTRAL_1)
			.endpointOverride(bedrock.emulator().uri())
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("plain", "plain")))
			.build()) {
			BedrockChatModel model = BedrockChatModel.builder().client(plain).modelId(SONNET).maxRetries(0).build();
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> model.chat("Good morning"))
				.withMessageContaining("on-demand throughput isn’t supported");
		}
	}

	public static ChatRequest request(String text, String modelName) {
		return ChatRequest.builder().messages(UserMessage.from(text)).modelName(modelName).build();
	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		private final List<String> calls = new ArrayList<>();

		@Bean
		@Order(2)
		BedrockChatModelBuilderCustomizer second() {
			return (name, builder) -> this.calls.add("second " + name);
		}

		@Bean
		@Order(1)
		BedrockChatModelBuilderCustomizer first() {
			return (name, builder) -> {
				this.calls.add("first " + name);
				builder.maxRetries(5)
					.modelId("anthropic.claude-moved")
					.defaultRequestParameters(BedrockChatRequestParameters.builder()
						.temperature(0.2)
						.modelName("anthropic.claude-moved-too")
						.build());
			};
		}

		@Bean
		@Order(2)
		BedrockStreamingChatModelBuilderCustomizer secondStreaming() {
			return (name, builder) -> this.calls.add("second streaming " + name);
		}

		@Bean
		@Order(1)
		BedrockStreamingChatModelBuilderCustomizer firstStreaming() {
			return (name, builder) -> this.calls.add("first streaming " + name);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@Bean
		@Order(2)
		ChatModelListener second() {
			return new Listener("second model", this.calls);
		}

		@Bean
		@Order(1)
		ChatModelListener first() {
			return new Listener("first model", this.calls);
		}

		@Bean
		@Order(2)
		InvocationListener secondInvocation() {
			return (invocation) -> this.calls.add("second invocation");
		}

		@Bean
		@Order(1)
		InvocationListener firstInvocation() {
			return (invocation) -> this.calls.add("first invocation");
		}

	}

	private record Listener(String name, List<String> calls) implements ChatModelListener {

		@Override
		public void onRequest(ChatModelRequestContext requestContext) {
			this.calls.add(this.name);
		}

	}

}
