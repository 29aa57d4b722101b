package dev.crossregion.bedrock.client.connection;

import java.time.Duration;

/**
 * The time limit of a call or a look-up, measured by {@link System#nanoTime()}.
 * Immutable.
 */
public final class Deadline {

	private final long startNanos;

	private final Duration limit;

	private Deadline(long startNanos, Duration limit) {
		this.startNanos = startNanos;
		this.limit = limit;
	}

	/**
	 * Create a deadline that starts now.
	 * @param limit the time until the deadline
	 * @return the deadline
	 */
	public static Deadline after(Duration limit) {
		return since(System.nanoTime(), limit);
	}

	/**
	 * Create a deadline that started earlier.
	 * @param startNanos the start, as {@link System#nanoTime()}
	 * @param limit the time from the start to the deadline
	 * @return the deadline
	 */
	public static Deadline since(long startNanos, Duration limit) {
		return new Deadline(startNanos, limit);
	}

	/**
	 * The same start with the stricter of two limits.
	 * @param limit the other limit
	 * @return this deadline, or an earlier one
	 */
	public Deadline atMost(Duration limit) {
		return (limit.compareTo(this.limit) < 0) ? new Deadline(this.startNanos, limit) : this;
	}

	/**
	 * The start.
	 * @return the start, as {@link System#nanoTime()}
	 */
	public long startNanos() {
		return this.startNanos;
	}

	/**
	 * The time from the start to the deadline.
	 * @return the limit
	 */
	public Duration limit() {
		return this.limit;
	}

	/**
	 * The time since the start.
	 * @return the time; may exceed the limit
	 */
	public Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.startNanos);
	}

	/**
	 * The time until the deadline.
	 * @return the time; zero once the deadline has passed
	 */
	public Duration remaining() {
		Duration left = this.limit.minus(elapsed());
		return (left.isNegative()) ? Duration.ZERO : left;
	}

	/**
	 * Whether no time is left.
	 * @return {@code true} once the deadline has passed
	 */
	public boolean hasPassed() {
		return remaining().isZero();
	}

}
