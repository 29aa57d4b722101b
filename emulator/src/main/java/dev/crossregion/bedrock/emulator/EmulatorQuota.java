package dev.crossregion.bedrock.emulator;

/**
 * The quota of a source Region for one profile.
 *
 * @param tokens tokens in a window, at least 1
 * @param requests requests in a window, at least 1
 * @param refill how the quota refills
 * @since 0.1.0
 */
public record EmulatorQuota(long tokens, long requests, Refill refill) {

	/** Stands for a model without a request quota. */
	private static final long NO_LIMIT = Long.MAX_VALUE;

	/**
	 * Create a quota.
	 * @throws IllegalArgumentException if a number is less than 1
	 */
	public EmulatorQuota {
		if (tokens < 1 || requests < 1) {
			throw new IllegalArgumentException(
					"A quota has at least one token and one request, not " + tokens + " and " + requests);
		}
	}

	/**
	 * A quota for one window, by default a minute, with a continuous refill.
	 * @param tokens tokens in the window
	 * @param requests requests in the window
	 * @return the quota
	 */
	public static EmulatorQuota perMinute(long tokens, long requests) {
		return new EmulatorQuota(tokens, requests, Refill.CONTINUOUS);
	}

	/**
	 * A token quota only. Models that were launched since April 2026 have no request
	 * quota.
	 * @param tokens tokens in the window
	 * @return the quota
	 */
	public static EmulatorQuota tokensPerMinute(long tokens) {
		return perMinute(tokens, NO_LIMIT);
	}

	/**
	 * Whether there is a request quota.
	 * @return {@code false} for a token quota only
	 */
	public boolean hasRequests() {
		return this.requests != NO_LIMIT;
	}

	/**
	 * This quota with another refill.
	 * @param refill how the quota refills
	 * @return the quota
	 */
	public EmulatorQuota refill(Refill refill) {
		return new EmulatorQuota(this.tokens, this.requests, refill);
	}

	/**
	 * How a quota refills. AWS does not document which of these Bedrock uses.
	 */
	public enum Refill {

		/** A token bucket whose capacity is the quota of a whole window. */
		CONTINUOUS,

		/** The whole quota at the start of each window. */
		FIXED_WINDOW,

		/** A token bucket whose capacity is a twelfth of the quota of a window. */
		SHORT_BURST

	}

}
