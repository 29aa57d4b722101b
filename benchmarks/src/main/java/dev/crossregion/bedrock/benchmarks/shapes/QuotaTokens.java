package dev.crossregion.bedrock.benchmarks.shapes;

/**
 * What a call takes of a quota of tokens.
 *
 * @param reserved what is taken at admission
 * @param used what remains taken at its end
 */
record QuotaTokens(long reserved, long used) {

	/** What the emulator takes for a token. */
	private static final int CHARACTERS = 4;

	/** The characters of a request around its prompt: the role. */
	private static final int AROUND_PROMPT = "user".length();

	/** The characters of an answer around the prompt that it quotes. */
	private static final int AROUND_QUOTE = "You said: . This answer comes from an emulator, so it knows nothing more about that."
		.length();

	private static final int MOST_QUOTED = 400;

	private static final int ELLIPSIS = 3;

	/** What an output token costs of the quota. */
	private static final int BURNDOWN = 5;

	/** What is reserved for an answer where the request does not say. */
	private static final int MODEL_MAXIMUM = 64_000;

	/**
	 * The size of a call to the emulator.
	 * @param characters the length of its prompt
	 * @param maxTokens the most tokens that its answer may have, or 0 for that of the
	 * model
	 * @return what it reserves and uses
	 */
	static QuotaTokens of(int characters, int maxTokens) {
		int most = (maxTokens > 0) ? maxTokens : MODEL_MAXIMUM;
		long input = tokens(AROUND_PROMPT + characters);
		int quote = (characters > MOST_QUOTED) ? MOST_QUOTED + ELLIPSIS : characters;
		long output = Math.min(tokens(AROUND_QUOTE + quote), most);
		return new QuotaTokens(input + most, input + BURNDOWN * output);
	}

	private static long tokens(int characters) {
		return (characters + CHARACTERS - 1) / CHARACTERS;
	}

}
