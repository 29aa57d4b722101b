package dev.crossregion.bedrock.routing;

import org.jspecify.annotations.Nullable;

/**
 * A failed attempt, as the state of its route records it.
 *
 * @param kind the kind of failure
 * @param reason the reason for reports, or {@code null}
 * @param need the denied one of the {@link CallNeeds needs} of the call, or {@code null}
 * when the failure concerns every call of the route
 * @param attempts how many failed attempts the circuit breaker counts for it; 0 when the
 * call will try the same route again, so that the route is not yet known to be at fault
 * @since 0.1.0
 */
public record RouteFailure(FailureKind kind, @Nullable String reason, @Nullable String need, int attempts) {

	/**
	 * A failure of one attempt that is not sent along the same route again.
	 * @param kind the kind of failure
	 * @param reason the reason for reports, or {@code null}
	 * @return the failure
	 */
	public static RouteFailure of(FailureKind kind, @Nullable String reason) {
		return new RouteFailure(kind, reason, null, 1);
	}

}
