package dev.crossregion.bedrock.quota;

import org.jspecify.annotations.Nullable;

/**
 * What configuration says of the quota that a route draws on. Quotas belong to the source
 * Region and to the kind of profile.
 *
 * @param tokensPerMinute tokens in a minute, at least 1, or {@code null} when not
 * declared
 * @param requestsPerMinute requests in a minute, at least 1, or {@code null} when not
 * declared
 * @since 0.1.0
 * @see <a href= "https://docs.aws.amazon.com/bedrock/latest/userguide/quotas.html">Quotas
 * for Amazon Bedrock</a>
 */
public record DeclaredQuota(@Nullable Long tokensPerMinute, @Nullable Long requestsPerMinute) {

	/**
	 * Nothing is declared.
	 */
	public static final DeclaredQuota NONE = new DeclaredQuota(null, null);

	/**
	 * Create a quota.
	 * @throws IllegalArgumentException if a number is less than 1
	 */
	public DeclaredQuota {
		requirePositive("tokens-per-minute", tokensPerMinute);
		requirePositive("requests-per-minute", requestsPerMinute);
	}

	/**
	 * Whether a number of this is given and the other one has none or a larger one.
	 * @param other another declaration of the same quota
	 * @return {@code true} if the other does not hold beside this
	 */
	public boolean isStricterThan(DeclaredQuota other) {
		return isLess(this.tokensPerMinute, other.tokensPerMinute)
				|| isLess(this.requestsPerMinute, other.requestsPerMinute);
	}

	private static boolean isLess(@Nullable Long one, @Nullable Long other) {
		return one != null && (other == null || one < other);
	}

	/**
	 * The stricter number of two declarations, each of tokens and requests.
	 * @param other another declaration of the same quota
	 * @return what holds where both are declared
	 */
	public DeclaredQuota and(DeclaredQuota other) {
		return new DeclaredQuota(
				(isLess(this.tokensPerMinute, other.tokensPerMinute)) ? this.tokensPerMinute : other.tokensPerMinute,
				(isLess(this.requestsPerMinute, other.requestsPerMinute)) ? this.requestsPerMinute
						: other.requestsPerMinute);
	}

	private static void requirePositive(String name, @Nullable Long value) {
		if (value != null && value < 1) {
			throw new IllegalArgumentException("quota." + name + " is " + value + " and must be at least 1");
		}
	}

}
