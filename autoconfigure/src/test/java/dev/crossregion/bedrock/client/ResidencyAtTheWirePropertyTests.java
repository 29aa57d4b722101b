package dev.crossregion.bedrock.client;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.Theories.Choices;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClientFactory;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.client.connection.SourceRegionRetries;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.routing.CallNeeds;
import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.RouteFailure;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InternalServerException;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithBidirectionalStreamInput;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithBidirectionalStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithBidirectionalStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.StartAsyncInvokeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.StartAsyncInvokeResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No request leaves for a place that residency does not admit, whatever the plan says,
 * whatever the request names, and whatever fails. The plans are made at random and not by
 * the planner, so that only the last look before the wire stands between them and
 * Bedrock. The judge knows nothing of {@link ResidencyPolicy}.
 * <p>
 * Routes have histories and quotas, so that selection skips some and takes others up
 * again; calls wait for room, plans change under them, streams fail before and after
 * their content, and callers give up.
 */
class ResidencyAtTheWirePropertyTests {

	private static final Map<String, String> COUNTRIES = Map.of("eu-central-1", "DE", "eu-west-1", "IE", "eu-west-2",
			"GB", "eu-central-2", "CH", "eu-north-9", "NO", "us-east-1", "US", "us-west-2", "US", "ap-northeast-1",
			"JP");

	private static final Map<String, Set<String>> GROUPS = Map.of("EU", Set.of("DE", "IE"), "EEA",
			Set.of("DE", "IE", "NO"));

	private static final List<String> SOURCE_REGIONS = List.copyOf(COUNTRIES.keySet().stream().sorted().toList());

	private static final List<String> REGIONS = Stream
		.concat(SOURCE_REGIONS.stream(), Stream.of("xx-new-1", "eu-south-9"))
		.toList();

	private static final List<String> PLACES = Stream
		.concat(Stream.of("EU", "EEA", "DE", "IE", "GB", "NO", "US"), REGIONS.stream())
		.toList();

	private static final RegionTable TABLE = new RegionTable(COUNTRIES.entrySet()
		.stream()
		.map((entry) -> new RegionTable.Entry(new RegionCode(entry.getKey()), entry.getValue(), "aws", entry.getKey()))
		.toList());

	private static final List<RuntimeException> FAILURES = List.of(
			ThrottlingException.builder().statusCode(429).awsErrorDetails(details("ThrottlingException")).build(),
			InternalServerException.builder()
				.statusCode(500)
				.awsErrorDetails(details("InternalServerException"))
				.build(),
			AccessDeniedException.builder().statusCode(403).awsErrorDetails(details("AccessDeniedException")).build(),
			ValidationException.builder().statusCode(400).awsErrorDetails(details("ValidationException")).build(),
			SdkClientException.create("The connection broke"), new IllegalStateException("Not of the SDK"));

	private static final List<String> MODELS = List.of("bedrock", Fixtures.MODEL.value(), Fixtures.EU_PROFILE,
			"global." + Fixtures.MODEL, "arn:aws:bedrock:us-east-1::foundation-model/" + Fixtures.MODEL, "x", "");

	private static final String GUARDRAIL = "a1b2c3d4e5f6";

	private static final InvokeModelWithResponseStreamResponseHandler INVOKE_HANDLER = InvokeModelWithResponseStreamResponseHandler
		.builder()
		.subscriber((event) -> {
		})
		.build();

	private static final InvokeModelWithBidirectionalStreamResponseHandler BIDIRECTIONAL_HANDLER = InvokeModelWithBidirectionalStreamResponseHandler
		.builder()
		.subscriber((event) -> {
		})
		.build();

	private static AwsErrorDetails details(String code) {
		return AwsErrorDetails.builder().errorCode(code).errorMessage(code).serviceName("BedrockRuntime").build();
	}

	/** As many retries as the standard strategy allows, one right after the other. */
	private static final StandardRetryStrategy WITHOUT_PAUSES = AwsRetryStrategy.standardRetryStrategy()
		.toBuilder()
		.backoffStrategy(BackoffStrategy.retryImmediately())
		.throttlingBackoffStrategy(BackoffStrategy.retryImmediately())
		.build();

