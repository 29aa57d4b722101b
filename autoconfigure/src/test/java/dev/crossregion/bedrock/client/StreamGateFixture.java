package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.RoutePlan;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/**
 * A gate between a caller and a script, over two routes.
 */
final class StreamGateFixture implements AutoCloseable {

	static final Duration LONG = Duration.ofSeconds(60);

	static final ConverseStreamRequest REQUEST = ConverseStreamRequest.builder()
		.modelId(Fixtures.MODEL.value())
		.build();

	static final ConverseStreamOutput START = ConverseStreamOutput.messageStartBuilder().role("assistant").build();

	static final ConverseStreamOutput STOP = ConverseStreamOutput.messageStopBuilder().stopReason("end_turn").build();

	static final ConverseStreamOutput METADATA = ConverseStreamOutput.metadataBuilder()
		.usage((usage) -> usage.inputTokens(11).outputTokens(7).totalTokens(18))
		.metrics((metrics) -> metrics.latencyMs(5L))
		.build();

	final StreamGateScript bedrock;

	final StreamGateListener<ConverseStreamResponse, ConverseStreamOutput> caller = new StreamGateListener<>();

	final Recording recording;

	final RegionalClients regions;

	final RoutingBedrockRuntimeAsyncClient client;

	StreamGateFixture() {
		this(LONG, LONG, LONG);
	}

	StreamGateFixture(Duration firstToken, Duration stall, Duration deadline) {
		this(firstToken, stall, Fixtures.plan(Fixtures.allow("EU"), deadline, Fixtures.eu(Fixtures.FRANKFURT),
				Fixtures.eu(Fixtures.IRELAND)));
	}

	StreamGateFixture(Duration firstToken, Duration stall, RoutePlan plan) {
		this.bedrock = new StreamGateScript();
		this.recording = new Recording(plan);
		this.regions = new RegionalClients(settings(firstToken, stall), (timers) -> this.bedrock);
		this.client = new RoutingBedrockRuntimeAsyncClient(this.recording.context, this.regions);
	}

	private StreamGateFixture(StreamGateFixture other) {
		this.bedrock = other.bedrock;
		this.recording = new Recording(
				(modelName, requested) -> other.recording.context.plans().resolve(modelName, requested));
		this.regions = other.regions;
		this.client = new RoutingBedrockRuntimeAsyncClient(this.recording.context, this.regions);
	}

	/**
	 * The same clients with another caller and other records.
	 * @return another fixture; this one closes what both use
	 */
	StreamGateFixture again() {
		return new StreamGateFixture(this);
	}

	private static ClientSettings settings(Duration firstToken, Duration stall) {
		ClientSettings usual = ClientSettings.DEFAULT;
		return new ClientSettings(null, usual.maxConnections(), usual.connectTimeout(), usual.readTimeout(), firstToken,
				stall);
	}

	static ConverseStreamOutput text(String text) {
		return ConverseStreamOutput.contentBlockDeltaBuilder()
			.contentBlockIndex(0)
			.delta((delta) -> delta.text(text))
			.build();
	}

	static ConverseStreamResponseHandler handler(
			StreamGateListener<ConverseStreamResponse, ConverseStreamOutput> caller) {
		return ConverseStreamResponseHandler.builder()
			.onResponse(caller::responseReceived)
			.onEventStream(caller::onEventStream)
			.onError(caller::exceptionOccurred)
			.onComplete(caller::complete)
			.build();
	}

	/**
	 * Why a future failed, or fails within ten seconds.
	 * @param future the future
	 * @return the failure as the future was given it
	 */
	static Throwable failureOf(CompletableFuture<?> future) {
		return future.handle((value, failure) -> {
			if (failure == null) {
				throw new AssertionError("Completed, and should have failed");
			}
			return failure;
		}).orTimeout(30, TimeUnit.SECONDS).join();
	}

	CompletableFuture<Void> call() {
		return this.client.converseStream(REQUEST, handler(this.caller));
	}

	/**
	 * Make a call and let its stream begin.
	 * @return the stream
	 */
	StreamGateScript.Stream<ConverseStreamResponse, ConverseStreamOutput> open() {
		call();
		return next().open();
	}

	StreamGateScript.Stream<ConverseStreamResponse, ConverseStreamOutput> next() {
		return this.bedrock.next();
	}

	@Override
	public void close() {
		this.regions.close();
	}

}
