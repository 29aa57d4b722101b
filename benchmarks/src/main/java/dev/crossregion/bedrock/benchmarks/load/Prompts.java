package dev.crossregion.bedrock.benchmarks.load;

import java.util.SplittableRandom;
import java.util.function.DoubleToIntFunction;

/**
 * Creates prompts of different lengths, reproducibly by the seed. The lengths of any few
 * consecutive prompts are spread evenly, so that the mean cost of calls does not depend
 * on their number.
 *
 * @since 0.1.0
 */
public final class Prompts {

	private static final int MIN_LENGTH = 40;

	private static final int MAX_LENGTH = 400;

	/** The fractional parts of its multiples fill the unit interval evenly. */
	private static final double GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

	private final double offset;

	private final DoubleToIntFunction length;

	/**
	 * Create prompts of 40 to 400 characters.
	 * @param seed the seed
	 */
	public Prompts(long seed) {
		this(seed, (place) -> MIN_LENGTH + (int) (place * (MAX_LENGTH - MIN_LENGTH + 1)));
	}

	/**
	 * Create prompts.
	 * @param seed the seed
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
