package dev.crossregion.bedrock.benchmarks.load;

import java.util.SplittableRandom;
import java.util.function.DoubleToIntFunction;

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

	private final DoubleToIntFunction length;

	/**
	 * Prepare prompts of 40 to 400 characters.
	 * @param seed decides their lengths
	 */
	public Prompts(long seed) {
		this(seed, (place) -> SHORTEST + (int) (place * (LONGEST - SHORTEST + 1)));
	}

	/**
	 * Prepare prompts.
	 * @param seed decides their lengths
	 * @param length the length in characters, at least 1, of the prompt at a place from 0
	 * to 1 in the order of lengths
	 */
	public Prompts(long seed, DoubleToIntFunction length) {
		this.offset = new SplittableRandom(seed).nextDouble();
		this.length = length;
	}

	/**
	 * The length of a prompt.
	 * @param number its number
	 * @return its length in characters
	 */
	public int length(int number) {
		return this.length.applyAsInt((this.offset + number * GOLDEN_RATIO) % 1);
	}

	/**
	 * A prompt.
	 * @param number its number
	 * @return its text
	 */
	public String prompt(int number) {
		int length = length(number);
		StringBuilder text = new StringBuilder("Question ").append(number).append(':');
		while (text.length() < length) {
			text.append(" word");
		}
		return text.substring(0, length);
	}

}
