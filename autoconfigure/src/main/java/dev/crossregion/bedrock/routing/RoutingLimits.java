package dev.crossregion.bedrock.routing;

import java.time.Duration;

/**
 * How a call moves along the routes of its plan.
 *
 * @param strategy in which order routes are tried
 * @param deadline how long a call may take as a whole, all attempts and waits; positive
 * @param maxWait how long a call may wait for room when every route is throttled; not
 * negative
 * @since 0.1.0
 */
public record RoutingLimits(RoutingStrategy strategy, Duration deadline, Duration maxWait) {

	/**
	 * What holds where nothing is configured.
	 */
	public static final RoutingLimits DEFAULT = new RoutingLimits(RoutingStrategy.ORDERED, Duration.ofMinutes(20),
			Duration.ofSeconds(5));

	/**
	 * Create limits.
	 * @throws IllegalArgumentException if a duration is out of its range
	 */
	public RoutingLimits {
		if (deadline.isNegative() || deadline.isZero()) {
			throw new IllegalArgumentException("routing.deadline is " + deadline + " and must be positive");
		}
		if (maxWait.isNegative()) {
			throw new IllegalArgumentException("routing.max-wait is " + maxWait + " and must not be negative");
		}
	}

}
