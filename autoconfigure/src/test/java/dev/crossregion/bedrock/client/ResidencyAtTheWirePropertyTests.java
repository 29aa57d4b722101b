package dev.crossregion.bedrock.client;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.crossregion.bedrock.PropertyChecks;
import dev.crossregion.bedrock.PropertyChecks.Choices;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.routing.Route;
import dev.crossregion.bedrock.routing.RoutePlan;
import dev.crossregion.bedrock.routing.RouteStates;
import dev.crossregion.bedrock.routing.WaitingRoom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
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

	private static final ConverseStreamResponseHandler CONVERSE_HANDLER = ConverseStreamResponseHandler.builder()
		.subscriber((event) -> {
		})
		.build();

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

	@Test
	void nothingLeavesForAPlaceThatIsNotAdmitted() {
		AtomicReference<Call> current = new AtomicReference<>();
		AtomicInteger sent = new AtomicInteger();
		AtomicInteger refused = new AtomicInteger();
		try (RegionalClients regions = new RegionalClients(ClientSettings.DEFAULT, (timers) -> new Wire(current))) {
			PropertyChecks.theory("no request leaves for a place that is not admitted")
				.forAll(calls())
				.check((call) -> {
					current.set(call);
					call.make(regions);
					sent.addAndGet(call.left.size());
					refused.addAndGet((call.records.stream().anyMatch((record) -> record.refusal() != null)) ? 1 : 0);
					return call.left.stream().allMatch(call::admitted) && call.records.size() == 1;
				});
		}
		assertThat(sent).as("requests that left").hasValueGreaterThan(PropertyChecks.EXAMPLES / 10);
		assertThat(refused).as("calls that were refused").hasValueGreaterThan(PropertyChecks.EXAMPLES / 10);
	}

	private static Gen<Call> calls() {
		return (source) -> {
			Choices choices = new Choices(source);
			List<Limit> limits = IntStream.range(0, choices.below(3))
				.mapToObj((level) -> new Limit(choices.some(PLACES, 0, 4), choices.some(PLACES, 0, 2)))
				.toList();
			List<Route> routes = IntStream.rangeClosed(0, choices.below(4))
				.mapToObj((index) -> Fixtures.route(new RegionCode(choices.oneOf(SOURCE_REGIONS)), "profile-" + index,
						destinations(choices)))
				.toList();
			List<Integer> answers = IntStream.range(0, routes.size())
				.mapToObj((index) -> choices.below(FAILURES.size() + 1))
				.toList();
			return new Call(limits, routes, answers, choices.oneOf(List.of(Call.Kind.values())), choices.chance(30),
					choices.oneOf(MODELS));
		};
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
	 */
	private record Left(RegionCode sourceRegion, String model) {
	}

	/**
	 * A call, and what became of it.
	 */
	private static final class Call {

		private final List<Limit> limits;

		private final List<Route> routes;

		private final List<Integer> answers;

		private final Kind kind;

		private final boolean async;

		private final String model;

		private final Queue<Left> left = new ConcurrentLinkedQueue<>();

		private final Queue<InvocationRecord> records = new ConcurrentLinkedQueue<>();

		private Call(List<Limit> limits, List<Route> routes, List<Integer> answers, Kind kind, boolean async,
				String model) {
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
			RoutePlan plan = Fixtures.plan(residency, Duration.ofMinutes(1), this.routes.toArray(Route[]::new));
			RouteStates states = new RouteStates(Clock.systemUTC());
			InvocationContext context = new InvocationContext((through, requested) -> plan, states,
					new WaitingRoom(states), List.of(this.records::add), () -> Fixtures.FRANKFURT, residency,
					Clock.systemUTC());
			try {
				if (this.async || this.kind.isStream()) {
					this.kind.sendAsync(new RoutingBedrockRuntimeAsyncClient(context, regions), this.model).join();
				}
				else {
					this.kind.send(new RoutingBedrockRuntimeClient(context, regions), this.model);
				}
			}
			catch (RuntimeException ex) {
				assertThat(this.records).as("records of a call that failed with %s", ex)
					.allMatch((record) -> record.failure() != null);
			}
		}

		private <R extends @Nullable Object> R answer(RegionCode sourceRegion, String model, R response) {
			int attempt = this.left.size();
			this.left.add(new Left(sourceRegion, model));
			int answer = this.answers.get(attempt);
			if (answer < FAILURES.size()) {
				throw FAILURES.get(answer);
			}
			return response;
		}

		private boolean admitted(Left left) {
			if (this.kind == Kind.COUNT_TOKENS) {
				return left.equals(new Left(this.routes.get(0).sourceRegion(), Fixtures.MODEL.value()))
						&& admits(this.routes.get(0).destinations())
						&& admits(Destinations.of(List.of(left.sourceRegion)));
			}
			return this.routes.stream()
				.anyMatch((route) -> route.profile().equals(left.model)
						&& route.sourceRegion().equals(left.sourceRegion) && admits(route.destinations()));
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
					+ " along " + this.routes + ", answers " + this.answers + ", left " + this.left;
		}

		private enum Kind {

			CONVERSE, INVOKE_MODEL, COUNT_TOKENS, START_ASYNC_INVOKE, CONVERSE_STREAM,
			INVOKE_MODEL_WITH_RESPONSE_STREAM, INVOKE_MODEL_WITH_BIDIRECTIONAL_STREAM;

			private boolean isStream() {
				return name().endsWith("_STREAM");
			}

			private Object send(BedrockRuntimeClient client, String model) {
				return switch (this) {
					case CONVERSE -> client.converse((request) -> request.modelId(model));
					case INVOKE_MODEL -> client.invokeModel((request) -> request.modelId(model));
					case COUNT_TOKENS -> client.countTokens((request) -> request.modelId(model));
					case START_ASYNC_INVOKE -> client.startAsyncInvoke((request) -> request.modelId(model));
					default -> throw new IllegalStateException(this + " exists on the asynchronous client alone");
				};
			}

			private CompletableFuture<?> sendAsync(BedrockRuntimeAsyncClient client, String model) {
				return switch (this) {
					case CONVERSE -> client.converse((request) -> request.modelId(model));
					case INVOKE_MODEL -> client.invokeModel((request) -> request.modelId(model));
					case COUNT_TOKENS -> client.countTokens((request) -> request.modelId(model));
					case START_ASYNC_INVOKE -> client.startAsyncInvoke((request) -> request.modelId(model));
					case CONVERSE_STREAM ->
						client.converseStream((request) -> request.modelId(model), CONVERSE_HANDLER);
					case INVOKE_MODEL_WITH_RESPONSE_STREAM ->
						client.invokeModelWithResponseStream((request) -> request.modelId(model), INVOKE_HANDLER);
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

		private static <R extends @Nullable Object> CompletableFuture<R> async(Supplier<R> call) {
			try {
				return CompletableFuture.completedFuture(call.get());
			}
			catch (RuntimeException ex) {
				return CompletableFuture.failedFuture(ex);
			}
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
				return async(() -> leave(this.region, request.modelId(), CONVERSED));
			}

			@Override
			public CompletableFuture<InvokeModelResponse> invokeModel(InvokeModelRequest request) {
				return async(() -> leave(this.region, request.modelId(), INVOKED));
			}

			@Override
			public CompletableFuture<CountTokensResponse> countTokens(CountTokensRequest request) {
				return async(() -> leave(this.region, request.modelId(), COUNTED));
			}

			@Override
			public CompletableFuture<StartAsyncInvokeResponse> startAsyncInvoke(StartAsyncInvokeRequest request) {
				return async(() -> leave(this.region, request.modelId(), STARTED));
			}

			// A stream that ends without an answer, if it does not fail before.
			@Override
			public CompletableFuture<Void> converseStream(ConverseStreamRequest request,
					ConverseStreamResponseHandler handler) {
				return async(() -> leave(this.region, request.modelId(), null));
			}

			@Override
			public CompletableFuture<Void> invokeModelWithResponseStream(InvokeModelWithResponseStreamRequest request,
					InvokeModelWithResponseStreamResponseHandler handler) {
				return async(() -> leave(this.region, request.modelId(), null));
			}

			@Override
			public CompletableFuture<Void> invokeModelWithBidirectionalStream(
					InvokeModelWithBidirectionalStreamRequest request,
					Publisher<InvokeModelWithBidirectionalStreamInput> input,
					InvokeModelWithBidirectionalStreamResponseHandler handler) {
				return async(() -> leave(this.region, request.modelId(), null));
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
