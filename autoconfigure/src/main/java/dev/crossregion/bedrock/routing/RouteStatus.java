package dev.crossregion.bedrock.routing;

import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The status of a route, as calls have shown.
 *
 * @param status whether the route can be used
 * @param until when a throttled or faulty route is tried again, otherwise {@code null}
 * @param reason why the route is denied, faulty or withdrawn, or why an action on it is
 * denied; otherwise {@code null}
 * @param lastOutcome how the last attempt ended, or {@code null} before the first
 * @since 0.1.0
 */
public record RouteStatus(Status status, @Nullable Instant until, @Nullable String reason,
		@Nullable Outcome lastOutcome) {

	/**
	 * The status of a route before its first call.
	 */
	public static final RouteStatus UNUSED = new RouteStatus(Status.AVAILABLE, null, null, null);

	/**
	 * Whether a route can be used.
	 */
	public enum Status {

		/** Calls can be sent. */
		AVAILABLE,

		/** Its quota is used up for a while. */
		THROTTLED,

		/** Its circuit breaker is open. */
		FAULTY,

		/** Access, a policy, or the life cycle of the model forbids calls. */
		DENIED,

		/** The evidence does not satisfy residency any more. */
		WITHDRAWN;

		/**
		 * The name in reports.
		 * @return the lower-case name
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
