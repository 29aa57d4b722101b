package dev.crossregion.bedrock.benchmarks.emulator;

/**
 * The requests of one source Region, or of several, by outcome. Requests with an API key
 * belong to the noisy neighbour and are not counted.
 *
 * @param answered complete answers
 * @param throttled 429s
 * @param failed all others
 * @param quotaTokens the quota tokens that the answers used
 * @since 0.1.0
 */
public record RequestCounts(long answered, long throttled, long failed, long quotaTokens) {

	/** No requests. */
	public static final RequestCounts NONE = new RequestCounts(0, 0, 0, 0);

	/**
	 * Add other counts.
	 * @param other the other counts
	 * @return the sum
	 */
	public RequestCounts plus(RequestCounts other) {
		return new RequestCounts(this.answered + other.answered, this.throttled + other.throttled,
				this.failed + other.failed, this.quotaTokens + other.quotaTokens);
	}

	/**
	 * The number of all requests.
	 * @return their number
	 */
	public long requests() {
		return this.answered + this.throttled + this.failed;
	}

}
