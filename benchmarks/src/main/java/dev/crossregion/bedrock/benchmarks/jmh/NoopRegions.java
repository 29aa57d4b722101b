package dev.crossregion.bedrock.benchmarks.jmh;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import dev.crossregion.bedrock.client.connection.RegionalClientFactory;
import dev.crossregion.bedrock.profile.RegionCode;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;

/**
 * Creates regional clients that answer at once, without a network.
 */
final class NoopRegions implements RegionalClientFactory {

	private static final TokenUsage USAGE = TokenUsage.builder()
		.inputTokens(1_000)
		.outputTokens(200)
		.totalTokens(1_200)
		.build();

	private static final ConverseResponse ANSWER = ConverseResponse.builder()
		.output((output) -> output
			.message(Message.builder().role("assistant").content(ContentBlock.fromText("An answer.")).build()))
		.stopReason(StopReason.END_TURN)
		.usage(USAGE)
		.build();

	private static final ConverseStreamResponse OPENED = ConverseStreamResponse.builder().build();

	private static final List<ConverseStreamOutput> EVENTS = List.of(
			ConverseStreamOutput.messageStartBuilder().role("assistant").build(), text("An "), text("answer "),
			text("in "), text("five "), text("parts."),
			ConverseStreamOutput.messageStopBuilder().stopReason(StopReason.END_TURN).build(),
			ConverseStreamOutput.metadataBuilder().usage(USAGE).build());

	private static ConverseStreamOutput text(String text) {
		ContentBlockDeltaEvent event = ConverseStreamOutput.contentBlockDeltaBuilder()
			.contentBlockIndex(0)
			.delta(ContentBlockDelta.fromText(text))
			.build();
		return event;
	}

	@Override
	public BedrockRuntimeClient runtime(RegionCode region) {
		return new Blocking();
	}

	@Override
	public BedrockRuntimeAsyncClient runtimeAsync(RegionCode region) {
		return new NonBlocking();
	}

	@Override
	public BedrockClient controlPlane(RegionCode region) {
		throw new UnsupportedOperationException("The benchmark has no control plane");
	}

	@Override
	public void close() {
		// Nothing is open.
	}

	/**
	 * A blocking client with a constant answer.
	 */
	static final class Blocking implements BedrockRuntimeClient {

		@Override
		public ConverseResponse converse(ConverseRequest request) {
			return ANSWER;
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

	/**
	 * An asynchronous client that answers on the thread of the caller.
	 */
	static final class NonBlocking implements BedrockRuntimeAsyncClient {

		@Override
		public CompletableFuture<ConverseResponse> converse(ConverseRequest request) {
			return CompletableFuture.completedFuture(ANSWER);
		}

		@Override
		public CompletableFuture<Void> converseStream(ConverseStreamRequest request,
				ConverseStreamResponseHandler handler) {
			CompletableFuture<Void> result = new CompletableFuture<>();
			handler.responseReceived(OPENED);
			handler
				.onEventStream(SdkPublisher.adapt((subscriber) -> subscriber.onSubscribe(new Events(subscriber, () -> {
					handler.complete();
					result.complete(null);
				}))));
			return result;
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

	/**
	 * Publishes the events of one stream on demand.
	 */
	private static final class Events implements Subscription {

		private final Subscriber<? super ConverseStreamOutput> subscriber;

		private final Runnable end;

		private final AtomicInteger requested = new AtomicInteger();

		private int next;

		Events(Subscriber<? super ConverseStreamOutput> subscriber, Runnable end) {
			this.subscriber = subscriber;
			this.end = end;
		}

		@Override
		public void request(long count) {
			int more = (int) Math.min(count, EVENTS.size() + 1);
			if (this.requested.getAndAdd(more) != 0) {
				return;
			}
			do {
				if (this.next < EVENTS.size()) {
					this.subscriber.onNext(EVENTS.get(this.next++));
				}
				if (this.next == EVENTS.size()) {
					this.next++;
					this.subscriber.onComplete();
					this.end.run();
				}
			}
			while (this.requested.decrementAndGet() > 0);
		}

		@Override
		public void cancel() {
			this.next = EVENTS.size() + 1;
		}

	}

}