	@Test
	void nothingLeavesForAPlaceThatIsNotAdmitted() {
		AtomicReference<Call> current = new AtomicReference<>();
		AtomicInteger sent = new AtomicInteger();
		AtomicInteger refused = new AtomicInteger();
		Map<Outcome, AtomicInteger> outcomes = new EnumMap<>(Outcome.class);
		AtomicInteger waited = new AtomicInteger();
		AtomicBoolean over = new AtomicBoolean();
		Thread poker = new Thread(() -> poke(current, over), "something-changes");
		poker.start();
		try (RegionalClients regions = new RegionalClients(ClientSettings.DEFAULT, (timers) -> new Wire(current),
				new SourceRegionRetries(WITHOUT_PAUSES), null)) {
			Theories.theory("no request leaves for a place that is not admitted").forAll(calls()).check((call) -> {
				current.set(call);
				call.make(regions);
				sent.addAndGet(call.left.size());
				refused.addAndGet((call.records.stream().anyMatch((record) -> record.refusal() != null)) ? 1 : 0);
				waited.addAndGet((call.left.size() > call.routes.size()) ? 1 : 0);
				call.records
					.forEach((record) -> outcomes.computeIfAbsent(record.outcome(), (outcome) -> new AtomicInteger())
						.incrementAndGet());
				return call.left.stream().allMatch(call::admitted) && call.records.size() == 1
						&& !call.sentAfterContent;
			});
		}
		finally {
			over.set(true);
		}
		assertThat(outcomes.keySet()).as("all ends that a call can have here")
			.contains(Outcome.SUCCESS, Outcome.THROTTLED, Outcome.DENIED, Outcome.ERROR, Outcome.INVALID,
					Outcome.CANCELLED);
		assertThat(waited).as("calls that were sent again along a route, after a wait").hasPositiveValue();
		assertThat(sent).as("requests that left").hasValueGreaterThan(Theories.EXAMPLES / 10);
		assertThat(refused).as("calls that were refused").hasValueGreaterThan(Theories.EXAMPLES / 10);
	}

	// A call that waits looks again when something changes, long before its timer.
	private static void poke(AtomicReference<@Nullable Call> current, AtomicBoolean over) {
		Route.Key elsewhere = new Route.Key(new RegionCode("xx-other-1"), "other");
		while (!over.get()) {
			Call call = current.get();
			if (call != null && !call.patience.isZero()) {
				call.states.record(elsewhere, null, CallNeeds.NONE);
			}
			LockSupport.parkNanos(100_000);
		}
	}

	private static Gen<Call> calls() {
		return (source) -> {
			Choices choices = new Choices(source);
			List<Limit> limits = IntStream.range(0, choices.below(3))
				.mapToObj((level) -> new Limit(choices.some(PLACES, 0, 4), choices.some(PLACES, 0, 2)))
				.toList();
			List<Route> routes = IntStream.rangeClosed(0, choices.below(4))
				.mapToObj((index) -> Fixtures.route(new RegionCode(choices.oneOf(SOURCE_REGIONS)), "profile-" + index,
						destinations(choices), quota(choices)))
				.toList();
			List<Integer> answers = IntStream.range(0, routes.size())
				.mapToObj((index) -> choices.below(Call.HANG + 1))
				.toList();
			List<Past> past = IntStream.range(0, choices.below(6))
				.mapToObj((index) -> new Past(choices.below(routes.size()),
						(choices.chance(20)) ? null : choices.oneOf(List.of(FailureKind.values()))))
				.toList();
			return new Call(limits, routes, answers, choices.oneOf(List.of(Call.Kind.values())), choices.chance(30),
					choices.oneOf(MODELS), past, choices.oneOf(List.of(RoutingStrategy.values())),
					(choices.chance(2)) ? Duration.ofMillis(20) : Duration.ZERO, choices.below(1 << routes.size()));
		};
	}

	private static DeclaredQuota quota(Choices choices) {
		return (choices.chance(75)) ? DeclaredQuota.NONE
				: new DeclaredQuota((long) (1 + choices.below(20_000)), (long) (1 + choices.below(5)));
	}

	private static Destinations destinations(Choices choices) {
		return switch (choices.below(12)) {
			case 10 -> new Destinations.Unknown();
			case 11 -> new Destinations.Anywhere();
			default -> Destinations.of(choices.some(REGIONS, 1, 3).stream().map(RegionCode::new).toList());
		};
	}

