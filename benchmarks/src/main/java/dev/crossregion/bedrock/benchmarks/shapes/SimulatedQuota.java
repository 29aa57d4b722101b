package dev.crossregion.bedrock.benchmarks.shapes;

import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * Simulates a token quota in virtual time, as the documentation of the emulator describes
 * it.
 */
final class SimulatedQuota {

	private static final double SHORT_BURST_DIVISOR = 12;

	private final Refill refill;

	private final double perWindow;

	private final double window;

	private final double capacity;

	private double tokens;

	private double refilledAt;

	/**
	 * A full quota at the time 0.
	 * @param perWindow tokens in a window
	 * @param window the length of a window in seconds
	 * @param refill the refill
	 */
	SimulatedQuota(long perWindow, double window, Refill refill) {
		this.refill = refill;
		this.perWindow = perWindow;
		this.window = window;
		this.capacity = (refill == Refill.SHORT_BURST) ? perWindow / SHORT_BURST_DIVISOR : perWindow;
		this.tokens = this.capacity;
	}

	/**
	 * Reserve tokens if the quota has enough of them, or if it is full.
	 * @param reserved the tokens
	 * @param now the time in seconds
	 * @return {@code true} if they are reserved
	 */
	boolean reserve(double reserved, double now) {
		refill(now);
		if (this.tokens < Math.min(reserved, this.capacity) - 1e-6) {
			return false;
		}
		this.tokens -= reserved;
		return true;
	}

	/**
	 * Replace the reserved tokens by the used ones.
	 * @param size the reserved and the used tokens
	 * @param since the time of the reservation
	 * @param now the time in seconds
	 */
	void settle(QuotaTokens size, double since, double now) {
		refill(now);
		if (this.refill == Refill.FIXED_WINDOW && windowOf(since) != windowOf(now)) {
			this.tokens -= Math.max(0, size.used() - size.reserved());
			return;
		}
		this.tokens = Math.min(this.capacity, this.tokens + size.reserved() - size.used());
	}

	/**
	 * The time at which tokens can be reserved, if nothing is settled until then.
	 * @param reserved the tokens
	 * @param now the time in seconds
	 * @return the time in seconds
	 */
	double roomAt(double reserved, double now) {
		refill(now);
		double missing = Math.min(reserved, this.capacity) - this.tokens;
		if (missing <= 0) {
			return now;
		}
		return (this.refill == Refill.FIXED_WINDOW) ? (windowOf(now) + 1) * this.window
				: now + missing * this.window / this.perWindow;
	}

	private long windowOf(double time) {
		// A time that was computed as the start of a window lies in it.
		return (long) (time / this.window + 1e-9);
	}

	private void refill(double now) {
		if (this.refill == Refill.FIXED_WINDOW) {
			if (windowOf(now) > windowOf(this.refilledAt)) {
				this.tokens = this.capacity;
			}
		}
		else {
			this.tokens = Math.min(this.capacity, this.tokens + (now - this.refilledAt) * this.perWindow / this.window);
		}
		this.refilledAt = now;
	}

}
