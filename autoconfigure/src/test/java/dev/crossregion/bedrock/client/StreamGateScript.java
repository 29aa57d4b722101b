package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import dev.crossregion.bedrock.client.connection.RegionalClientFactory;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;

import static org.awaitility.Awaitility.await;

/**
 * Stands in for the SDK's clients. Each call becomes a stream whose signals a test sends
 * by hand, in the order and as often as the SDK sends them.
 */
final class StreamGateScript implements RegionalClientFactory {

	static final ConverseStreamResponse CONVERSE_RESPONSE = ConverseStreamResponse.builder().build();

	static final InvokeModelWithResponseStreamResponse INVOKE_RESPONSE = InvokeModelWithResponseStreamResponse.builder()
		.build();

	private final BlockingQueue<Stream<?, ?>> streams = new LinkedBlockingQueue<>();

	private volatile Supplier<@Nullable RuntimeException> refusal = () -> null;

	/**
	 * Let the next call throw instead of returning a future.
	 * @param failure what it throws
	 */
	void throwNext(RuntimeException failure) {
		this.refusal = () -> {
			this.refusal = () -> null;
			return failure;
		};
	}

	/**
	 * The next call that arrives.
	 * @param <R> the type of the response
	 * @param <E> the type of the events
	 * @return its stream
	 */
	@SuppressWarnings("unchecked")
	<R, E> Stream<R, E> next() {
		try {
			Stream<?, ?> stream = this.streams.poll(10, TimeUnit.SECONDS);
			if (stream == null) {
				throw new AssertionError("No call came");
			}
			return (Stream<R, E>) stream;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	boolean isIdle() {
		return this.streams.isEmpty();
	}

	private <R, E> CompletableFuture<Void> call(RegionCode region, String model, R response,
			EventStreamResponseHandler<R, E> handler) {
		RuntimeException failure = this.refusal.get();
		if (failure != null) {
			throw failure;
		}
		Stream<R, E> stream = new Stream<>(region, model, Thread.currentThread().getName(), response, handler);
		this.streams.add(stream);
		return stream.future;
	}

	@Override
	public BedrockRuntimeAsyncClient runtimeAsync(RegionCode region) {
		return new BedrockRuntimeAsyncClient() {

			@Override
			public CompletableFuture<Void> converseStream(ConverseStreamRequest request,
					ConverseStreamResponseHandler handler) {
				return call(region, request.modelId(), CONVERSE_RESPONSE, handler);
			}

			@Override
			public CompletableFuture<Void> invokeModelWithResponseStream(InvokeModelWithResponseStreamRequest request,
					InvokeModelWithResponseStreamResponseHandler handler) {
				return call(region, request.modelId(), INVOKE_RESPONSE, handler);
			}

			@Override
			public String serviceName() {
				return SERVICE_NAME;
			}

			@Override
			public void close() {
				// Nothing is open.
			}

		};
	}

	@Override
	public BedrockRuntimeClient runtime(RegionCode region) {
		throw new UnsupportedOperationException();
	}

	@Override
	public BedrockClient controlPlane(RegionCode region) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
		// Nothing is open.
	}

	/**
	 * A call as the SDK would make it.
	 *
	 * @param <R> the type of the response
	 * @param <E> the type of the events
	 */
	static final class Stream<R, E> implements Subscription {

		final RegionCode region;

		final String model;

		final String thread;

		final CompletableFuture<Void> future = new CompletableFuture<>();

		final AtomicLong demand = new AtomicLong();

		private final R response;

		private final EventStreamResponseHandler<R, E> handler;

		private volatile @Nullable Subscriber<? super E> subscriber;

		volatile boolean cancelled;

		private volatile Runnable onRequest = () -> {
		};

		private Stream(RegionCode region, String model, String thread, R response,
				EventStreamResponseHandler<R, E> handler) {
			this.region = region;
			this.model = model;
			this.thread = thread;
			this.response = response;
			this.handler = handler;
		}

		/**
		 * Answer, and stream.
		 * @return this stream
		 */
		Stream<R, E> open() {
			this.handler.responseReceived(this.response);
			this.handler.onEventStream((subscriber) -> {
				this.subscriber = subscriber;
				subscriber.onSubscribe(this);
			});
			return this;
		}

		/**
		 * Run something whenever an event is asked for, on the asking thread.
		 * @param onRequest what to run
		 */
		void onRequest(Runnable onRequest) {
			this.onRequest = onRequest;
		}

		@Override
		public void request(long count) {
			this.demand.addAndGet(count);
			this.onRequest.run();
		}

		// The SDK completes the future of a stream that is cancelled.
		@Override
		public void cancel() {
			this.cancelled = true;
			this.future.complete(null);
		}

		// Another thread may be about to ask: the one that made the call, or that brought
		// the step before.
		@SafeVarargs
		final Stream<R, E> send(E... events) {
			for (E event : events) {
				await("a request for " + event).pollInSameThread()
					.pollDelay(Duration.ZERO)
					.pollInterval(Duration.ofNanos(50_000))
					.atMost(10, TimeUnit.SECONDS)
					.until(() -> this.demand.get() > 0);
				this.demand.getAndDecrement();
				subscriber().onNext(event);
			}
			return this;
		}

		/**
		 * Send an event that nobody needs to have asked for.
		 * @param event the event
		 */
		void sendUnasked(E event) {
			subscriber().onNext(event);
		}

		// The order and the number of what the SDK sends of one failure.
		void fail(Throwable failure) {
			Subscriber<? super E> subscriber = this.subscriber;
			if (subscriber != null) {
				subscriber.onError(failure);
			}
			this.handler.exceptionOccurred(failure);
			this.handler.exceptionOccurred(failure);
			this.future.completeExceptionally(failure);
		}

		void complete() {
			subscriber().onComplete();
			this.handler.complete();
			this.future.complete(null);
		}

		private Subscriber<? super E> subscriber() {
			Subscriber<? super E> subscriber = this.subscriber;
			if (subscriber == null) {
				throw new AssertionError("Nobody subscribed");
			}
			return subscriber;
		}

	}

}