	/**
	 * A level of the configuration, and what it means.
	 *
	 * @param allow the allow list
	 * @param deny the deny list
	 */
	private record Limit(List<String> allow, List<String> deny) {

		ResidencyPolicy policy() {
			return ResidencyPolicy.of(TABLE, places(this.allow), places(this.deny));
		}

		private static List<Place> places(List<String> codes) {
			return codes.stream().map((code) -> Place.parse(code, TABLE)).toList();
		}

		boolean isNone() {
			return this.allow.isEmpty() && this.deny.isEmpty();
		}

		boolean admits(String region) {
			if (isNone()) {
				return true;
			}
			boolean allowed = (this.allow.isEmpty()) ? COUNTRIES.containsKey(region) : liesIn(region, this.allow);
			return allowed && !liesIn(region, this.deny);
		}

		private static boolean liesIn(String region, List<String> places) {
			String country = COUNTRIES.getOrDefault(region, "none");
			return places.stream()
				.anyMatch((place) -> place.equals(region) || place.equals(country)
						|| GROUPS.getOrDefault(place, Set.of()).contains(country));
		}

	}

	/**
	 * A request that left.
	 *
	 * @param sourceRegion where it was sent
	 * @param model what it named as the model
	 * @param first whether it was the first of its call
	 */
	private record Left(RegionCode sourceRegion, String model, boolean first) {
	}

	/**
	 * Something that had happened to a route before the call.
	 *
	 * @param route the number of the route
	 * @param failure how an attempt had failed, or {@code null} when it had not
	 */
	private record Past(int route, @Nullable FailureKind failure) {
	}

	/**
	 * Time that goes on by two seconds at every look, so that what was to last is over
	 * the next time but one.
	 */
	private static final class HastyTime implements LongSupplier {

		private final AtomicLong seconds = new AtomicLong();

		@Override
		public long getAsLong() {
			return TimeUnit.SECONDS.toNanos(this.seconds.getAndAdd(2));
		}

	}

	/**
	 * A call, and what became of it.
	 */
	private static final class Call {

		/** The answer that is one; those before are {@link #FAILURES}. */
		private static final int ANSWER = FAILURES.size();

		/** A stream that fails after its first content. */
		private static final int CONTENT = ANSWER + 1;

		/** No answer at all, so that the caller gives up. */
		private static final int HANG = CONTENT + 1;

		private final List<Limit> limits;

		private final List<Route> routes;

		private final List<Integer> answers;

		private final Kind kind;

		private final boolean async;

		private final String model;

		private final List<Past> past;

		private final RoutingStrategy strategy;

		private final Duration patience;

		/** The routes that are left after the first attempt, a bit for each. */
		private final int kept;

		private final RouteStateRegistry states = new RouteStateRegistry(Clock.systemUTC(), new HastyTime());

		private final CompletableFuture<Void> hung = new CompletableFuture<>();

		private final AtomicBoolean planned = new AtomicBoolean();

		/** Whether the caller has got some of the answer. */
		private volatile boolean content;

		private volatile boolean sentAfterContent;

		private final Queue<Left> left = new ConcurrentLinkedQueue<>();

		private final Queue<InvocationRecord> records = new ConcurrentLinkedQueue<>();

		private Call(List<Limit> limits, List<Route> routes, List<Integer> answers, Kind kind, boolean async,
				String model, List<Past> past, RoutingStrategy strategy, Duration patience, int kept) {
			this.past = past;
			this.strategy = strategy;
			this.patience = patience;
			this.kept = kept;
			this.limits = limits;
			this.routes = routes;
			this.answers = answers;
			this.kind = kind;
			this.async = async;
			this.model = model;
		}

