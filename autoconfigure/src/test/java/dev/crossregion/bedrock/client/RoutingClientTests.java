package dev.crossregion.bedrock.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.ActiveFault;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.JournalEntry;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.CredentialsState;
import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.RouteStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.endpoints.Endpoint;
import software.amazon.awssdk.endpoints.EndpointUrl;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;
import software.amazon.awssdk.services.bedrockruntime.endpoints.BedrockRuntimeEndpointProvider;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensInput;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithBidirectionalStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.StartAsyncInvokeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Both routing clients over real HTTP, through the real SDK.
 */
class RoutingClientTests {

	private static final ExecutionAttribute<String> ANYTHING = new ExecutionAttribute<>("anything");

	private final BedrockEmulator emulator = BedrockEmulator.builder()
		.inRegionModels("eu-central-1", Fixtures.MODEL.value())
		.start();

	private final RegionalClients regions = new RegionalClients(Fixtures.settings(this.emulator.uri()),
			Fixtures.CREDENTIALS);

	@AfterEach
	void stop() {
		this.regions.close();
		this.emulator.close();
	}

	@ParameterizedTest
	@EnumSource
	void aCallGoesAlongTheFirstRouteUnderItsProfile(Api api) {
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		ConverseResponse response = converse(api, calls);
		assertThat(response.output().message().content().get(0).text()).isNotBlank();
		assertSent("Converse " + Fixtures.EU_PROFILE + " from eu-central-1");
		InvocationRecord invocation = calls.only();
		assertThat(invocation.outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(invocation.operation()).isEqualTo(Operation.CONVERSE);
		assertThat(invocation.model()).isEqualTo("bedrock");
		assertThat(invocation.requested()).isEqualTo("bedrock");
		assertThat(invocation.route()).isEqualTo(Fixtures.eu(Fixtures.FRANKFURT));
		assertThat(invocation.failure()).isNull();
		assertThat(invocation.usage())
			.isEqualTo(new TokenCounts(response.usage().inputTokens(), response.usage().outputTokens(),
					response.usage().cacheReadInputTokens(), response.usage().cacheWriteInputTokens()));
	}

	@ParameterizedTest
	@EnumSource
	void aThrottledRouteIsFollowedByTheNextWithTwoRequestsInAll(Api api) {
		this.emulator.fail(Fault.throttled().from("eu-central-1"));
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		converse(api, calls);
		assertSent("Converse " + Fixtures.EU_PROFILE + " from eu-central-1",
				"Converse " + Fixtures.EU_PROFILE + " from eu-west-1");
		InvocationRecord invocation = calls.only();
		assertThat(invocation.outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(invocation.attempts()).extracting(Attempt::outcome)
			.containsExactly(Outcome.THROTTLED, Outcome.SUCCESS);
		assertThat(state(calls, Fixtures.FRANKFURT)).isEqualTo(RouteStatus.Status.THROTTLED);
		assertThat(state(calls, Fixtures.IRELAND)).isEqualTo(RouteStatus.Status.AVAILABLE);
	}

	@ParameterizedTest
	@EnumSource
	void whenEveryRouteFailsTheLastExceptionSaysWhatWasTried(Api api) {
		this.emulator.fail(Fault.unavailable().from("eu-central-1"));
		this.emulator.fail(Fault.throttledTokens().from("eu-west-1"));
		Recording calls = new Recording(limited(2, Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> converse(api, calls))
			.withMessageContaining("Too many tokens, please wait before trying again.")
			.withMessageContaining(
					"[model bedrock; tried 2: " + Fixtures.EU_PROFILE + " from eu-central-1: unavailable")
			.withMessageContaining(Fixtures.EU_PROFILE + " from eu-west-1: throttled after ")
			.satisfies((ex) -> {
				assertThat(ex.statusCode()).isEqualTo(429);
				assertThat(ex.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
				assertThat(calls.only().failure()).isSameAs(ex);
			});
		assertSent("Converse " + Fixtures.EU_PROFILE + " from eu-central-1",
				"Converse " + Fixtures.EU_PROFILE + " from eu-west-1");
		assertThat(calls.only().outcome()).isEqualTo(Outcome.THROTTLED);
	}

	@ParameterizedTest
	@EnumSource
	void aRequestThatIsWrongIsNotSentTwice(Api api) {
		this.emulator.fail(Fault.status(400, "ValidationException", "The message is too long."));
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		assertThatExceptionOfType(ValidationException.class).isThrownBy(() -> converse(api, calls))
			.withMessageContaining("The message is too long.");
		assertSent("Converse " + Fixtures.EU_PROFILE + " from eu-central-1");
		assertThat(calls.only().outcome()).isEqualTo(Outcome.INVALID);
		assertThat(state(calls, Fixtures.FRANKFURT)).isEqualTo(RouteStatus.Status.AVAILABLE);
	}

	@ParameterizedTest
	@EnumSource
	void aRouteThatAPolicyForbidsIsExplainedAndFollowedByTheNext(Api api) {
		this.emulator.fail(Fault.accessDeniedByScp("eu-south-2").from("eu-central-1"));
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		converse(api, calls);
		RouteStatus state = calls.states.of(Fixtures.eu(Fixtures.FRANKFURT).key());
		assertThat(state.status()).isEqualTo(RouteStatus.Status.DENIED);
		assertThat(state.reason()).contains("service control policy");
	}

	@ParameterizedTest
	@MethodSource("failuresThatMoveOn")
	void whatIsWrongWithTheWayMovesOn(Api api, Fault fault, Outcome outcome) {
		this.emulator.fail(fault.from("eu-central-1"));
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		converse(api, calls);
		assertThat(calls.only().attempts()).extracting(Attempt::outcome).containsExactly(outcome, Outcome.SUCCESS);
	}

	static Stream<Arguments> failuresThatMoveOn() {
		return Stream.of(Api.values())
			.flatMap((api) -> Stream.of(Arguments.of(api, Fault.notJson(), Outcome.ERROR),
					Arguments.of(api, Fault.connectionReset(), Outcome.ERROR),
					Arguments.of(api, Fault.internalError(), Outcome.ERROR),
					Arguments.of(api, Fault.modelTimeout(), Outcome.TIMEOUT)));
	}

	@ParameterizedTest
	@EnumSource
	void anAnswerThatIsNotJsonIsAnExceptionOfTheSdk(Api api) {
		this.emulator.fail(Fault.notJson());
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
		assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> converse(api, calls))
			.withMessageContaining("tried 6");
		assertThat(calls.only().outcome()).isEqualTo(Outcome.ERROR);
	}

	@ParameterizedTest
	@EnumSource
	void aConnectionThatClosesIsAnExceptionOfTheSdk(Api api) {
		this.emulator.fail(Fault.connectionReset());
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
		assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> converse(api, calls));
		assertThat(calls.only().outcome()).isEqualTo(Outcome.ERROR);
	}

	// One attempt only: where a connection is refused faster than the SDK can register
	// for the news, as happens on loopback, its pool may lose the next one until the
	// time-out.
	@ParameterizedTest
	@EnumSource
	void anEndpointThatIsNotThereIsAnExceptionOfTheSdk(Api api) throws IOException {
		Recording calls = new Recording(limited(1, Fixtures.eu(Fixtures.FRANKFURT)));
		// A free port may be taken before the call; this one is taken, and nobody
		// listens.
		try (Socket bound = new Socket()) {
			bound.bind(new InetSocketAddress("127.0.0.1", 0));
			ClientSettings settings = Fixtures.settings(URI.create("http://127.0.0.1:" + bound.getLocalPort()));
			try (RegionalClients clients = new RegionalClients(settings, Fixtures.CREDENTIALS)) {
				assertThatExceptionOfType(SdkClientException.class)
					.isThrownBy(() -> api.converse(calls.context, clients, (request) -> {
					}))
					.withMessageContaining("tried 1");
			}
		}
		assertThat(calls.only().outcome()).isEqualTo(Outcome.ERROR);
		assertThat(state(calls, Fixtures.FRANKFURT)).as("one attempt is no outcome yet")
			.isEqualTo(RouteStatus.Status.AVAILABLE);
	}

	// Takes ten seconds: so long a call waits for a connection.
	@Test
	void aFullPoolSaysWhatToWriteAndNothingOfTheRoute() throws InterruptedException {
		ActiveFault silence = this.emulator.fail(Fault.blackHole());
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		ClientSettings narrow = new ClientSettings(this.emulator.uri(), 1, Duration.ofMillis(100),
				Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));
		Thread first;
		try (RegionalClients clients = new RegionalClients(narrow, Fixtures.CREDENTIALS)) {
			RoutingBedrockRuntimeClient client = new RoutingBedrockRuntimeClient(calls.context, clients);
			first = new Thread(() -> assertThatExceptionOfType(SdkClientException.class)
				.isThrownBy(() -> client.converse((request) -> request.modelId("bedrock"))));
			first.start();
			await().until(() -> silence.hits() == 1);
			assertThatExceptionOfType(SdkClientException.class)
				.isThrownBy(() -> client.converse((request) -> request.modelId("bedrock")))
				.withMessageContaining("write a larger bedrock.cross-region.client.max-connections than 1")
				.withMessageContaining("tried 1");
			assertThat(state(calls, Fixtures.FRANKFURT)).isNotEqualTo(RouteStatus.Status.FAULTY);
		}
		first.join(10_000);
		assertThat(first.isAlive()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void theDeadlineBoundsTheCallAsAWhole(Api api) {
		this.emulator.fail(Fault.blackHole());
		Recording calls = new Recording(Fixtures.plan(Fixtures.allow("EU"), Duration.ofMillis(400),
				Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		assertThatExceptionOfType(ApiCallTimeoutException.class).isThrownBy(() -> converse(api, calls))
			.withMessageContaining("tried 1: " + Fixtures.EU_PROFILE + " from eu-central-1: timeout");
		assertThat(calls.only().outcome()).isEqualTo(Outcome.TIMEOUT);
		assertThat(calls.only().attempts()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void theCallersOwnTimeoutBoundsTheCallToo(Api api) {
		this.emulator.fail(Fault.blackHole());
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		assertThatExceptionOfType(ApiCallTimeoutException.class)
			.isThrownBy(() -> api.converse(calls.context, this.regions, (request) -> request
				.overrideConfiguration((override) -> override.apiCallTimeout(Duration.ofMillis(400)))));
		assertThat(calls.only().attempts()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void theCallersTimeoutForAnAttemptLeavesTimeForTheNextRoute(Api api) {
		this.emulator.fail(Fault.blackHole().from("eu-central-1"));
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		api.converse(calls.context, this.regions, (request) -> request
			.overrideConfiguration((override) -> override.apiCallAttemptTimeout(Duration.ofSeconds(2))));
		assertThat(calls.only().attempts()).extracting(Attempt::outcome)
			.containsExactly(Outcome.TIMEOUT, Outcome.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	void whatIsRefusedIsNeverSent(Api api) {
		RouteRefusedException refused = new RouteRefusedException("bedrock", "No such model",
				new Refusal.NotPlanned("meta.llama", "it is in no plan"));
		Recording calls = new Recording((modelName, requested) -> {
			throw refused;
		});
		assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> converse(api, calls)).isSameAs(refused);
		assertSent();
		assertThat(calls.only().outcome()).isEqualTo(Outcome.DENIED);
		assertThat(calls.only().refusal()).isEqualTo(refused.getRefusal());
		assertThat(calls.only().attempts()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aRouteThatResidencyDoesNotAdmitIsNeverTakenWhateverThePlanSays(Api api) {
		Route outside = Fixtures.route(Fixtures.VIRGINIA, "us." + Fixtures.MODEL,
				Destinations.of(List.of(Fixtures.VIRGINIA)));
		Recording first = new Recording(Fixtures.plan(outside, Fixtures.eu(Fixtures.FRANKFURT)));
		assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> converse(api, first))
			.withMessageContaining("us-east-1 (US)");
		assertSent();
		assertThat(first.only().refusal()).isInstanceOf(Refusal.ResidencyNotSatisfied.class);

		this.emulator.fail(Fault.throttled());
		Recording second = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), outside));
		assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> converse(api, second));
		assertSent("Converse " + Fixtures.EU_PROFILE + " from eu-central-1");
		assertThat(second.only().attempts()).hasSize(1);
	}

	@ParameterizedTest
	@MethodSource("overridesThatCouldMoveACall")
	void aRequestThatCouldBeMovedAfterTheCheckIsRefused(Api api, String what,
			Consumer<AwsRequestOverrideConfiguration.Builder> override) {
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
		assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(
				() -> api.converse(calls.context, this.regions, (request) -> request.overrideConfiguration(override)))
			.withMessageContaining("the request carries " + what)
			.withMessageContaining("[reason: unchecked-override]");
		assertThatExceptionOfType(RouteRefusedException.class)
			.isThrownBy(() -> api.call(calls.context, this.regions,
					(client) -> client.listAsyncInvokes((request) -> request.overrideConfiguration(override)),
					(client) -> client.listAsyncInvokes((request) -> request.overrideConfiguration(override))))
			.withMessageContaining("the request carries " + what);
		assertSent();
		assertThat(calls.records).extracting(InvocationRecord::refusal)
			.containsExactly(new Refusal.UncheckedOverride(what), new Refusal.UncheckedOverride(what));
	}

	static Stream<Arguments> overridesThatCouldMoveACall() {
		EndpointUrl url = EndpointUrl.fromString("https://elsewhere.example.org");
		BedrockRuntimeEndpointProvider elsewhere = (parameters) -> CompletableFuture
			.completedFuture(Endpoint.builder().endpointUrl(url).build());
		List<Override> overrides = List.of(new Override("SDK plugins", (override) -> override.addPlugin((config) -> {
		})), new Override("an endpoint provider", (override) -> override.endpointProvider(elsewhere)),
				new Override("an authentication scheme provider",
						(override) -> override.authSchemeProvider(BedrockRuntimeAuthSchemeProvider.defaultProvider())),
				new Override("a signer", (override) -> override.signer((request, attributes) -> request)),
				new Override("execution attributes", (override) -> override.putExecutionAttribute(ANYTHING, "at all")),
				new Override("a Host header",
						(override) -> override.putHeader("host", "bedrock-runtime.us-east-1.amazonaws.com")));
		return Stream.of(Api.values())
			.flatMap((api) -> overrides.stream()
				.map((override) -> Arguments.of(api, override.what(), override.configuration())));
	}

	@ParameterizedTest
	@EnumSource
	void whatTheCallerOverridesOtherwiseIsKept(Api api) {
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
		AtomicReference<String> used = new AtomicReference<>();
		api.converse(calls.context, this.regions, (request) -> request
			.overrideConfiguration((override) -> override.putHeader("X-Trace", "1").credentialsProvider(() -> {
				used.set("the request's");
				return Fixtures.CREDENTIALS.resolveCredentials();
			})));
		assertThat(used).hasValue("the request's");
		assertThat(calls.only().outcome()).isEqualTo(Outcome.SUCCESS);
	}

	@ParameterizedTest
	@EnumSource
	void invokeModelFailsOverAndReadsTheTokensFromTheHeaders(Api api) {
		this.emulator.fail(Fault.throttled().from("eu-central-1"));
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		SdkBytes body = SdkBytes.fromUtf8String("""
				{"anthropic_version": "bedrock-2023-05-31", "max_tokens": 100,
				 "messages": [{"role": "user", "content": "Which Region answers?"}]}""");
		InvokeModelResponse response = api.call(calls.context, this.regions,
				(client) -> client.invokeModel((request) -> request.modelId("bedrock").body(body)),
				(client) -> client.invokeModel((request) -> request.modelId("bedrock").body(body)));
		assertThat(response.body().asUtf8String()).isNotBlank();
		assertSent("InvokeModel " + Fixtures.EU_PROFILE + " from eu-central-1",
				"InvokeModel " + Fixtures.EU_PROFILE + " from eu-west-1");
		assertThat(calls.only().usage()).isNotNull().satisfies((usage) -> {
			assertThat(usage.input()).isPositive();
			assertThat(usage.output()).isPositive();
		});
	}

	@ParameterizedTest
	@EnumSource
	void tokensAreCountedForTheFoundationModelInTheSourceRegionOfTheFirstRoute(Api api) {
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		CountTokensResponse response = countTokens(api, calls);
		assertThat(response.inputTokens()).isPositive();
		assertSent("CountTokens " + Fixtures.MODEL + " from eu-central-1");
		assertThat(calls.only().operation()).isEqualTo(Operation.COUNT_TOKENS);
	}

	@ParameterizedTest
	@EnumSource
	void countingTokensNeverMovesOnAndSaysNothingOfTheRoute(Api api) {
		this.emulator.fail(Fault.status(403, "AccessDeniedException", "No permission for bedrock:CountTokens"));
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> countTokens(api, calls));
		assertSent("CountTokens " + Fixtures.MODEL + " from eu-central-1");
		assertThat(calls.only().outcome()).isEqualTo(Outcome.DENIED);
		assertThat(calls.states.of(Fixtures.eu(Fixtures.FRANKFURT).key())).isEqualTo(RouteStatus.UNUSED);
	}

	private CountTokensResponse countTokens(Api api, Recording calls) {
		CountTokensRequest request = CountTokensRequest.builder()
			.modelId(Fixtures.EU_PROFILE)
			.input(CountTokensInput.fromConverse((converse) -> converse.messages(Api.QUESTION)))
			.build();
		return api.call(calls.context, this.regions, (client) -> client.countTokens(request),
				(client) -> client.countTokens(request));
	}

	@ParameterizedTest
	@EnumSource
	void aJobIsStartedOnTheFirstRouteAlone(Api api) {
		this.emulator.fail(Fault.throttled());
		Recording calls = new Recording(limited(2, Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		StartAsyncInvokeRequest request = StartAsyncInvokeRequest.builder()
			.modelId("bedrock")
			.modelInput(Document.fromMap(Map.of()))
			.outputDataConfig((output) -> output.s3OutputDataConfig((s3) -> s3.s3Uri("s3://bucket/answers")))
			.build();
		assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> api.call(calls.context, this.regions,
				(client) -> client.startAsyncInvoke(request), (client) -> client.startAsyncInvoke(request)));
		assertSent("StartAsyncInvoke " + Fixtures.EU_PROFILE + " from eu-central-1",
				"StartAsyncInvoke " + Fixtures.EU_PROFILE + " from eu-central-1");
		assertThat(calls.only().operation()).isEqualTo(Operation.START_ASYNC_INVOKE);
	}

	@ParameterizedTest
	@EnumSource
	void whatNamesNoModelGoesToTheDefaultSourceRegion(Api api) {
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.IRELAND)));
		api.call(calls.context, this.regions, (client) -> client.listAsyncInvokes((request) -> {
		}), (client) -> client.listAsyncInvokes((request) -> {
		}));
		assertSent("ListAsyncInvokes  from eu-central-1");
		assertThat(calls.only().operation()).isEqualTo(Operation.LIST_ASYNC_INVOKES);
		assertThat(calls.only().outcome()).isEqualTo(Outcome.SUCCESS);
	}

	@Test
	void paginatorsAreOfTheRoutingClients() {
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.IRELAND)));
		assertThat(new RoutingBedrockRuntimeClient(calls.context, this.regions).listAsyncInvokesPaginator((request) -> {
		}).asyncInvokeSummaries()).isEmpty();
		CompletableFuture<Void> pages = new RoutingBedrockRuntimeAsyncClient(calls.context, this.regions)
			.listAsyncInvokesPaginator((request) -> {
			})
			.subscribe((page) -> {
			});
		assertThat(pages).succeedsWithin(Duration.ofSeconds(30));
		assertSent("ListAsyncInvokes  from eu-central-1", "ListAsyncInvokes  from eu-central-1");
	}

	@Test
	void theConfigurationIsThatOfTheDefaultSourceRegion() {
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.IRELAND)));
		RoutingBedrockRuntimeClient sync = new RoutingBedrockRuntimeClient(calls.context, this.regions);
		RoutingBedrockRuntimeAsyncClient async = new RoutingBedrockRuntimeAsyncClient(calls.context, this.regions);
		assertThat(sync.serviceClientConfiguration().region()).isEqualTo(Region.EU_CENTRAL_1);
		assertThat(async.serviceClientConfiguration().region()).isEqualTo(Region.EU_CENTRAL_1);
		assertThat(sync.serviceName()).isEqualTo(async.serviceName()).isEqualTo("bedrock");
	}

	@ParameterizedTest
	@EnumSource
	void closingARoutingClientClosesNothing(Api api) {
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
		new RoutingBedrockRuntimeClient(calls.context, this.regions).close();
		new RoutingBedrockRuntimeAsyncClient(calls.context, this.regions).close();
		converse(api, calls);
		assertThat(calls.only().outcome()).isEqualTo(Outcome.SUCCESS);
	}

	@Test
	void aViewForAModelSaysWhichModelItsRequestsComeThrough() {
		List<@Nullable String> modelName = new CopyOnWriteArrayList<>();
		RoutePlan plan = Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT));
		Recording calls = new Recording((name, requested) -> {
			modelName.add(name);
			return plan;
		});
		RoutingBedrockRuntimeClient sync = new RoutingBedrockRuntimeClient(calls.context, this.regions);
		RoutingBedrockRuntimeAsyncClient async = new RoutingBedrockRuntimeAsyncClient(calls.context, this.regions);
		sync.forModel("one").converse((request) -> request.modelId("x").messages(Api.QUESTION));
		sync.converse((request) -> request.modelId("x").messages(Api.QUESTION));
		async.forModel("two").converse((request) -> request.modelId("x").messages(Api.QUESTION)).join();
		async.converse((request) -> request.modelId("x").messages(Api.QUESTION)).join();
		assertThat(modelName).containsExactly("one", null, "two", null);
	}

	@ParameterizedTest
	@EnumSource
	void whatIsNotOfTheSdkIsNoReasonToMoveOn(Api api) {
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		IllegalStateException broken = new IllegalStateException("The vault is sealed");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> converseWith(api, calls, () -> {
			throw broken;
		}))
			.as("the asynchronous client of the SDK wraps it")
			.satisfies((ex) -> assertThat((api == Api.SYNC) ? ex : rootCause(ex)).isSameAs(broken));
		assertSent();
		assertThat(calls.only().attempts()).hasSize(1);
		assertThat(calls.only().outcome()).isEqualTo(Outcome.ERROR);
		assertThat(calls.states.of(Fixtures.eu(Fixtures.FRANKFURT).key())).isEqualTo(RouteStatus.UNUSED);
	}

	@ParameterizedTest
	@EnumSource
	void missingCredentialsAreAnExceptionOfTheSdkAndSendNothing(Api api) {
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		assertThatExceptionOfType(SdkClientException.class).isThrownBy(() -> converseWith(api, calls, () -> {
			throw SdkClientException.create("Unable to load credentials");
		})).withMessageContaining("Unable to load credentials").withMessageContaining("tried 1");
		assertSent();
		assertThat(calls.states.credentials()).isEqualTo(CredentialsState.UNAVAILABLE);
		assertThat(calls.states.of(Fixtures.eu(Fixtures.FRANKFURT).key())).isEqualTo(RouteStatus.UNUSED);
		assertThat(calls.only().outcome()).isEqualTo(Outcome.ERROR);
	}

	@ParameterizedTest
	@EnumSource
	void aThrottledTokenServiceDoesNotThrottleTheRoute(Api api) {
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
		AwsServiceException throttled = AwsServiceException.builder()
			.statusCode(429)
			.awsErrorDetails(AwsErrorDetails.builder()
				.serviceName("Sts")
				.errorCode("ThrottlingException")
				.errorMessage("Rate exceeded")
				.build())
			.build();
		assertThatExceptionOfType(AwsServiceException.class).isThrownBy(() -> converseWith(api, calls, () -> {
			throw throttled;
		})).withMessageContaining("Rate exceeded");
		assertThat(calls.only().outcome()).isEqualTo(Outcome.ERROR);
		assertThat(calls.only().attempts()).hasSize(1);
		assertThat(state(calls, Fixtures.FRANKFURT)).isEqualTo(RouteStatus.Status.AVAILABLE);
	}

	@Test
	void anInterruptedCallIsCancelledAndGoesNoFurther() throws InterruptedException {
		this.emulator.fail(Fault.blackHole());
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		AtomicBoolean stillInterrupted = new AtomicBoolean();
		CountDownLatch underWay = new CountDownLatch(1);
		Thread caller = new Thread(() -> {
			try {
				converseWith(Api.SYNC, calls, () -> {
					underWay.countDown();
					// The read of a socket does not notice an interrupt, so the request
					// is not sent before it.
					try {
						Thread.sleep(30_000);
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
					return Fixtures.CREDENTIALS.resolveCredentials();
				});
			}
			catch (RuntimeException ex) {
				thrown.set(ex);
				stillInterrupted.set(Thread.currentThread().isInterrupted());
			}
		});
		caller.start();
		assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();
		caller.interrupt();
		caller.join(30_000);
		assertThat(thrown.get()).isInstanceOf(AbortedException.class);
		assertThat(stillInterrupted).isTrue();
		assertThat(calls.only().outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(calls.only().attempts()).hasSize(1);
	}

	@Test
	void cancellingTheFutureCancelsTheAttemptAndIsRecordedOnce() {
		this.emulator.fail(Fault.blackHole());
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		CompletableFuture<ConverseResponse> response = new RoutingBedrockRuntimeAsyncClient(calls.context, this.regions)
			.converse((request) -> request.modelId("bedrock").messages(Api.QUESTION));
		response.cancel(true);
		assertThat(calls.only().outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(calls.only().attempts()).extracting(Attempt::outcome).containsExactly(Outcome.CANCELLED);
	}

	@Test
	void whoeverCompletesTheFutureFirstHasGivenUp() {
		this.emulator.fail(Fault.blackHole());
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		CompletableFuture<ConverseResponse> response = new RoutingBedrockRuntimeAsyncClient(calls.context, this.regions)
			.converse((request) -> request.modelId("bedrock").messages(Api.QUESTION))
			.orTimeout(200, TimeUnit.MILLISECONDS);
		assertThat(response).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(TimeoutException.class);
		await().untilAsserted(() -> assertThat(calls.records).hasSize(1));
		assertThat(calls.only().outcome()).isEqualTo(Outcome.CANCELLED);
	}

	@Test
	void aBidirectionalStreamUsesTheFirstRouteAlone() {
		this.emulator.fail(Fault.throttled());
		Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT), Fixtures.eu(Fixtures.IRELAND)));
		List<Throwable> told = new CopyOnWriteArrayList<>();
		CompletableFuture<Void> stream = bidirectional(calls, told);
		assertThat(stream).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(ThrottlingException.class);
		InvocationRecord invocation = calls.only();
		assertThat(invocation.operation()).isEqualTo(Operation.INVOKE_MODEL_WITH_BIDIRECTIONAL_STREAM);
		assertThat(invocation.outcome()).isEqualTo(Outcome.THROTTLED);
		assertThat(invocation.attempts()).extracting(Attempt::route).containsExactly(Fixtures.eu(Fixtures.FRANKFURT));
		assertThat(told).isNotEmpty();
	}

	@Test
	void aRefusedBidirectionalStreamTellsItsHandlerAndThrowsNothing() {
		Recording calls = new Recording(Fixtures.plan(Fixtures.route(Fixtures.VIRGINIA, "us." + Fixtures.MODEL,
				Destinations.of(List.of(Fixtures.VIRGINIA)))));
		List<Throwable> told = new CopyOnWriteArrayList<>();
		assertThat(bidirectional(calls, told)).isCompletedExceptionally();
		assertThat(told).singleElement().isInstanceOf(RouteRefusedException.class);
		assertThat(calls.only().refusal()).isInstanceOf(Refusal.ResidencyNotSatisfied.class);
		assertSent();
	}

	private CompletableFuture<Void> bidirectional(Recording calls, List<Throwable> told) {
		return new RoutingBedrockRuntimeAsyncClient(calls.context, this.regions).invokeModelWithBidirectionalStream(
				(request) -> request.modelId("bedrock"), SdkPublisher.fromIterable(List.of()),
				InvokeModelWithBidirectionalStreamResponseHandler.builder().subscriber((event) -> {
				}).onError(told::add).build());
	}

	private static Throwable rootCause(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root;
	}

	private static RoutePlan limited(int maxAttempts, Route... routes) {
		return Fixtures.plan(Fixtures.allow("EU"),
				new RoutingSettings(RoutingStrategy.ORDERED, Duration.ofMinutes(1), Duration.ZERO, maxAttempts),
				routes);
	}

	private ConverseResponse converseWith(Api api, Recording calls, AwsCredentialsProvider credentials) {
		try (RegionalClients clients = new RegionalClients(Fixtures.settings(this.emulator.uri()), credentials)) {
			return api.converse(calls.context, clients, (request) -> {
			});
		}
	}

	private ConverseResponse converse(Api api, Recording calls) {
		return api.converse(calls.context, this.regions, (request) -> {
		});
	}

	// The journal takes an entry when its answer is out, which may be after its arrival.
	private void assertSent(String... requests) {
		await()
			.untilAsserted(() -> assertThat(this.emulator.journal().entries()).extracting(RoutingClientTests::describe)
				.containsExactly(requests));
	}

	private static String describe(JournalEntry entry) {
		return entry.eventName() + " " + entry.modelId() + " from " + entry.sourceRegion();
	}

	private static RouteStatus.Status state(Recording calls, RegionCode sourceRegion) {
		return calls.states.of(Fixtures.eu(sourceRegion).key()).status();
	}

	/**
	 * Something that a request carries.
	 *
	 * @param what how the refusal names it
	 * @param configuration what it is
	 */
	private record Override(String what, Consumer<AwsRequestOverrideConfiguration.Builder> configuration) {
	}

}
