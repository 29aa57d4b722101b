package dev.crossregion.bedrock.quota;

import org.jspecify.annotations.Nullable;

/**
 * The size of a quota as the configuration declares it. Quotas belong to the source
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
	 * No number is declared.
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
	 * Whether this declares a number that the other does not declare, or declares larger.
	 * @param other another declaration of the same quota
	 * @return {@code true} if this limits what the other does not
	 */
	public boolean isStricterThan(DeclaredQuota other) {
		return isLess(this.tokensPerMinute, other.tokensPerMinute)
				|| isLess(this.requestsPerMinute, other.requestsPerMinute);
	}

	private static boolean isLess(@Nullable Long one, @Nullable Long other) {
		return one != null && (other == null || one < other);
	}

	/**
	 * Combine two declarations of the same quota.
	 * @param other the other declaration
	 * @return the smaller number of each
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
