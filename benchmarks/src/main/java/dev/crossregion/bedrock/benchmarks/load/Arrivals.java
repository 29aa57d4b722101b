package dev.crossregion.bedrock.benchmarks.load;

import java.util.SplittableRandom;

/**
 * The moments at which calls arrive: random within a second, and the same number every
 * second, so that a load is what it is said to be. The same for the same seed.
 *
 * @since 0.1.0
 */
public final class Arrivals {

	private final double rate;

	private final SplittableRandom random;

	private long second;

	/**
	 * Prepare moments.
	 * @param rate calls in a second; below 1, some seconds have none
	 * @param seed decides the moments
	 */
	public Arrivals(double rate, long seed) {
		this.rate = rate;
		this.random = new SplittableRandom(seed);
	}

	/**
	 * The moments of the next second.
	 * @return seconds since the first one began, in order
	 */
	public double[] nextSecond() {
		long from = this.second++;
		int count = (int) ((long) (this.second * this.rate) - (long) (from * this.rate));
		return this.random.doubles(count).sorted().map((moment) -> from + moment).toArray();
	}

	/**
	 * How many seconds have been asked for.
	 * @return the number
	 */
	public long seconds() {
		return this.second;
	}

}
