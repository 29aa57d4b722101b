package dev.crossregion.bedrock.client;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.crossregion.bedrock.client.StreamGateOperation.Event;
import dev.crossregion.bedrock.client.StreamGateOperation.EventKind;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.core.async.SdkPublisher;

/**
 * The caller's side of a stream: buffers events until the caller requests them, and sends
 * it all signals. Signals are sent by steps of the call's {@link StreamGateSerial}, so
 * that they never overlap; requests of the caller are recorded and schedule a step.
 *
 * @param <R> the type of the response
 * @param <E> the type of the events
 */
final class StreamGateCaller<R, E> implements SdkPublisher<E>, Subscription {

	private static final Logger logger = LoggerFactory.getLogger(StreamGateCaller.class);

	private final EventStreamResponseHandler<R, E> handler;

	private final boolean withholdsErrors;

	private final StreamGateSerial serial;

	private final Listener listener;

	private final Queue<Event<E>> events = new ArrayDeque<>();

	private final AtomicBoolean subscribed = new AtomicBoolean();

	private final AtomicLong demand = new AtomicLong();

	private volatile @Nullable Subscriber<? super E> subscriber;

	private boolean opened;

	private boolean subscriptionSignalled;

	private boolean contentSeen;

	private boolean ended;

	private @Nullable Throwable failure;

	/**
	 * Create the caller's side.
	 * @param handler the caller's handler
	 * @param withholdsErrors whether the subscriber gets no {@code onError}, because it
	 * would report that and the failed future as two errors
	 * @param serial runs the steps of the call
	 * @param listener handles the signals of the caller
	 */
	StreamGateCaller(EventStreamResponseHandler<R, E> handler, boolean withholdsErrors, StreamGateSerial serial,
			Listener listener) {
		this.handler = handler;
		this.withholdsErrors = withholdsErrors;
		this.serial = serial;
		this.listener = listener;
	}

	/**
	 * Pass the stream to the handler, once. Exceptions of the handler are rethrown.
	 * @param response the response, if there is one
	 */
	void open(@Nullable R response) {
		if (this.opened) {
			return;
		}
		this.opened = true;
		if (response != null) {
			this.handler.responseReceived(response);
		}
		this.handler.onEventStream(this);
	}

	@Override
	public void subscribe(Subscriber<? super E> subscriber) {
		Objects.requireNonNull(subscriber, "The subscriber of an event stream must not be null");
		if (this.subscribed.compareAndSet(false, true)) {
			this.subscriber = subscriber;
			this.serial.run(this.listener::advance);
			this.serial.run(this::endLateSubscriber);
		}
		else {
			subscriber.onSubscribe(new RejectedSubscription());
			subscriber.onError(new IllegalStateException("An event stream takes one subscriber, and it has one"));
		}
	}

	@Override
	public void request(long count) {
		if (count > 0) {
			this.demand.accumulateAndGet(count, StreamGateCaller::plus);
			this.serial.run(this.listener::advance);
		}
		else {
			this.serial.run(() -> this.listener.onCallerError(new IllegalArgumentException(
					"A subscriber must request at least one event (Reactive Streams 3.9), and this one requested "
							+ count)));
		}
	}

	private static long plus(long demand, long count) {
		long sum = demand + count;
		return (sum > 0) ? sum : Long.MAX_VALUE;
	}

	@Override
	public void cancel() {
		this.listener.cancelled();
	}

	void add(Collection<Event<E>> events) {
		this.events.addAll(events);
	}

	/**
	 * Discard undelivered events.
	 */
	void clear() {
		this.events.clear();
	}

	boolean isSubscribed() {
		return this.subscriber != null;
	}

	boolean isDrained() {
		return this.events.isEmpty();
	}

	boolean wantsMore() {
		return this.demand.get() > 0;
	}

	/**
	 * Deliver the events that the caller has requested. Its exceptions are rethrown.
	 */
	void deliver() {
		signalSubscription();
		Subscriber<? super E> subscriber = this.subscriber;
		while (subscriber != null && wantsMore() && !isDrained() && !this.listener.isCancelled()) {
			Event<E> next = this.events.remove();
			this.demand.updateAndGet((demand) -> (demand != Long.MAX_VALUE) ? demand - 1 : demand);
			if (next.kind() == EventKind.CONTENT && !this.contentSeen) {
				this.contentSeen = true;
				this.listener.contentReached();
			}
			subscriber.onNext(next.event());
		}
	}

	private void signalSubscription() {
		Subscriber<? super E> subscriber = this.subscriber;
		if (subscriber != null && !this.subscriptionSignalled) {
			this.subscriptionSignalled = true;
			subscriber.onSubscribe(this);
		}
	}

	// Ends a subscriber that subscribed after the end of the stream.
	private void endLateSubscriber() {
		if (this.ended) {
			endSubscriber();
		}
	}

	/**
	 * Complete the stream of the caller.
	 */
	void succeed() {
		this.ended = true;
		endSubscriber();
		quietly(this.handler::complete);
	}

	/**
	 * Fail the stream of the caller.
	 * @param failure why it failed
	 */
	void fail(Throwable failure) {
		this.failure = failure;
		this.ended = true;
		endSubscriber();
		quietly(() -> this.handler.exceptionOccurred(failure));
	}

	/**
	 * End a stream that the caller has cancelled: it gets no more signals.
	 * @param reason the failure for a subscriber that comes later
	 */
	void cancel(Throwable reason) {
		this.failure = reason;
		this.ended = true;
		if (this.subscriptionSignalled) {
			this.subscriber = null;
		}
		clear();
	}

	private void endSubscriber() {
		Subscriber<? super E> subscriber = this.subscriber;
		Throwable failure = this.failure;
		clear();
		if (subscriber == null) {
			return;
		}
		quietly(this::signalSubscription);
		this.subscriber = null;
		if (failure == null) {
			quietly(subscriber::onComplete);
		}
		else if (!this.withholdsErrors) {
			quietly(() -> subscriber.onError(failure));
		}
	}

	/**
	 * Send the last signal. An exception of the caller is logged and has no other effect.
	 * @param signal the signal
	 */
	static void quietly(Runnable signal) {
		try {
			signal.run();
		}
		catch (Throwable ex) {
			logger.warn("The caller of a stream failed on the signal of its end, which has no effect on the outcome",
					ex);
		}
	}

	/**
	 * Handles the signals of the caller.
	 */
	interface Listener {

		/**
		 * The caller has subscribed or requested events. Invoked by a step.
		 */
		void advance();

		/**
		 * The caller has thrown, or violated the rules of Reactive Streams. Invoked by a
		 * step.
		 * @param failure the failure of the caller
		 */
		void onCallerError(Throwable failure);

		/**
		 * The first content is about to be delivered. Invoked by a step.
		 */
		void contentReached();

		/**
		 * The caller has cancelled. Invoked on the thread of the caller.
		 */
		void cancelled();

		boolean isCancelled();

	}

	/**
	 * The subscription of a second subscriber, which gets an error alone.
	 */
	private static final class RejectedSubscription implements Subscription {

		@Override
		public void request(long count) {
			// No events.
		}

		@Override
		public void cancel() {
			// Already ended.
		}

	}

}
