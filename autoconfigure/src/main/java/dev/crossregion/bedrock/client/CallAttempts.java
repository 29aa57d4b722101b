package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import dev.crossregion.bedrock.client.connection.RequestIds;
import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call in order, and the routes that it may not use again. Not
 * thread-safe.
 */
final class CallAttempts {

	private final long callStartNanos;

	private final List<Attempt> attempts = new ArrayList<>();

	private final Map<Route.Key, FailureKind> failedRoutes = new HashMap<>();

	private final Set<FailureKind> failureKinds = EnumSet.noneOf(FailureKind.class);

	private @Nullable Route route;

	private long startNanos;

	private @Nullable String requestId;

	private @Nullable FailureKind lastKind;

	private boolean repeated;

	/**
	 * Create the attempts of a call.
	 * @param callStartNanos the start of the call, as {@link System#nanoTime()}
	 */
	CallAttempts(long callStartNanos) {
		this.callStartNanos = callStartNanos;
	}

	void begin(Route route) {
		this.route = route;
		this.startNanos = System.nanoTime();
		this.requestId = null;
	}

	/**
	 * Record the answer to the attempt that has begun.
	 * @param response the response, or {@code null} if there is none
	 */
	void answered(@Nullable Object response) {
		this.requestId = RequestIds.ofResponse(response);
	}

	/**
	 * Record the end of the attempt that has begun.
	 * @param failure why it failed, or {@code null} if it succeeded
	 */
	void end(@Nullable Throwable failure) {
		Route route = route();
		FailureKind kind = (failure != null) ? FailureClassifier.classify(failure) : null;
		this.attempts.add(new Attempt(route, (kind != null) ? kind.outcome() : Outcome.SUCCESS,
				Duration.ofNanos(this.startNanos - this.callStartNanos),
				Duration.ofNanos(System.nanoTime() - this.startNanos), failure, requestId(failure)));
		this.lastKind = kind;
		if (kind != null) {
			this.failedRoutes.put(route.key(), kind);
			this.repeated = !this.failureKinds.add(kind);
		}
	}

	// What ends a stream after its response does not name the request.
	private @Nullable String requestId(@Nullable Throwable failure) {
		String ofFailure = (failure != null) ? RequestIds.ofFailure(FailureClassifier.unwrap(failure)) : null;
		return (ofFailure != null) ? ofFailure : this.requestId;
	}

	/**
	 * The route of the attempt that has begun.
	 * @return the route
	 */
	Route route() {
		return Objects.requireNonNull(this.route, "No attempt has begun");
	}

	List<Attempt> list() {
		return this.attempts;
	}

	/**
	 * The last attempt that has ended.
	 * @return the attempt, or {@code null} if there was none
	 */
	@Nullable Attempt last() {
		return (this.attempts.isEmpty()) ? null : this.attempts.get(this.attempts.size() - 1);
	}

	/**
	 * The outcome of the last attempt that has ended.
	 * @return the outcome
	 */
	Outcome lastOutcome() {
		return Objects.requireNonNull(last(), "No attempt has ended").outcome();
	}

	/**
	 * The AWS request ID of the last attempt that has ended.
	 * @return the ID, or {@code null} if no answer named it
	 */
	@Nullable String lastRequestId() {
		return Objects.requireNonNull(last(), "No attempt has ended").requestId();
	}

	@Nullable Throwable lastFailure() {
		Attempt last = last();
		return (last != null) ? last.failure() : null;
	}

	/**
	 * The kind of the last failure.
	 * @return the kind, or {@code null} if the last attempt succeeded or there was none
	 */
	@Nullable FailureKind lastKind() {
		return this.lastKind;
	}

	/**
	 * Whether an earlier attempt had failed with the last kind of failure too.
	 * @return {@code true} if the last kind is a repeated one
	 */
	boolean isLastKindRepeated() {
		return this.repeated;
	}

	/**
	 * The routes that failed, each with its last failure. A route that may be retried is
	 * removed after its backoff.
	 * @return the live map
	 */
	Map<Route.Key, FailureKind> failedRoutes() {
		return this.failedRoutes;
	}

	boolean hasFailed(Route route) {
		return this.failedRoutes.containsKey(route.key());
	}

	/**
	 * Exclude a route without an attempt.
	 * @param route the route
	 * @param kind the kind of failure that is recorded for it
	 */
	void exclude(Route route, FailureKind kind) {
		this.failedRoutes.put(route.key(), kind);
	}

	/**
	 * Admit routes again.
	 * @param kinds the last failures of these routes
	 */
	void readmit(Predicate<FailureKind> kinds) {
		this.failedRoutes.values().removeIf(kinds);
	}

}
