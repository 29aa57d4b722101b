package dev.crossregion.bedrock.benchmarks.measure;

/**
 * The target of a figure.
 *
 * @param comparison the side of the bound
 * @param bound the bound, which meets the target
 * @since 0.1.0
 */
public record Target(Comparison comparison, double bound) {

	boolean isMetBy(double value) {
		return (this.comparison == Comparison.AT_MOST) ? value <= this.bound : value >= this.bound;
	}

	@Override
	public String toString() {
		return this.comparison.sign + " " + Figures.show(this.bound);
	}

	/**
	 * A side of a bound.
	 */
	public enum Comparison {

		/** The bound or less. */
		AT_MOST("≤"),

		/** The bound or more. */
		AT_LEAST("≥");

		private final String sign;

		Comparison(String sign) {
			this.sign = sign;
		}

	}

}
