package dev.crossregion.bedrock.client;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import dev.crossregion.bedrock.client.connection.Deadline;
import dev.crossregion.bedrock.client.failure.Denial;
import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.client.failure.FailureReason;
import dev.crossregion.bedrock.client.failure.PolicyDenial;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.Reservation;
import dev.crossregion.bedrock.routing.RouteFailure;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Reports the attempts of one call to the states of routes and credentials. Only the
 * state of what is at fault changes. Not thread-safe.
 */
final class AttemptReporter {

	private static final int CHARACTERS_PER_TOKEN = 4;

	private final RouteStateRegistry states;

	private final CallRequest request;

	private final CallAttempts attempts;

	private final Deadline deadline;

	/** Failed attempts along a route since the call last left it. */
	private final Map<Route.Key, Integer> consecutiveFailures = new HashMap<>();

	AttemptReporter(RouteStateRegistry states, CallRequest request, CallAttempts attempts, Deadline deadline) {
		this.states = states;
		this.request = request;
		this.attempts = attempts;
		this.deadline = deadline;
	}

	/**
	 * Report the last attempt.
	 * @param reservation the reservation that it held, or {@code null}
	 * @param usage the tokens that it used, or {@code null} if they are unknown
	 * @param contentSeen whether content of a stream has reached the caller
	 * @param sameRouteAgain whether the call will retry the same route
	 */
	void report(@Nullable Reservation reservation, @Nullable TokenCounts usage, boolean contentSeen,
			boolean sameRouteAgain) {
		Attempt attempt = Objects.requireNonNull(this.attempts.last());
		FailureKind kind = this.attempts.lastKind();
		// Credentials of a request may belong to another account, with other permissions
		// and quotas.
		if (this.request.hasOwnCredentials() || kind == FailureKind.CLIENT) {
			if (reservation != null) {
				this.states.released(reservation);
			}
			return;
		}
		reportCredentials(kind);
		Throwable failure = attempt.failure();
		RouteFailure routeFailure = (kind != null && failure != null)
				? routeFailure(attempt.route(), routeOutcome(kind, attempt, contentSeen), failure, sameRouteAgain)
				: null;
		if (reservation != null) {
			this.states.ended(reservation, routeFailure, charged(usage, contentSeen), this.request.needs());
		}
		else if (this.request.operation().reflectsRouteState()) {
			this.states.record(attempt.route().key(), routeFailure, this.request.needs());
		}
		this.states.changeOf(attempt.route().key())
			.ifPresent((change) -> InvocationLog.changed(attempt.route(), change));
	}

	private void reportCredentials(@Nullable FailureKind kind) {
		if (kind == null) {
			this.states.credentialsAccepted();
		}
		else if (kind.subject() == FailureKind.Subject.CREDENTIALS) {
			this.states.credentialsFailed(kind);
		}
	}

	// The limit of one request says nothing of routes. When the declared deadline passes,
	// a route is at fault only if it was silent for more than half of it; one that was
	// sending content, or had just been called, is not.
	private FailureKind routeOutcome(FailureKind kind, Attempt attempt, boolean contentSeen) {
		if (kind != FailureKind.TIMEOUT || !this.deadline.hasPassed()) {
			return kind;
		}
		if (this.request.timeout().filter(this.deadline.limit()::equals).isPresent()) {
			return FailureKind.CANCELLED;
		}
		boolean silent = !contentSeen && attempt.duration().compareTo(this.deadline.limit().dividedBy(2)) > 0;
		return (silent) ? kind : FailureKind.CANCELLED;
	}

	// While the call retries the same route, it is open whether the route is at fault.
	private RouteFailure routeFailure(Route route, FailureKind kind, Throwable failure, boolean sameRouteAgain) {
		int failures = (kind.isFault()) ? this.consecutiveFailures.merge(route.key(), 1, Integer::sum) : 1;
		if (!sameRouteAgain) {
			this.consecutiveFailures.remove(route.key());
		}
		Throwable cause = FailureClassifier.unwrap(failure);
		String reason = (kind.isFault()) ? FailureReason.of(kind, cause) : Denial.reason(cause);
		return new RouteFailure(kind, reason, deniedNeed(kind, cause), (sameRouteAgain) ? 0 : failures);
	}

	private @Nullable String deniedNeed(FailureKind kind, Throwable failure) {
		if (kind == FailureKind.GUARDRAIL) {
			return this.request.needs().guardrail();
		}
		String action = this.request.needs().action();
		boolean isActionDenied = kind == FailureKind.DENIED
				&& PolicyDenial.read(Objects.requireNonNullElse(failure.getMessage(), ""))
					.filter((denial) -> denial.action().equals(action))
					.isPresent();
		return (isActionDenied) ? action : null;
	}

	// A truncated stream has used quota without reporting its usage, so the usage is
	// estimated from the request.
	private @Nullable TokenCounts charged(@Nullable TokenCounts usage, boolean contentSeen) {
		return (usage == null && contentSeen)
				? new TokenCounts(this.request.size().characters() / CHARACTERS_PER_TOKEN, 0, 0, 0) : usage;
	}

}