		private void make(RegionalClients regions) {
			ResidencyPolicy residency = this.limits.stream()
				.map(Limit::policy)
				.reduce(ResidencyPolicy.unlimited(TABLE), ResidencyPolicy::and);
			this.past.forEach((past) -> this.states.record(this.routes.get(past.route()).key(),
					(past.failure() != null) ? RouteFailure.of(past.failure(), "past") : null, CallNeeds.NONE));
			InvocationContext context = new InvocationContext((modelName, requested) -> plan(residency), this.states,
					List.of(this.records::add), Clock.systemUTC(),
					new InvocationContext.WithoutModel(() -> Fixtures.FRANKFURT, residency));
			try {
				if (this.async || this.kind.isStream()) {
					CompletableFuture<?> result = this.kind.sendAsync(
							new RoutingBedrockRuntimeAsyncClient(context, regions), this.model,
							() -> this.content = true);
					CompletableFuture.anyOf(result, this.hung).exceptionally((failure) -> null).join();
					if (!result.isDone()) {
						result.cancel(true);
						// Another thread may be at a step of the stream.
						Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> !this.records.isEmpty());
					}
					result.join();
				}
				else {
					this.kind.send(new RoutingBedrockRuntimeClient(context, regions), this.model);
				}
			}
			catch (RuntimeException ex) {
				assertThat(this.records).as("records of a call that failed with %s", ex)
					.allMatch((record) -> record.failure() != null || record.outcome() == Outcome.CANCELLED);
			}
		}

		private RoutePlan plan(ResidencyPolicy residency) {
			List<Route> now = (this.planned.getAndSet(true)) ? kept() : this.routes;
			if (now.isEmpty()) {
				throw new RouteRefusedException("bedrock", "Everything is withdrawn",
						new Refusal.NotPlanned(this.model, "everything is withdrawn"));
			}
			return Fixtures.plan(residency, new RoutingSettings(this.strategy, Duration.ofMinutes(1), this.patience),
					now.toArray(Route[]::new));
		}

		private List<Route> kept() {
			return IntStream.range(0, this.routes.size())
				.filter((index) -> (this.kept & (1 << index)) != 0)
				.mapToObj(this.routes::get)
				.toList();
		}

		private int answer(RegionCode sourceRegion, String model) {
			int attempt = this.left.size();
			this.left.add(new Left(sourceRegion, model, attempt == 0));
			this.sentAfterContent |= this.content;
			return this.answers.get(attempt % this.answers.size());
		}

		private <R extends @Nullable Object> R answer(RegionCode sourceRegion, String model, R response) {
			int answer = answer(sourceRegion, model);
			if (answer < ANSWER) {
				throw FAILURES.get(answer);
			}
			return response;
		}

		private <R extends @Nullable Object> CompletableFuture<R> answerLater(RegionCode sourceRegion, String model,
				R response, Runnable content) {
			int answer = answer(sourceRegion, model);
			if (answer < ANSWER) {
				return CompletableFuture.failedFuture(FAILURES.get(answer));
			}
			if (answer == CONTENT) {
				content.run();
				return CompletableFuture.failedFuture(FAILURES.get(0));
			}
			if (answer == HANG) {
				this.hung.complete(null);
				return new CompletableFuture<>();
			}
			return CompletableFuture.completedFuture(response);
		}

		private boolean admitted(Left left) {
			if (this.kind == Kind.COUNT_TOKENS) {
				return left.model.equals(Fixtures.MODEL.value())
						&& left.sourceRegion.equals(this.routes.get(0).sourceRegion())
						&& (left.first || kept().contains(this.routes.get(0)))
						&& admits(this.routes.get(0).destinations())
						&& admits(Destinations.of(List.of(left.sourceRegion)));
			}
			return ((left.first) ? this.routes : kept()).stream()
				.anyMatch((route) -> route.modelId().equals(left.model)
						&& route.sourceRegion().equals(left.sourceRegion) && admits(route.destinations()))
					&& (!this.kind.isGuarded() || admits(Destinations.of(List.of(left.sourceRegion))));
		}

		private boolean admits(Destinations destinations) {
			return switch (destinations.codes().get(0)) {
				case "?" -> false;
				case "*" -> this.limits.stream().allMatch(Limit::isNone);
				default -> destinations.codes()
					.stream()
					.allMatch((region) -> this.limits.stream().allMatch((limit) -> limit.admits(region)));
			};
		}

		@Override
		public String toString() {
			return this.kind + ((this.async) ? " (async)" : "") + " of '" + this.model + "' under " + this.limits
					+ " along " + this.routes + ", answers " + this.answers + ", past " + this.past + ", "
					+ this.strategy + ", kept " + kept() + ", waits " + this.patience + ", left " + this.left;
		}

		private enum Kind {

