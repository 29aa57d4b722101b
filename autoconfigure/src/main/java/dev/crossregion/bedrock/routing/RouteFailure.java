package dev.crossregion.bedrock.routing;

import org.jspecify.annotations.Nullable;

/**
 * A failure as the state of a route takes it.
 *
 * @param kind what it means
 * @param reason what reports say of it, or {@code null}
 * @param need what alone was denied, one of the {@link CallNeeds needs} of the call, or
 * {@code null} when it is the route
 * @param attempts how many attempts of the call it stands for; 0 when the call will try
 * the same route again, so that it is not known yet whether the route is at fault
 * @since 0.1.0
 */
public record RouteFailure(FailureKind kind, @Nullable String reason, @Nullable String need, int attempts) {

	/**
	 * A failure of one attempt that is not sent along the same route again.
	 * @param kind what it means
	 * @param reason what it says, or {@code null}
	 * @return the failure
	 */
	public static RouteFailure of(FailureKind kind, @Nullable String reason) {
		return new RouteFailure(kind, reason, null, 1);
	}

}
