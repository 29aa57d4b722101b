package dev.crossregion.bedrock.benchmarks.load;

import java.util.SplittableRandom;

/**
 * The arrival times of calls: random within a second, but with the same number in every
 * second, so that the load has the stated rate. Reproducible by the seed.
 *
 * @since 0.1.0
 */
public final class Arrivals {

	private final double rate;

	private final SplittableRandom random;

	private long second;

	/**
	 * Create arrival times.
	 * @param rate calls in a second; below 1, some seconds have none
	 * @param seed the seed
	 */
	public Arrivals(double rate, long seed) {
		this.rate = rate;
		this.random = new SplittableRandom(seed);
	}

	/**
	 * The arrival times of the next second.
	 * @return seconds since the first one began, in order
	 */
	public double[] nextSecond() {
		long from = this.second++;
		int count = (int) ((long) (this.second * this.rate) - (long) (from * this.rate));
		return this.random.doubles(count).sorted().map((moment) -> from + moment).toArray();
	}

	/**
	 * The number of seconds that were returned.
	 * @return the number
	 */
	public long seconds() {
		return this.second;
	}

}
