package dev.crossregion.bedrock.client;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.core.async.SdkPublisher;

/**
 * The caller's side of a stream: the events that wait for its demand, and the signals to
 * it. Every signal is sent from the call's {@link StreamGateSerial}, so that they never
 * overlap; what the caller calls only notes what it wants and brings a step.
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

	private final Queue<StreamGateEvent<E>> events = new ArrayDeque<>();

	private final AtomicBoolean subscribed = new AtomicBoolean();

	private final AtomicLong demand = new AtomicLong();

	private volatile @Nullable Subscriber<? super E> subscriber;

	private boolean opened;

	private boolean greeted;

	private boolean contentSeen;

	private boolean ended;

	private @Nullable Throwable failure;

	/**
	 * Create the caller's side.
	 * @param handler the caller
	 * @param withholdsErrors whether the subscriber gets no {@code onError}, because its
	 * owner takes the failed future for a second one
	 * @param serial runs the call's steps
	 * @param listener is told what the caller wants
	 */
	StreamGateCaller(EventStreamResponseHandler<R, E> handler, boolean withholdsErrors, StreamGateSerial serial,
			Listener listener) {
		this.handler = handler;
		this.withholdsErrors = withholdsErrors;
		this.serial = serial;
		this.listener = listener;
	}

	/**
	 * Hand the stream over, unless that is done. What the caller throws is thrown on.
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
			this.serial.run(this.listener::wanted);
			this.serial.run(this::endLate);
		}
		else {
			subscriber.onSubscribe(new Nothing());
			subscriber.onError(new IllegalStateException("An event stream takes one subscriber, and it has one"));
		}
	}

	@Override
	public void request(long count) {
		if (count > 0) {
			this.demand.accumulateAndGet(count, StreamGateCaller::plus);
			this.serial.run(this.listener::wanted);
		}
		else {
			this.serial.run(() -> this.listener.violated(new IllegalArgumentException(
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

	void add(Collection<StreamGateEvent<E>> events) {
		this.events.addAll(events);
	}

	/**
	 * Drop what the caller has not got.
	 */
	void clear() {
		this.events.clear();
	}

	boolean isSubscribed() {
		return this.subscriber != null;
	}

	boolean hasAll() {
		return this.events.isEmpty();
	}

	boolean wantsMore() {
		return this.demand.get() > 0;
	}

	/**
	 * Deliver what the caller asked for. What the caller throws is thrown on.
	 */
	void deliver() {
		greet();
		Subscriber<? super E> subscriber = this.subscriber;
		while (subscriber != null && wantsMore() && !hasAll() && !this.listener.isCancelled()) {
			StreamGateEvent<E> next = this.events.remove();
			this.demand.updateAndGet((demand) -> (demand != Long.MAX_VALUE) ? demand - 1 : demand);
			if (next.kind() == StreamGateEvent.Kind.CONTENT && !this.contentSeen) {
				this.contentSeen = true;
				this.listener.contentReached();
			}
			subscriber.onNext(next.event());
		}
	}

	private void greet() {
		Subscriber<? super E> subscriber = this.subscriber;
		if (subscriber != null && !this.greeted) {
			this.greeted = true;
			subscriber.onSubscribe(this);
		}
	}

	// One that subscribes when all is over.
	private void endLate() {
		if (this.ended) {
			endSubscriber();
		}
	}

	/**
	 * Tell the caller that the stream has ended well.
	 */
	void succeed() {
		this.ended = true;
		endSubscriber();
		quietly(this.handler::complete);
	}

	/**
	 * Tell the caller that the stream has failed.
	 * @param failure why
	 */
	void fail(Throwable failure) {
		this.failure = failure;
		this.ended = true;
		endSubscriber();
		quietly(() -> this.handler.exceptionOccurred(failure));
	}

	/**
	 * Forget the caller, who wants no more signals.
	 * @param reason what a subscriber is told that never wanted any
	 */
	void leave(Throwable reason) {
		this.failure = reason;
		this.ended = true;
		if (this.greeted) {
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
		quietly(this::greet);
		this.subscriber = null;
		if (failure == null) {
			quietly(subscriber::onComplete);
		}
		else if (!this.withholdsErrors) {
			quietly(() -> subscriber.onError(failure));
		}
	}

	/**
	 * Send a last signal. What the caller makes of it cannot change the end any more.
	 * @param signal the signal
	 */
	static void quietly(Runnable signal) {
		try {
			signal.run();
		}
		catch (Throwable ex) {
			logger.warn("The caller of a stream failed when it was told of its end; the end stands", ex);
		}
	}

	/**
	 * Is told what the caller wants.
	 */
	interface Listener {

		/**
		 * It wants more events. Runs as a step.
		 */
		void wanted();

		/**
		 * It broke the rules of the stream. Runs as a step.
		 * @param failure how
		 */
		void violated(Throwable failure);

		/**
		 * The first content is about to reach it. Runs as a step.
		 */
		void contentReached();

		/**
		 * It wants nothing any more. Runs on its own thread.
		 */
		void cancelled();

		boolean isCancelled();

	}

	/**
	 * The subscription of a subscriber that came second.
	 */
	private static final class Nothing implements Subscription {

		@Override
		public void request(long count) {
			// There is nothing to get.
		}

		@Override
		public void cancel() {
			// There is nothing to end.
		}

	}

}
