package dev.crossregion.bedrock.benchmarks.load;

import java.util.SplittableRandom;

/**
 * Prompts of different lengths, the same for the same seed. Lengths are spread evenly
 * over any few of them, so that what calls cost on average does not depend on how many
 * there are.
 *
 * @since 0.1.0
 */
public final class Prompts {

	private static final int SHORTEST = 40;

	private static final int LONGEST = 400;

	/** Its multiples, without what is before the point, fill the unit interval evenly. */
	private static final double GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

	private final double offset;

	/**
	 * Prepare prompts.
	 * @param seed decides their lengths
	 */
	public Prompts(long seed) {
		this.offset = new SplittableRandom(seed).nextDouble();
	}

	/**
	 * A prompt.
	 * @param number its number
	 * @return its text
	 */
	public String prompt(int number) {
		double place = (this.offset + number * GOLDEN_RATIO) % 1;
		int length = SHORTEST + (int) (place * (LONGEST - SHORTEST + 1));
		StringBuilder text = new StringBuilder("Question ").append(number).append(':');
		while (text.length() < length) {
			text.append(" word");
		}
		return text.substring(0, length);
	}

}
