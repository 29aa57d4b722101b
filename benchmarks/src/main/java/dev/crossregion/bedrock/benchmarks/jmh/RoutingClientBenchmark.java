package dev.crossregion.bedrock.benchmarks.jmh;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.client.InvocationContext;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeAsyncClient;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeClient;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/**
 * Measures a complete call through the routing clients, with regional clients that answer
 * at once. Direct calls of the regional clients are the baseline.
 *
 * @since 0.1.0
 */
@State(Scope.Benchmark)
public class RoutingClientBenchmark {

	private static final String MODEL = Declarations.MODEL;

	private static final Message QUESTION = Message.builder()
		.role("user")
		.content(ContentBlock.fromText("What is a Region? ".repeat(50)))
		.build();

	private final RegionalClients regions = new RegionalClients(ClientSettings.DEFAULT, (timers) -> new NoopRegions());

	private final ConverseRequest request = ConverseRequest.builder()
		.modelId(MODEL)
		.messages(QUESTION)
		.inferenceConfig((inference) -> inference.maxTokens(1_000))
		.build();

	private final ConverseStreamRequest streamRequest = ConverseStreamRequest.builder()
		.modelId(MODEL)
		.messages(QUESTION)
		.inferenceConfig((inference) -> inference.maxTokens(1_000))
		.build();

	private final BedrockRuntimeClient direct = new NoopRegions.Blocking();

	private final BedrockRuntimeAsyncClient directAsync = new NoopRegions.NonBlocking();

	private final BedrockRuntimeClient routing;

	private final BedrockRuntimeAsyncClient routingAsync;

	/**
	 * Create a benchmark.
	 */
	public RoutingClientBenchmark() {
		RoutePlans plans = Declarations.plans(RoutingStrategy.ORDERED, true);
		InvocationContext context = new InvocationContext(plans::resolve, new RouteStateRegistry(Clock.systemUTC()),
				List.of(), Clock.systemUTC(), new InvocationContext.WithoutModel(() -> new RegionCode("eu-central-1"),
						plans.all().get("bedrock").declaration().residency()));
		this.routing = new RoutingBedrockRuntimeClient(context, this.regions);
		this.routingAsync = new RoutingBedrockRuntimeAsyncClient(context, this.regions);
	}

	/**
	 * Close the clients.
	 */
	@TearDown
	public void close() {
		this.regions.close();
	}

	/**
	 * Call the regional client directly.
	 * @return the answer
	 */
	@Benchmark
	public ConverseResponse directConverse() {
		return this.direct.converse(this.request);
	}

	/**
	 * Call through the blocking routing client.
	 * @return the answer
	 */
	@Benchmark
	public ConverseResponse routedConverse() {
		return this.routing.converse(this.request);
	}

	/**
	 * Call through the asynchronous routing client.
	 * @return the answer
	 */
	@Benchmark
	public ConverseResponse routedAsyncConverse() {
		return this.routingAsync.converse(this.request).join();
	}

	/**
	 * Stream eight events from the regional client directly.
	 * @return the number of events
	 */
	@Benchmark
	public int directStream() {
		return stream(this.directAsync);
	}

	/**
	 * Stream eight events through the stream gate.
	 * @return the number of events
	 */
	@Benchmark
	public int routedStream() {
		return stream(this.routingAsync);
	}

	private int stream(BedrockRuntimeAsyncClient client) {
		Counter counter = new Counter();
		CompletableFuture<Void> result = client.converseStream(this.streamRequest,
				ConverseStreamResponseHandler.builder()
					.onEventStream((events) -> events.subscribe(counter))
					.onResponse((response) -> {
					})
					.build());
		result.join();
		return counter.count;
	}

	/**
	 * Counts events.
	 */
	private static final class Counter implements Subscriber<ConverseStreamOutput> {

		private int count;

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(ConverseStreamOutput event) {
			this.count++;
		}

		@Override
		public void onError(Throwable failure) {
			throw new IllegalStateException(failure);
		}

		@Override
		public void onComplete() {
			// Only the events are counted.
		}

	}

}
