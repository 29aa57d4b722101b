package dev.crossregion.bedrock.routing;

import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What calls have shown of a route.
 *
 * @param status whether it can be used
 * @param until when a throttled or faulty route is worth another look, otherwise
 * {@code null}
 * @param reason why a route is denied, faulty or withdrawn, or why an action on it is
 * denied; otherwise {@code null}
 * @param lastOutcome how the last attempt ended, or {@code null} before the first
 * @since 0.1.0
 */
public record RouteStatus(Status status, @Nullable Instant until, @Nullable String reason,
		@Nullable Outcome lastOutcome) {

	/**
	 * A route that nothing has been sent to.
	 */
	public static final RouteStatus UNUSED = new RouteStatus(Status.AVAILABLE, null, null, null);

	/**
	 * Whether a route can be used.
	 */
	public enum Status {

		/** It can. */
		AVAILABLE,

		/** Its quota is used up for a while. */
		THROTTLED,

		/** It failed. */
		FAULTY,

		/** Access, a policy, or the life cycle of the model forbids it. */
		DENIED,

		/** The evidence does not satisfy residency any more. */
		WITHDRAWN;

		/**
		 * The name as reports write it.
		 * @return the lower-case name
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
