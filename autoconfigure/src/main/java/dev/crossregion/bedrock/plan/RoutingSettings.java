package dev.crossregion.bedrock.plan;

import java.time.Duration;

/**
 * How a call moves along the routes of its plan.
 *
 * @param strategy in which order routes are tried
 * @param deadline how long a call may take as a whole, all attempts and waits; positive
 * @param maxWait how long a call may wait for capacity when every route is throttled; not
 * negative
 * @param maxAttempts how often a call is sent at most, all routes together, and at least
 * once along each route that it may use; at least 1
 * @since 0.1.0
 */
public record RoutingSettings(RoutingStrategy strategy, Duration deadline, Duration maxWait, int maxAttempts) {

	/**
	 * The default of {@code maxAttempts}.
	 * @see <a href=
	 * "https://docs.aws.amazon.com/bedrock/latest/userguide/scaling-throughput-best-practices.html">AWS
	 * asks for six attempts in all</a>
	 */
	public static final int MAX_ATTEMPTS = 6;

	/**
	 * The default settings.
	 */
	public static final RoutingSettings DEFAULT = new RoutingSettings(RoutingStrategy.ORDERED, Duration.ofMinutes(20),
			Duration.ofSeconds(5), MAX_ATTEMPTS);

	/**
	 * Create limits.
	 * @throws IllegalArgumentException if a duration is out of its range
	 */
	public RoutingSettings {
		if (deadline.isNegative() || deadline.isZero()) {
			throw new IllegalArgumentException("routing.deadline is " + deadline + " and must be positive");
		}
		if (maxWait.isNegative()) {
			throw new IllegalArgumentException("routing.max-wait is " + maxWait + " and must not be negative");
		}
		if (maxAttempts < 1) {
			throw new IllegalArgumentException("routing.max-attempts is " + maxAttempts + " and must be at least 1");
		}
	}

	/**
	 * Create limits with the usual number of attempts.
	 * @param strategy in which order routes are tried
	 * @param deadline how long a call may take as a whole
	 * @param maxWait how long a call may wait for capacity when every route is throttled
	 */
	public RoutingSettings(RoutingStrategy strategy, Duration deadline, Duration maxWait) {
		this(strategy, deadline, maxWait, MAX_ATTEMPTS);
	}

}
