package dev.crossregion.bedrock.benchmarks.load;

import java.util.SplittableRandom;

/**
 * Prompts of different lengths, the same for the same seed.
 *
 * @since 0.1.0
 */
public final class Prompts {

	private static final int SHORTEST = 40;

	private static final int LONGEST = 400;

	private final long seed;

	/**
	 * Prepare prompts.
	 * @param seed decides their lengths
	 */
	public Prompts(long seed) {
		this.seed = seed;
	}

	/**
	 * A prompt.
	 * @param number its number
	 * @return its text
	 */
	public String prompt(int number) {
		int length = new SplittableRandom(this.seed + number).nextInt(SHORTEST, LONGEST + 1);
		StringBuilder text = new StringBuilder("Question ").append(number).append(':');
		while (text.length() < length) {
			text.append(" word");
		}
		return text.substring(0, length);
	}

}
