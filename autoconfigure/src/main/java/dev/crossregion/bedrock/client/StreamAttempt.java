package dev.crossregion.bedrock.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.client.StreamGateOperation.Event;
import dev.crossregion.bedrock.client.StreamGateOperation.EventKind;
import dev.crossregion.bedrock.client.StreamGateOperation.EventReader;
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
 * One attempt of a streaming call, as response handler and subscriber of the SDK: opening
 * until the first content, then committed, then ended. It buffers events while it is
 * opening, requests them one at a time, and merges the up to four signals by which the
 * SDK reports the end of a stream into one. Signals after the end are ignored. All state
 * is changed by steps of the call's {@link StreamGateSerial}.
 *
 * @param <R> the type of the response
 * @param <E> the type of the events
 */
final class StreamAttempt<R, E> implements EventStreamResponseHandler<R, E>, Subscriber<E> {

	private final Route route;

	private final EventReader<E> reader;

	private final StreamGateSerial serial;

	private final Listener<R, E> listener;

	private final List<Event<E>> buffer = new ArrayList<>();

	private boolean committed;

	private volatile boolean ended;

	private boolean complete;

	private boolean requested;

	private boolean streamClosed;

	private int events;

	private @Nullable R response;

	private @Nullable Subscription subscription;

	private @Nullable CompletableFuture<Void> future;

	StreamAttempt(Route route, EventReader<E> reader, StreamGateSerial serial, Listener<R, E> listener) {
		this.route = route;
		this.reader = reader;
		this.serial = serial;
		this.listener = listener;
	}

	Route route() {
		return this.route;
	}

	boolean isEnded() {
		return this.ended;
	}

	/**
	 * Whether the first content has arrived.
	 * @return {@code true} if no other attempt may follow
	 */
	boolean isCommitted() {
		return this.committed;
	}

	/**
	 * Whether the complete answer has arrived.
	 * @return {@code true} if further signals of the SDK have no effect
	 */
	boolean isComplete() {
		return this.complete;
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
			if (!this.ended || this.complete) {
				this.future = future;
			}
			else {
				future.cancel(true);
			}
		});
		future.whenComplete((done, failure) -> this.serial.run(() -> closed(failure)));
	}

	private void closed(@Nullable Throwable failure) {
		this.streamClosed = true;
		if (this.ended) {
			this.listener.streamClosed(this);
		}
		else if (failure != null) {
			fail(failure);
		}
		else {
			streamEnded();
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
			if (this.ended || this.subscription != null) {
				subscription.cancel();
				return;
			}
			this.subscription = subscription;
			requestNext();
		});
	}

	@Override
	public void onNext(E event) {
		step(() -> read(event));
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
		step(this::streamEnded);
	}

	@Override
	public void complete() {
		step(this::streamEnded);
	}

	private void step(Runnable step) {
		this.serial.run(() -> {
			if (!this.ended) {
				step.run();
			}
		});
	}

	private void read(E event) {
		this.requested = false;
		this.events++;
		EventKind kind = this.reader.read(event);
		if (kind == EventKind.DEFERRED) {
			requestNext();
			return;
		}
		this.buffer.add(new Event<>(event, kind));
		if (kind == EventKind.END) {
			markComplete();
		}
		if (this.committed || kind != EventKind.PREAMBLE) {
			commit();
		}
		else {
			requestNext();
		}
	}

	private void commit() {
		this.committed = true;
		List<Event<E>> arrived = List.copyOf(this.buffer);
		this.buffer.clear();
		this.listener.arrived(this, arrived);
	}

	private void markComplete() {
		this.complete = true;
		this.ended = true;
		this.reader.deferred().forEach((event) -> this.buffer.add(new Event<>(event, EventKind.END)));
	}

	private void streamEnded() {
		if (this.reader.mayEndHere()) {
			markComplete();
			commit();
		}
		else {
			fail(SdkClientException.create("The answer was truncated: its stream ended after " + this.events
					+ " events and without " + this.reader.missing()));
		}
	}

	private void fail(Throwable failure) {
		Throwable cause = FailureClassifier.asSdkFailure(failure);
		this.listener.failed(this, (isParseFailure(cause))
				? SdkClientException.create("The answer of Amazon Bedrock cannot be read: " + cause, cause) : cause);
	}

	// Checked exceptions come from Netty. After the response, an exception that is not of
	// an SDK type can only come from parsing.
	private boolean isParseFailure(Throwable failure) {
		return failure instanceof Exception && !(failure instanceof SdkException)
				&& !(failure instanceof CancellationException)
				&& (this.response != null || !(failure instanceof RuntimeException));
	}

	/**
	 * Request one event, unless one is already requested.
	 * @return {@code true} if one was requested
	 */
	boolean requestNext() {
		if (this.ended || this.requested || this.subscription == null) {
			return false;
		}
		this.requested = true;
		this.subscription.request(1);
		return true;
	}

	/**
	 * End the attempt and close its HTTP stream.
	 */
	void close() {
		this.ended = true;
		this.buffer.clear();
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

	// A caller may keep a reference to the stream, and the SDK's subscription retains a
	// buffer of the size of its largest event.
	private void release() {
		this.subscription = null;
		this.future = null;
	}

	/**
	 * Read the HTTP stream to its end after the complete answer, so that its connection
	 * can be reused.
	 * @return {@code false} if it has ended already
	 */
	boolean drain() {
		if (this.streamClosed || this.subscription == null) {
			return false;
		}
		this.subscription.request(Long.MAX_VALUE);
		return true;
	}

	/**
	 * Handles the events and the end of an attempt, in steps of the call's
	 * {@link StreamGateSerial}.
	 *
	 * @param <R> the type of the response
	 * @param <E> the type of the events
	 */
	interface Listener<R, E> {

		/**
		 * Events have arrived for the caller, or the stream has ended successfully
		 * without further events. The first invocation brings the first content.
		 * @param attempt the attempt
		 * @param events the events
		 */
		void arrived(StreamAttempt<R, E> attempt, List<Event<E>> events);

		/**
		 * The attempt has failed.
		 * @param attempt the attempt
		 * @param failure why it failed
		 */
		void failed(StreamAttempt<R, E> attempt, Throwable failure);

		/**
		 * The HTTP stream of an ended attempt has closed.
		 * @param attempt the attempt
		 */
		void streamClosed(StreamAttempt<R, E> attempt);

	}

}
