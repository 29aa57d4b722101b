package dev.crossregion.bedrock.client.observation;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import dev.crossregion.bedrock.client.failure.FailureReason;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies the observer of one call. Each attempt ends before the next one starts, and
 * before the call ends, whatever the order of the signals. Thread-safe.
 */
public final class CallObservation {

	private static final Logger logger = LoggerFactory.getLogger(CallObservation.class);

	private static final CallObservation NONE = new CallObservation(null);

	private final @Nullable ObservedCall call;

	private final AtomicReference<State> state = new AtomicReference<>(State.BETWEEN_ATTEMPTS);

	private CallObservation(@Nullable ObservedCall call) {
		this.call = call;
	}

	/**
	 * Start to observe a call.
	 * @param observer the observer
	 * @param start describes the call, unless nothing is observed
	 * @return the observation, to be ended
	 */
	public static CallObservation start(CallObserver observer, Supplier<CallStart> start) {
		if (observer == CallObserver.NONE) {
			return NONE;
		}
		try {
			return new CallObservation(observer.started(start.get()));
		}
		catch (RuntimeException | Error ex) {
			logFailure(ex);
			return NONE;
		}
	}

	/**
	 * An attempt starts.
	 * @param route its route
	 */
	public void attemptStarted(Route route) {
		if (this.call == null || this.state.get().hasEnded()) {
			return;
		}
		try {
			ObservedAttempt attempt = this.call.attemptStarted(route);
			if (!this.state.compareAndSet(State.BETWEEN_ATTEMPTS, new State(attempt, false))) {
				attempt.ended(new AttemptEnd(Outcome.CANCELLED, null, null));
			}
		}
		catch (RuntimeException | Error ex) {
			logFailure(ex);
		}
	}

	/**
	 * Make the request of the attempt.
	 * @param <T> the type of the answer
	 * @param request makes the request
	 * @return the answer
	 */
	public <T> T inScope(Supplier<T> request) {
		ObservedAttempt attempt = this.state.get().attempt();
		if (attempt == null) {
			return request.get();
		}
		ObservedAttempt.Scope scope = open(attempt);
		try {
			return request.get();
		}
		finally {
			close(scope);
		}
	}

	private static ObservedAttempt.Scope open(ObservedAttempt attempt) {
		try {
			return attempt.openScope();
		}
		catch (RuntimeException | Error ex) {
			logFailure(ex);
			return ObservedAttempt.Scope.NONE;
		}
	}

	private static void close(ObservedAttempt.Scope scope) {
		try {
			scope.close();
		}
		catch (RuntimeException | Error ex) {
			logFailure(ex);
		}
	}

	/**
	 * The attempt has ended.
	 * @param outcome its outcome
	 * @param failure why it failed, or {@code null}
	 * @param requestId the AWS request ID, or {@code null} if no answer named it
	 */
	public void attemptEnded(Outcome outcome, @Nullable Throwable failure, @Nullable String requestId) {
		State current = this.state.get();
		if (current.attempt() != null && this.state.compareAndSet(current, State.BETWEEN_ATTEMPTS)) {
			end(current.attempt(), () -> new AttemptEnd(outcome, reason(outcome, failure),
					(requestId != null) ? DisplayText.of(requestId) : null));
		}
	}

	/**
	 * The call has ended.
	 * @param outcome its outcome
	 * @param failure why it failed, or {@code null}
	 * @param usage the tokens that it used, or {@code null} if they are unknown
	 * @param firstContent the time until the first content of a stream, or {@code null}
	 */
	public void ended(Outcome outcome, @Nullable Throwable failure, @Nullable TokenCounts usage,
			@Nullable Duration firstContent) {
		if (this.call == null) {
			return;
		}
		State before = this.state.getAndSet(State.ENDED);
		if (before.attempt() != null) {
			// It was planned, and the call ended before it was sent.
			end(before.attempt(), () -> new AttemptEnd(Outcome.CANCELLED, null, null));
		}
		if (!before.hasEnded()) {
			try {
				this.call.ended(new CallEnd(outcome, reason(outcome, failure), usage, firstContent));
			}
			catch (RuntimeException | Error ex) {
				logFailure(ex);
			}
		}
	}

	private static void end(ObservedAttempt attempt, Supplier<AttemptEnd> end) {
		try {
			attempt.ended(end.get());
		}
		catch (RuntimeException | Error ex) {
			logFailure(ex);
		}
	}

	private static @Nullable String reason(Outcome outcome, @Nullable Throwable failure) {
		if (failure == null || outcome == Outcome.SUCCESS) {
			return null;
		}
		return (failure instanceof RouteRefusedException refused) ? refused.getRefusal().reason()
				: FailureReason.of(failure);
	}

	private static void logFailure(Throwable failure) {
		logger.warn("The observer of calls failed; the call itself is not affected", failure);
	}

	/**
	 * The state of the call.
	 *
	 * @param attempt the attempt that has started and not ended, or {@code null}
	 * @param hasEnded whether the call has ended
	 */
	private record State(@Nullable ObservedAttempt attempt, boolean hasEnded) {

		static final State BETWEEN_ATTEMPTS = new State(null, false);

		static final State ENDED = new State(null, true);

	}

}
