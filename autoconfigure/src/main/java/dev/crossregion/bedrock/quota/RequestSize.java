package dev.crossregion.bedrock.quota;

/**
 * How large a request is, as far as can be seen cheaply.
 *
 * @param characters characters of text in the input, not negative
 * @param maxTokens the most tokens that the answer may have, not negative
 * @since 0.1.0
 */
public record RequestSize(long characters, long maxTokens) {

	/**
	 * The most tokens of an answer where the request does not say.
	 */
	public static final long DEFAULT_MAX_TOKENS = 4096;

	/**
	 * A request of which nothing is known.
	 */
	public static final RequestSize UNKNOWN = new RequestSize(0, DEFAULT_MAX_TOKENS);

	/**
	 * Create a size.
	 * @throws IllegalArgumentException if a number is negative
	 */
	public RequestSize {
		if (characters < 0 || maxTokens < 0) {
			throw new IllegalArgumentException(
					"A request cannot have " + characters + " characters and ask for " + maxTokens + " tokens");
		}
	}

}