			CONVERSE, INVOKE_MODEL, COUNT_TOKENS, START_ASYNC_INVOKE, GUARDED_CONVERSE, GUARDED_INVOKE_MODEL,
			CONVERSE_STREAM, INVOKE_MODEL_WITH_RESPONSE_STREAM, INVOKE_MODEL_WITH_BIDIRECTIONAL_STREAM,
			GUARDED_CONVERSE_STREAM, GUARDED_INVOKE_MODEL_WITH_RESPONSE_STREAM;

			/** Whether a guardrail reads the prompt in the source Region. */
			private boolean isGuarded() {
				return name().startsWith("GUARDED_");
			}

			private boolean isStream() {
				return name().endsWith("_STREAM");
			}

			private Object send(BedrockRuntimeClient client, String model) {
				return switch (this) {
					case CONVERSE -> client.converse((request) -> request.modelId(model));
					case INVOKE_MODEL -> client.invokeModel((request) -> request.modelId(model));
					case GUARDED_CONVERSE -> client.converse((request) -> request.modelId(model)
						.guardrailConfig((guardrail) -> guardrail.guardrailIdentifier(GUARDRAIL)));
					case GUARDED_INVOKE_MODEL ->
						client.invokeModel((request) -> request.modelId(model).guardrailIdentifier(GUARDRAIL));
					case COUNT_TOKENS -> client.countTokens((request) -> request.modelId(model));
					case START_ASYNC_INVOKE -> client.startAsyncInvoke((request) -> request.modelId(model));
					default -> throw new IllegalStateException(this + " exists on the asynchronous client alone");
				};
			}

