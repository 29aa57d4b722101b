package dev.crossregion.bedrock.emulator;

/**
 * Counts tokens plausibly: one for every four characters, and one at least. No model
 * counts like this.
 */
final class Tokens {

	private static final int CHARACTERS = 4;

	private Tokens() {
	}

	static long count(String text) {
		return Math.max(1, (text.length() + CHARACTERS - 1) / CHARACTERS);
	}

}
