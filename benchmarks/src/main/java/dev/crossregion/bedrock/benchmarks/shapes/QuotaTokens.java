package dev.crossregion.bedrock.benchmarks.shapes;

/**
 * The tokens of a quota that a call reserves and uses.
 *
 * @param reserved the tokens that it reserves at admission
 * @param used the tokens that it is charged at its end
 */
record QuotaTokens(long reserved, long used) {

	/** The characters that the emulator counts as a token. */
	private static final int CHARACTERS_PER_TOKEN = 4;

	/** The characters of a request around its prompt: the role. */
	private static final int AROUND_PROMPT = "user".length();

	/** The characters of an answer around the prompt that it quotes. */
	private static final int AROUND_QUOTE = "You said: . This answer comes from an emulator, so it knows nothing more about that."
		.length();

	private static final int MAX_QUOTED = 400;

	private static final int ELLIPSIS = 3;

	/** The quota tokens of an output token. */
	private static final int BURNDOWN = 5;

	/** The tokens that a request without a maximum reserves for its answer. */
	private static final int MODEL_MAXIMUM = 64_000;

	/**
	 * The tokens of a call to the emulator.
	 * @param characters the length of its prompt
	 * @param maxTokens the maximum length of its answer, or 0 for that of the model
	 * @return the tokens
	 */
	static QuotaTokens of(int characters, int maxTokens) {
		int maxOutput = (maxTokens > 0) ? maxTokens : MODEL_MAXIMUM;
		long input = tokens(AROUND_PROMPT + characters);
		int quote = (characters > MAX_QUOTED) ? MAX_QUOTED + ELLIPSIS : characters;
		long output = Math.min(tokens(AROUND_QUOTE + quote), maxOutput);
		return new QuotaTokens(input + maxOutput, input + BURNDOWN * output);
	}

	private static long tokens(int characters) {
		return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
	}

}
