package dev.crossregion.bedrock.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * One attempt at a stream, as the SDK sees it: opening until the first content, then
 * committed, then over. It holds events back while it is opening, takes them one at a
 * time, and makes one end of what the SDK reports up to four times. What comes when it is
 * over is ignored. Everything but the signals themselves runs on the call's
 * {@link StreamGateSerial}.
 *
 * @param <R> the type of the response
 * @param <E> the type of the events
 */
final class StreamAttempt<R, E> implements EventStreamResponseHandler<R, E>, Subscriber<E> {

	private final Route route;

	private final StreamGateReader<E> reader;

	private final StreamGateSerial serial;

	private final Listener<R, E> listener;

	private final List<StreamGateEvent<E>> held = new ArrayList<>();

	private boolean committed;

	private volatile boolean over;

	private boolean whole;

	private boolean asked;

	private boolean gone;

	private int events;

	private @Nullable R response;

	private @Nullable Subscription subscription;

	private @Nullable CompletableFuture<Void> future;

	StreamAttempt(Route route, StreamGateReader<E> reader, StreamGateSerial serial, Listener<R, E> listener) {
		this.route = route;
		this.reader = reader;
		this.serial = serial;
		this.listener = listener;
	}

	Route route() {
		return this.route;
	}

	boolean isOver() {
		return this.over;
	}

	/**
	 * Whether its first content is on its way to the caller, or was.
	 * @return {@code true} if no other attempt may follow
	 */
	boolean isCommitted() {
		return this.committed;
	}

	/**
	 * Whether the whole answer has arrived.
	 * @return {@code true} if nothing that the SDK reports matters any more
	 */
	boolean isWhole() {
		return this.whole;
	}

	@Nullable R response() {
		return this.response;
	}

	@Nullable TokenCounts usage() {
		return this.reader.usage();
	}

	/**
	 * Follow the SDK's future of this attempt.
	 * @param future the future
	 */
	void follow(CompletableFuture<Void> future) {
		this.serial.run(() -> {
			if (!this.over || this.whole) {
				this.future = future;
			}
			else {
				future.cancel(true);
			}
		});
		future.whenComplete((done, failure) -> this.serial.run(() -> end(failure)));
	}

	private void end(@Nullable Throwable failure) {
		this.gone = true;
		if (this.over) {
			this.listener.gone(this);
		}
		else if (failure != null) {
			fail(failure);
		}
		else {
			stop();
		}
		release();
	}

	@Override
	public void responseReceived(R response) {
		step(() -> this.response = response);
	}

	@Override
	public void onEventStream(SdkPublisher<E> publisher) {
		publisher.subscribe(this);
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.serial.run(() -> {
			if (this.over || this.subscription != null) {
				subscription.cancel();
				return;
			}
			this.subscription = subscription;
			ask();
		});
	}

	@Override
	public void onNext(E event) {
		step(() -> arrive(event));
	}

	@Override
	public void onError(Throwable failure) {
		step(() -> fail(failure));
	}

	@Override
	public void exceptionOccurred(Throwable failure) {
		step(() -> fail(failure));
	}

	@Override
	public void onComplete() {
		step(this::stop);
	}

	@Override
	public void complete() {
		step(this::stop);
	}

	private void step(Runnable step) {
		this.serial.run(() -> {
			if (!this.over) {
				step.run();
			}
		});
	}

	private void arrive(E event) {
		this.asked = false;
		this.events++;
		StreamGateEvent.Kind kind = this.reader.read(event);
		if (kind == StreamGateEvent.Kind.EARLY) {
			ask();
			return;
		}
		this.held.add(new StreamGateEvent<>(event, kind));
		if (kind == StreamGateEvent.Kind.END) {
			beWhole();
		}
		if (this.committed || kind != StreamGateEvent.Kind.PREAMBLE) {
			commit();
		}
		else {
			ask();
		}
	}

	private void commit() {
		this.committed = true;
		List<StreamGateEvent<E>> held = List.copyOf(this.held);
		this.held.clear();
		this.listener.arrived(this, held);
	}

	private void beWhole() {
		this.whole = true;
		this.over = true;
		this.reader.rest().forEach((event) -> this.held.add(new StreamGateEvent<>(event, StreamGateEvent.Kind.END)));
	}

	private void stop() {
		if (this.reader.mayStopHere()) {
			beWhole();
			commit();
		}
		else {
			fail(SdkClientException.create("The answer was truncated: its stream ended after " + this.events
					+ " events and without " + this.reader.missing()));
		}
	}

	private void fail(Throwable failure) {
		Throwable cause = FailureClassifier.asSdkFailure(failure);
		this.listener.failed(this, (isForeign(cause))
				? SdkClientException.create("The answer of Amazon Bedrock cannot be read: " + cause, cause) : cause);
	}

	// Netty has checked exceptions of its own, and once there is a response only reading
	// it can fail in a way that is not the SDK's.
	private boolean isForeign(Throwable failure) {
		return failure instanceof Exception && !(failure instanceof SdkException)
				&& !(failure instanceof CancellationException)
				&& (this.response != null || !(failure instanceof RuntimeException));
	}

	/**
	 * Ask for one event, unless one is on its way.
	 * @return {@code true} if one was asked for
	 */
	boolean ask() {
		if (this.over || this.asked || this.subscription == null) {
			return false;
		}
		this.asked = true;
		this.subscription.request(1);
		return true;
	}

	/**
	 * Be over and close the HTTP stream.
	 */
	void close() {
		this.over = true;
		this.held.clear();
		Subscription subscription = this.subscription;
		CompletableFuture<Void> future = this.future;
		release();
		if (subscription != null) {
			subscription.cancel();
		}
		if (future != null) {
			future.cancel(true);
		}
	}

	// Callers may keep their end of a stream for long, and the SDK's holds a buffer of
	// the size of its largest event.
	private void release() {
		this.subscription = null;
		this.future = null;
	}

	/**
	 * Let the HTTP stream run to its end after the whole answer, so that its connection
	 * can be used again.
	 * @return {@code false} if it has ended already
	 */
	boolean runOut() {
		if (this.gone || this.subscription == null) {
			return false;
		}
		this.subscription.request(Long.MAX_VALUE);
		return true;
	}

	/**
	 * Is told what becomes of an attempt, on the call's {@link StreamGateSerial}.
	 *
	 * @param <R> the type of the response
	 * @param <E> the type of the events
	 */
	interface Listener<R, E> {

		/**
		 * Events have arrived for the caller, or the stream has ended well without
		 * another one. The first time, the first content is among them.
		 * @param attempt the attempt
		 * @param events the events
		 */
		void arrived(StreamAttempt<R, E> attempt, List<StreamGateEvent<E>> events);

		/**
		 * The attempt has failed.
		 * @param attempt the attempt
		 * @param failure why
		 */
		void failed(StreamAttempt<R, E> attempt, Throwable failure);

		/**
		 * The HTTP stream of an attempt that was over has ended.
		 * @param attempt the attempt
		 */
		void gone(StreamAttempt<R, E> attempt);

	}

}
