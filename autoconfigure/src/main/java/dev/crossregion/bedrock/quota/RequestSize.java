package dev.crossregion.bedrock.quota;

/**
 * How large a request is, as far as can be seen cheaply.
 *
 * @param characters characters of text in the input, not negative
 * @param maxTokens the most tokens that the answer may have, not negative, or
 * {@link #NOT_STATED} when the request leaves that to the model
 * @since 0.1.0
 */
public record RequestSize(long characters, long maxTokens) {

	/**
	 * The value of {@code maxTokens} when the request sets no maximum. Bedrock reserves
	 * the maximum of the model then.
	 */
	public static final long NOT_STATED = -1;

	/**
	 * A request of unknown size.
	 */
	public static final RequestSize UNKNOWN = new RequestSize(0, NOT_STATED);

	/**
	 * Create a size.
	 * @throws IllegalArgumentException if a number is negative
	 */
	public RequestSize {
		if (characters < 0 || maxTokens < NOT_STATED) {
			throw new IllegalArgumentException(
					"A request cannot have " + characters + " characters and ask for " + maxTokens + " tokens");
		}
	}

	/**
	 * The size of the request when it is sent to a model.
	 * @param maxOutputTokens the maximum output of the model, used where the request sets
	 * none
	 * @return a size with a maximum
	 */
	public RequestSize withMaximumOf(long maxOutputTokens) {
		return (this.maxTokens != NOT_STATED) ? this : new RequestSize(this.characters, maxOutputTokens);
	}

}
