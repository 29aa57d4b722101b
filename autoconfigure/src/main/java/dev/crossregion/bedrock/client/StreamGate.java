package dev.crossregion.bedrock.client;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import dev.crossregion.bedrock.client.StreamGateOperation.Event;
import dev.crossregion.bedrock.client.connection.OpenCall;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeRequest;

/**
 * Runs one streaming call. It fails over to the next route only until the first content
 * has arrived, so that no text reaches the caller twice. The caller gets exactly one end,
 * completion or one failure, and none after it has cancelled.
 * <p>
 * All signals, time-outs and closes are steps of one {@link StreamGateSerial}: the fields
 * need no lock, and signals to the caller never overlap.
 *
 * @param <Q> the type of the request
 * @param <R> the type of the response
 * @param <E> the type of the events
 */
final class StreamGate<Q extends BedrockRuntimeRequest, R, E>
		implements StreamAttempt.Listener<R, E>, StreamGateCaller.Listener, StreamGateTimer.Listener {

	private static final Logger logger = LoggerFactory.getLogger(StreamGate.class);

	private final StreamAttempts<Q, R, E> attempts;

	private final Invocation invocation;

	private final RegionalClients regions;

	private final StreamGateSerial serial = new StreamGateSerial(this::onDefect);

	private final StreamGateCaller<R, E> caller;

	private final StreamGateTimer timer;

	private final CompletableFuture<Void> result = new CompletableFuture<>();

	private @Nullable OpenCall registration;

	private @Nullable StreamAttempt<R, E> attempt;

	/** Whether the end of the attempt has not been reported to the invocation yet. */
	private boolean attemptUnreported;

	/** Set while the call queues or backs off. */
	private @Nullable BooleanSupplier cancelDelay;

	/** Fails the call after the caller has got all events before the failure. */
	private NextStep.@Nullable Fail pendingFailure;

	private volatile boolean cancelled;

	private volatile boolean ended;

	private StreamGate(StreamGateOperation<Q, R, E> operation, Q request, EventStreamResponseHandler<R, E> handler,
			Invocation invocation, RegionalClients regions, boolean withholdsErrors) {
		this.attempts = new StreamAttempts<>(operation, request, invocation, regions);
		this.invocation = invocation;
		this.regions = regions;
		this.caller = new StreamGateCaller<>(handler, withholdsErrors, this.serial, this);
		this.timer = new StreamGateTimer(regions, this.serial, invocation.remaining(), this);
	}

	/**
	 * Make a streaming call. Its first attempt is sent on the thread of the caller, as by
	 * the SDK. Throws only if an argument is {@code null}.
	 * @param <Q> the type of the request
	 * @param <R> the type of the response
	 * @param <E> the type of the events
	 * @param operation the operation
	 * @param request the request
	 * @param handler the caller's handler
	 * @param context the context of all calls
	 * @param regions the clients
	 * @param modelName the configured model of the client, or {@code null}
	 * @param withholdsErrors whether the caller's subscriber gets no {@code onError}
	 * @return completes at the end of the stream; a caller that completes or cancels it
	 * cancels the stream
	 */
	static <Q extends BedrockRuntimeRequest, R, E> CompletableFuture<Void> open(StreamGateOperation<Q, R, E> operation,
			Q request, EventStreamResponseHandler<R, E> handler, InvocationContext context, RegionalClients regions,
			@Nullable String modelName, boolean withholdsErrors) {
		Objects.requireNonNull(request, "The request of a stream must not be null");
		Objects.requireNonNull(handler, "The response handler of a stream must not be null");
		Invocation invocation;
		try {
			invocation = Invocation.start(context, regions, modelName, operation.operation(), operation.model(request),
					request);
		}
		catch (RuntimeException ex) {
			StreamGateCaller.quietly(() -> handler.exceptionOccurred(ex));
			return CompletableFuture.failedFuture(ex);
		}
		return new StreamGate<>(operation, request, handler, invocation, regions, withholdsErrors).start();
	}

	private CompletableFuture<Void> start() {
		this.result.whenComplete((done, failure) -> cancelled());
		this.registration = this.regions.register(() -> this.serial.run(this::closed));
		AtomicReference<@Nullable StreamAttempt<R, E>> first = new AtomicReference<>();
		this.serial.run(() -> {
			if (!this.ended) {
				first.set(begin(this.invocation.next()));
			}
		});
		this.timer.start();
		StreamAttempt<R, E> attempt = first.get();
		if (attempt != null) {
			this.attempts.send(attempt);
		}
		return this.result;
	}

	/**
	 * Begin the next step: an attempt, a delay, or the end.
	 * @param next the next step
	 * @return the attempt, which the caller has to send, or {@code null}
	 */
	private @Nullable StreamAttempt<R, E> begin(NextStep next) {
		this.attempt = null;
		if (next instanceof NextStep.Send send) {
			this.attempt = this.attempts.create(send.route(), this.serial, this);
			this.attemptUnreported = true;
			this.timer.expectContent();
		}
		else if (next instanceof NextStep.Delayed delayed) {
			await(delayed);
		}
		else {
			NextStep.Fail fail = (NextStep.Fail) next;
			finish(fail.outcome(), fail.failure());
		}
		return this.attempt;
	}

	private void await(NextStep.Delayed delayed) {
		try {
			this.cancelDelay = this.invocation.await(delayed,
					(delayed instanceof NextStep.Backoff) ? this::proceedOnThisThread : this::proceedOnFailoverThread);
		}
		catch (RejectedExecutionException ex) {
			closed();
		}
	}

	// Called on the thread of another call, or on a watchdog thread.
	private void proceedOnFailoverThread(NextStep next) {
		try {
			this.regions.failover().execute(() -> this.serial.run(() -> proceed(next)));
		}
		catch (RejectedExecutionException ex) {
			// The close of the clients fails the call.
			logger.debug("A waiting stream was not continued, because its clients were closed");
		}
	}

	// A backoff ends on a watchdog thread of its own, which may block.
	private void proceedOnThisThread(NextStep next) {
		Thread thread = Thread.currentThread();
		AtomicReference<@Nullable StreamAttempt<R, E>> begun = new AtomicReference<>();
		this.serial.run(() -> {
			this.cancelDelay = null;
			StreamAttempt<R, E> attempt = (!this.ended) ? begin(next) : null;
			if (attempt != null && Thread.currentThread() == thread) {
				begun.set(attempt);
			}
			else if (attempt != null) {
				this.attempts.sendOnFailoverThread(attempt);
			}
		});
		StreamAttempt<R, E> attempt = begun.get();
		if (attempt != null) {
			this.attempts.send(attempt);
		}
	}

	private void proceed(NextStep next) {
		this.cancelDelay = null;
		StreamAttempt<R, E> attempt = (!this.ended) ? begin(next) : null;
		if (attempt != null) {
			this.attempts.sendOnFailoverThread(attempt);
		}
	}

	@Override
	public void arrived(StreamAttempt<R, E> attempt, List<Event<E>> events) {
		this.timer.expectCaller();
		this.caller.add(events);
		if (attempt.isComplete()) {
			reportEnd(attempt, null);
		}
		try {
			this.caller.open(attempt.response());
		}
		catch (Throwable ex) {
			onCallerError(ex);
		}
		advance();
	}

	@Override
	public void failed(StreamAttempt<R, E> attempt, Throwable failure) {
		this.timer.expectCaller();
		attempt.close();
		this.attemptUnreported = false;
		this.invocation.answered(attempt.response());
		boolean mayMove = !attempt.isCommitted() && !this.cancelled && !this.regions.isClosed();
		NextStep next = this.invocation.failed(this.regions.reasonOf(failure), attempt.usage(), mayMove);
		if (next instanceof NextStep.Fail fail) {
			this.pendingFailure = fail;
			advance();
		}
		else {
			proceed(next);
		}
	}

	@Override
	public void streamClosed(StreamAttempt<R, E> attempt) {
		if (this.ended && attempt == this.attempt) {
			this.timer.stop();
		}
	}

	/**
	 * Advance the stream as far as the demand of the caller allows: deliver events, end
	 * the stream, or request the next event.
	 */
	@Override
	public void advance() {
		if (this.ended) {
			return;
		}
		try {
			this.caller.deliver();
		}
		catch (Throwable ex) {
			onCallerError(ex);
			return;
		}
		StreamAttempt<R, E> attempt = this.attempt;
		if (this.cancelled) {
			return;
		}
		NextStep.Fail failure = this.pendingFailure;
		if (failure != null) {
			// A caller that has not subscribed by now may never do so.
			if (this.caller.isDrained() || !this.caller.isSubscribed()) {
				finish(failure.outcome(), failure.failure());
			}
		}
		else if (attempt == null) {
			return;
		}
		else if (this.caller.isDrained() && attempt.isComplete()) {
			succeed(attempt);
		}
		else if (this.caller.isDrained() && this.caller.wantsMore() && attempt.requestNext()) {
			this.timer.expectEvent();
		}
	}

	@Override
	public void contentReached() {
		this.invocation.contentReachedCaller();
	}

	@Override
	public boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public void cancelled() {
		if (!this.ended) {
			this.cancelled = true;
			this.serial.run(this::cancelInStep);
		}
	}

	private void cancelInStep() {
		if (this.ended) {
			return;
		}
		CancellationException reason = new CancellationException("The caller cancelled the stream");
		abort(reason);
		settle(Outcome.CANCELLED, null);
		this.timer.stop();
		this.caller.cancel(reason);
		this.result.complete(null);
	}

	/**
	 * End the call because its caller failed, which does not affect the state of the
	 * route.
	 */
	@Override
	public void onCallerError(Throwable failure) {
		if (!this.ended) {
			CancellationException reason = new CancellationException("The caller of the stream failed: " + failure);
			reason.initCause(failure);
			abort(reason);
			finish(Outcome.ERROR, failure);
		}
	}

	private void onDefect(Throwable failure) {
		logger.error("A stream was ended by an internal error", failure);
		onCallerError(failure);
	}

	private void closed() {
		if (!this.ended) {
			SdkClientException failure = this.invocation.closedWhile("a stream was open");
			abort(failure);
			finish(Outcome.ERROR, this.invocation.explained(failure));
		}
	}

	@Override
	public void deadlinePassed(ApiCallTimeoutException failure) {
		abort(failure);
		if (!this.ended) {
			finish(Outcome.TIMEOUT, this.invocation.explained(failure));
		}
	}

	@Override
	public void stalled(ApiCallTimeoutException failure) {
		StreamAttempt<R, E> attempt = this.attempt;
		if (this.ended) {
			// The answer is complete, and its HTTP stream did not end.
			this.timer.stop();
			abort(failure);
		}
		else if (attempt != null) {
			failed(attempt, failure);
		}
	}

	/**
	 * Close the attempt and discard undelivered events.
	 * @param reason the failure to report for the attempt
	 */
	private void abort(Throwable reason) {
		StreamAttempt<R, E> attempt = this.attempt;
		if (attempt != null) {
			attempt.close();
			if (this.attemptUnreported) {
				reportEnd(attempt, reason);
			}
		}
		this.caller.clear();
	}

	private void reportEnd(StreamAttempt<R, E> attempt, @Nullable Throwable failure) {
		this.attemptUnreported = false;
		this.invocation.answered(attempt.response());
		this.invocation.ended(failure, attempt.usage());
	}

	private void succeed(StreamAttempt<R, E> attempt) {
		settle(Outcome.SUCCESS, null);
		if (attempt.drain()) {
			this.timer.expectEvent();
		}
		else {
			this.timer.stop();
		}
		this.caller.succeed();
		this.result.complete(null);
	}

	private void finish(Outcome outcome, Throwable failure) {
		settle(outcome, failure);
		this.timer.stop();
		this.caller.fail(failure);
		this.result.completeExceptionally(failure);
	}

	private void settle(Outcome outcome, @Nullable Throwable failure) {
		this.ended = true;
		if (this.registration != null) {
			this.registration.close();
		}
		if (this.cancelDelay != null) {
			this.cancelDelay.getAsBoolean();
		}
		this.invocation.finish(outcome, (this.attempt != null) ? this.attempt.usage() : null, failure);
	}

}