			private CompletableFuture<?> sendAsync(BedrockRuntimeAsyncClient client, String model, Runnable onContent) {
				return switch (this) {
					case CONVERSE -> client.converse((request) -> request.modelId(model));
					case INVOKE_MODEL -> client.invokeModel((request) -> request.modelId(model));
					case GUARDED_CONVERSE -> client.converse((request) -> request.modelId(model)
						.guardrailConfig((guardrail) -> guardrail.guardrailIdentifier(GUARDRAIL)));
					case GUARDED_INVOKE_MODEL ->
						client.invokeModel((request) -> request.modelId(model).guardrailIdentifier(GUARDRAIL));
					case COUNT_TOKENS -> client.countTokens((request) -> request.modelId(model));
					case START_ASYNC_INVOKE -> client.startAsyncInvoke((request) -> request.modelId(model));
					case CONVERSE_STREAM -> client.converseStream((request) -> request.modelId(model),
							ConverseStreamResponseHandler.builder().subscriber((event) -> onContent.run()).build());
					case GUARDED_CONVERSE_STREAM -> client.converseStream(
							(request) -> request.modelId(model)
								.guardrailConfig((guardrail) -> guardrail.guardrailIdentifier(GUARDRAIL)),
							ConverseStreamResponseHandler.builder().subscriber((event) -> onContent.run()).build());
					case INVOKE_MODEL_WITH_RESPONSE_STREAM ->
						client.invokeModelWithResponseStream((request) -> request.modelId(model), INVOKE_HANDLER);
					case GUARDED_INVOKE_MODEL_WITH_RESPONSE_STREAM -> client.invokeModelWithResponseStream(
							(request) -> request.modelId(model).guardrailIdentifier(GUARDRAIL), INVOKE_HANDLER);
					case INVOKE_MODEL_WITH_BIDIRECTIONAL_STREAM ->
						client.invokeModelWithBidirectionalStream((request) -> request.modelId(model),
								SdkPublisher.fromIterable(List.of()), BIDIRECTIONAL_HANDLER);
				};
			}

		}

	}

	/**
	 * Where requests would leave.
	 */
	private static final class Wire implements RegionalClientFactory {

		private static final ConverseResponse CONVERSED = ConverseResponse.builder().build();

		private static final InvokeModelResponse INVOKED = (InvokeModelResponse) InvokeModelResponse.builder()
			.body(SdkBytes.fromUtf8String("{}"))
			.sdkHttpResponse(SdkHttpResponse.builder().statusCode(200).build())
			.build();

		private static final ConverseStreamOutput CONTENT = ConverseStreamOutput.contentBlockDeltaBuilder()
			.delta(ContentBlockDelta.fromText("text"))
			.build();

		private static final CountTokensResponse COUNTED = CountTokensResponse.builder().inputTokens(1).build();

		private static final StartAsyncInvokeResponse STARTED = StartAsyncInvokeResponse.builder().build();

		private final AtomicReference<Call> current;

		private Wire(AtomicReference<Call> current) {
			this.current = current;
		}

		@Override
		public BedrockRuntimeClient runtime(RegionCode region) {
			return new Sync(region);
		}

		@Override
		public BedrockRuntimeAsyncClient runtimeAsync(RegionCode region) {
			return new Async(region);
		}

		@Override
		public BedrockClient controlPlane(RegionCode region) {
			throw new AssertionError("No request may ask the control plane");
		}

		@Override
		public void close() {
			this.current.set(null);
		}

		private <R extends @Nullable Object> R leave(RegionCode region, String model, R response) {
			return Objects.requireNonNull(this.current.get()).answer(region, model, response);
		}

		private <R extends @Nullable Object> CompletableFuture<R> leaveLater(RegionCode region, String model,
				R response) {
			return leaveLater(region, model, response, () -> {
			});
		}

		private <R extends @Nullable Object> CompletableFuture<R> leaveLater(RegionCode region, String model,
				R response, Runnable content) {
			return Objects.requireNonNull(this.current.get()).answerLater(region, model, response, content);
		}

		private final class Sync implements BedrockRuntimeClient {

			private final RegionCode region;

			private Sync(RegionCode region) {
				this.region = region;
			}

			@Override
			public ConverseResponse converse(ConverseRequest request) {
				return leave(this.region, request.modelId(), CONVERSED);
			}

			@Override
			public InvokeModelResponse invokeModel(InvokeModelRequest request) {
				return leave(this.region, request.modelId(), INVOKED);
			}

			@Override
			public CountTokensResponse countTokens(CountTokensRequest request) {
				return leave(this.region, request.modelId(), COUNTED);
			}

			@Override
			public StartAsyncInvokeResponse startAsyncInvoke(StartAsyncInvokeRequest request) {
				return leave(this.region, request.modelId(), STARTED);
			}

			@Override
			public String serviceName() {
				return SERVICE_NAME;
			}

			@Override
			public void close() {
				// Nothing is open.
			}

		}

		private final class Async implements BedrockRuntimeAsyncClient {

			private final RegionCode region;

			private Async(RegionCode region) {
				this.region = region;
			}

			@Override
			public CompletableFuture<ConverseResponse> converse(ConverseRequest request) {
				return leaveLater(this.region, request.modelId(), CONVERSED);
			}

			@Override
			public CompletableFuture<InvokeModelResponse> invokeModel(InvokeModelRequest request) {
				return leaveLater(this.region, request.modelId(), INVOKED);
			}

			@Override
			public CompletableFuture<CountTokensResponse> countTokens(CountTokensRequest request) {
				return leaveLater(this.region, request.modelId(), COUNTED);
			}

			@Override
			public CompletableFuture<StartAsyncInvokeResponse> startAsyncInvoke(StartAsyncInvokeRequest request) {
				return leaveLater(this.region, request.modelId(), STARTED);
			}

			// A stream that ends without an answer, if it does not fail before.
			@Override
			public CompletableFuture<Void> converseStream(ConverseStreamRequest request,
					ConverseStreamResponseHandler handler) {
				return leaveLater(this.region, request.modelId(), null,
						() -> handler.onEventStream(SdkPublisher.fromIterable(List.of(CONTENT))));
			}

			@Override
			public CompletableFuture<Void> invokeModelWithResponseStream(InvokeModelWithResponseStreamRequest request,
					InvokeModelWithResponseStreamResponseHandler handler) {
				return leaveLater(this.region, request.modelId(), null);
			}

			@Override
			public CompletableFuture<Void> invokeModelWithBidirectionalStream(
					InvokeModelWithBidirectionalStreamRequest request,
					Publisher<InvokeModelWithBidirectionalStreamInput> input,
					InvokeModelWithBidirectionalStreamResponseHandler handler) {
				return leaveLater(this.region, request.modelId(), null);
			}

			@Override
			public String serviceName() {
				return SERVICE_NAME;
			}

			@Override
			public void close() {
				// Nothing is open.
			}

		}

	}

}
