package dev.crossregion.bedrock.client;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

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
 * One streaming call. It moves from route to route until the first content has arrived,
 * and never after that, so that no text reaches the caller twice. Whatever Amazon
 * Bedrock, the network, the clock or the close of the clients does, the caller gets
 * exactly one end: completion or one failure. After its own cancel it gets none.
 * <p>
 * Everything that happens is a step of one {@link StreamGateSerial}: the fields below
 * need no lock, and no two signals to the caller overlap.
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

	private final StreamGateSerial serial = new StreamGateSerial(this::broken);

	private final StreamGateCaller<R, E> caller;

	private final StreamGateTimer timer;

	private final CompletableFuture<Void> result = new CompletableFuture<>();

	private RegionalClients.@Nullable OpenCall registration;

	private @Nullable StreamAttempt<R, E> attempt;

	/** Whether the invocation has not been told yet how the attempt ended. */
	private boolean attemptOpen;

	/** Ends the wait, while the call waits for room or pauses. */
	private @Nullable BooleanSupplier endWait;

	/** Ends the call in failure when the caller has got everything that came before. */
	private @Nullable Runnable ending;

	private volatile boolean cancelled;

	private volatile boolean over;

	private StreamGate(StreamGateOperation<Q, R, E> operation, Q request, EventStreamResponseHandler<R, E> handler,
			Invocation invocation, RegionalClients regions, boolean withholdsErrors) {
		this.attempts = new StreamAttempts<>(operation, request, invocation, regions);
		this.invocation = invocation;
		this.regions = regions;
		this.caller = new StreamGateCaller<>(handler, withholdsErrors, this.serial, this);
		this.timer = new StreamGateTimer(regions, this.serial, invocation.remaining(), this);
	}

	/**
	 * Make a streaming call. Its first attempt starts on the thread of the caller, as
	 * every call of the SDK does. Nothing is thrown but what a {@code null} argument
	 * throws.
	 * @param <Q> the type of the request
	 * @param <R> the type of the response
	 * @param <E> the type of the events
	 * @param operation what is called
	 * @param request the request
	 * @param handler the caller
	 * @param context what calls need beside their requests
	 * @param regions the clients
	 * @param modelName the configured model that the call comes through, or {@code null}
	 * @param withholdsErrors whether the caller's subscriber gets no {@code onError}
	 * @return completes at the end of the stream; whoever completes it first, as by
	 * cancelling it, cancels the stream
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
			if (!this.over) {
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
	 * Begin what comes next: an attempt, a wait, or the end.
	 * @param next what comes next
	 * @return the attempt, which is still to be sent, or {@code null} when it is none
	 */
	private @Nullable StreamAttempt<R, E> begin(NextStep next) {
		this.attempt = null;
		if (next instanceof NextStep.Send send) {
			this.attempt = this.attempts.attempt(send.route(), this.serial, this);
			this.attemptOpen = true;
			this.timer.awaitContent();
		}
		else if (next instanceof NextStep.Later later) {
			await(later);
		}
		else {
			NextStep.Fail fail = (NextStep.Fail) next;
			finish(fail.outcome(), fail.failure());
		}
		return this.attempt;
	}

	private void await(NextStep.Later later) {
		try {
			this.endWait = this.invocation.await(later,
					(later instanceof NextStep.Pause) ? this::goOnHere : this::goOnElsewhere);
		}
		catch (RejectedExecutionException ex) {
			closed();
		}
	}

	// Whoever noticed that there is room is another call, or a timer.
	private void goOnElsewhere(NextStep next) {
		try {
			this.regions.failover().execute(() -> this.serial.run(() -> goOn(next)));
		}
		catch (RejectedExecutionException ex) {
			// The clients are closed, and that fails the call.
			logger.debug("A stream that had waited for room was ended by the close of its clients");
		}
	}

	// A timer has a thread for this alone, which may block.
	private void goOnHere(NextStep next) {
		Thread here = Thread.currentThread();
		AtomicReference<@Nullable StreamAttempt<R, E>> begun = new AtomicReference<>();
		this.serial.run(() -> {
			this.endWait = null;
			StreamAttempt<R, E> attempt = (!this.over) ? begin(next) : null;
			if (attempt != null && Thread.currentThread() == here) {
				begun.set(attempt);
			}
			else if (attempt != null) {
				this.attempts.sendElsewhere(attempt);
			}
		});
		StreamAttempt<R, E> attempt = begun.get();
		if (attempt != null) {
			this.attempts.send(attempt);
		}
	}

	private void goOn(NextStep next) {
		this.endWait = null;
		StreamAttempt<R, E> attempt = (!this.over) ? begin(next) : null;
		if (attempt != null) {
			this.attempts.sendElsewhere(attempt);
		}
	}

	@Override
	public void arrived(StreamAttempt<R, E> attempt, List<StreamGateEvent<E>> events) {
		this.timer.awaitCaller();
		this.caller.add(events);
		if (attempt.isWhole()) {
			ended(attempt, null);
		}
		try {
			this.caller.open(attempt.response());
		}
		catch (Throwable ex) {
			violated(ex);
		}
		wanted();
	}

	@Override
	public void failed(StreamAttempt<R, E> attempt, Throwable failure) {
		this.timer.awaitCaller();
		attempt.close();
		this.attemptOpen = false;
		boolean mayMove = !attempt.isCommitted() && !this.cancelled && !this.regions.isClosed();
		NextStep next = this.invocation.failed(this.regions.reasonOf(failure), attempt.usage(), mayMove);
		if (next instanceof NextStep.Fail fail) {
			this.ending = () -> finish(fail.outcome(), fail.failure());
			wanted();
		}
		else {
			goOn(next);
		}
	}

	@Override
	public void gone(StreamAttempt<R, E> attempt) {
		if (this.over && attempt == this.attempt) {
			this.timer.stop();
		}
	}

	/**
	 * Do what can be done for the caller: deliver, end, or ask for more.
	 */
	@Override
	public void wanted() {
		if (this.over) {
			return;
		}
		try {
			this.caller.deliver();
		}
		catch (Throwable ex) {
			violated(ex);
			return;
		}
		StreamAttempt<R, E> attempt = this.attempt;
		if (this.cancelled) {
			return;
		}
		if (this.ending != null) {
			// Who has not subscribed by now may never do so.
			if (this.caller.hasAll() || !this.caller.isSubscribed()) {
				this.ending.run();
			}
		}
		else if (attempt == null) {
			return;
		}
		else if (this.caller.hasAll() && attempt.isWhole()) {
			succeed(attempt);
		}
		else if (this.caller.hasAll() && this.caller.wantsMore() && attempt.ask()) {
			this.timer.awaitEvent();
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
		if (!this.over) {
			this.cancelled = true;
			this.serial.run(this::leave);
		}
	}

	private void leave() {
		if (this.over) {
			return;
		}
		CancellationException reason = new CancellationException("The caller cancelled the stream");
		abort(reason);
		settle(Outcome.CANCELLED, null);
		this.timer.stop();
		this.caller.leave(reason);
		this.result.complete(null);
	}

	/**
	 * End the call because of the caller, whose failure says nothing of the route.
	 */
	@Override
	public void violated(Throwable failure) {
		if (!this.over) {
			CancellationException reason = new CancellationException("The caller of the stream failed: " + failure);
			reason.initCause(failure);
			abort(reason);
			finish(Outcome.ERROR, failure);
		}
	}

	private void broken(Throwable failure) {
		logger.error("A stream was ended by a defect of its own", failure);
		violated(failure);
	}

	private void closed() {
		if (!this.over) {
			SdkClientException failure = this.invocation.closedWhile("a stream was open");
			abort(failure);
			finish(Outcome.ERROR, this.invocation.explained(failure));
		}
	}

	@Override
	public void deadlinePassed(ApiCallTimeoutException failure) {
		abort(failure);
		if (!this.over) {
			finish(Outcome.TIMEOUT, this.invocation.explained(failure));
		}
	}

	@Override
	public void waitedTooLong(ApiCallTimeoutException failure) {
		StreamAttempt<R, E> attempt = this.attempt;
		if (this.over) {
			// The answer was whole, and still its HTTP stream did not end.
			this.timer.stop();
			abort(failure);
		}
		else if (attempt != null) {
			failed(attempt, failure);
		}
	}

	/**
	 * Close the attempt and drop what the caller has not got.
	 * @param reason what the invocation is told of the attempt
	 */
	private void abort(Throwable reason) {
		StreamAttempt<R, E> attempt = this.attempt;
		if (attempt != null) {
			attempt.close();
			if (this.attemptOpen) {
				ended(attempt, reason);
			}
		}
		this.caller.clear();
	}

	private void ended(StreamAttempt<R, E> attempt, @Nullable Throwable failure) {
		this.attemptOpen = false;
		this.invocation.ended(failure, attempt.usage());
	}

	private void succeed(StreamAttempt<R, E> attempt) {
		settle(Outcome.SUCCESS, null);
		if (attempt.runOut()) {
			this.timer.awaitEvent();
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
		this.over = true;
		if (this.registration != null) {
			this.registration.close();
		}
		if (this.endWait != null) {
			this.endWait.getAsBoolean();
		}
		this.invocation.finish(outcome, (this.attempt != null) ? this.attempt.usage() : null, failure);
	}

}
