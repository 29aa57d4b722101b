package dev.crossregion.bedrock.emulator;

/**
 * The quota of a source Region for one profile.
 *
 * @param tokens tokens in a window, at least 1
 * @param requests requests in a window, at least 1
 * @param refill how the quota comes back
 * @since 0.1.0
 */
public record EmulatorQuota(long tokens, long requests, Refill refill) {

	/** Stands for the requests of a model that has no quota of requests. */
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
	 * A quota for a window, by default a minute, that comes back continuously.
	 * @param tokens tokens in the window
	 * @param requests requests in the window
	 * @return the quota
	 */
	public static EmulatorQuota perMinute(long tokens, long requests) {
		return new EmulatorQuota(tokens, requests, Refill.CONTINUOUS);
	}

	/**
	 * A quota of tokens alone, as the models have it that came since April 2026: they
	 * have no quota of requests.
	 * @param tokens tokens in the window
	 * @return the quota
	 */
	public static EmulatorQuota tokensPerMinute(long tokens) {
		return perMinute(tokens, NO_LIMIT);
	}

	/**
	 * Whether requests are limited, too.
	 * @return {@code false} for a quota of tokens alone
	 */
	public boolean hasRequests() {
		return this.requests != NO_LIMIT;
	}

	/**
	 * The same quota with another way to come back.
	 * @param refill how the quota comes back
	 * @return the quota
	 */
	public EmulatorQuota refill(Refill refill) {
		return new EmulatorQuota(this.tokens, this.requests, refill);
	}

	/**
	 * How a quota comes back. AWS does not say which of these Bedrock uses.
	 */
	public enum Refill {

		/** A little all the time, up to the whole window's worth. */
		CONTINUOUS,

		/** All at once, at the start of each window. */
		FIXED_WINDOW,

		/** A little all the time, up to a twelfth of the window's worth. */
		SHORT_BURST

	}

}
