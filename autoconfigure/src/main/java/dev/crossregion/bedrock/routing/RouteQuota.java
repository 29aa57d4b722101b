package dev.crossregion.bedrock.routing;

import dev.crossregion.bedrock.quota.QuotaNumber;

/**
 * The size of the quota that a route draws on.
 *
 * @param tokensPerMinute tokens in a minute
 * @param requestsPerMinute requests in a minute; not every model has such a quota
 * @since 0.1.0
 */
public record RouteQuota(QuotaNumber tokensPerMinute, QuotaNumber requestsPerMinute) {

	/**
	 * No number is known: they are learned from throttles.
	 */
	public static final RouteQuota LEARNED = new RouteQuota(QuotaNumber.LEARNED, QuotaNumber.LEARNED);

	/**
	 * Whether no call can succeed.
	 * @return {@code true} if one of the numbers is 0
	 */
	public boolean isNothing() {
		return this.tokensPerMinute.isNothing() || this.requestsPerMinute.isNothing();
	}

	@Override
	public String toString() {
		return "tokens per minute " + this.tokensPerMinute + ", requests per minute " + this.requestsPerMinute;
	}

}
