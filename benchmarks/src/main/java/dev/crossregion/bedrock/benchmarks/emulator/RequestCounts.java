package dev.crossregion.bedrock.benchmarks.emulator;

/**
 * What an emulator has seen from one source Region, or from several. Requests with an API
 * key are somebody else's and do not count.
 *
 * @param answered answers that were sent as a whole
 * @param throttled 429s
 * @param failed everything else
 * @param quotaTokens the tokens that the answers cost of the quota
 * @since 0.1.0
 */
public record RequestCounts(long answered, long throttled, long failed, long quotaTokens) {

	/** Nothing. */
	public static final RequestCounts NONE = new RequestCounts(0, 0, 0, 0);

	/**
	 * Add what was seen elsewhere.
	 * @param other the other
	 * @return the sum
	 */
	public RequestCounts plus(RequestCounts other) {
		return new RequestCounts(this.answered + other.answered, this.throttled + other.throttled,
				this.failed + other.failed, this.quotaTokens + other.quotaTokens);
	}

	/**
	 * All requests over the wire.
	 * @return their number
	 */
	public long requests() {
		return this.answered + this.throttled + this.failed;
	}

}
