package dev.crossregion.bedrock.emulator.payload;

/**
 * Estimates tokens: one for every four characters, and at least one. No real model counts
 * like this.
 */
final class Tokens {

	private static final int CHARACTERS_PER_TOKEN = 4;

	private Tokens() {
	}

	static long count(String text) {
		return ofCharacters(text.length());
	}

	static long ofCharacters(long characters) {
		return Math.max(1, (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN);
	}

	/**
	 * The part of a text that has a number of tokens.
	 * @param text the text
	 * @param tokens the number of tokens
	 * @return the beginning of the text
	 */
	static String truncate(String text, long tokens) {
		return text.substring(0, (int) Math.min(text.length(), tokens * CHARACTERS_PER_TOKEN));
	}

}
