package dev.crossregion.bedrock.benchmarks.measure;

import java.util.Collection;
import java.util.Locale;

/**
 * Small statistics, and how figures are written.
 *
 * @since 0.1.0
 */
public final class Figures {

	private Figures() {
	}

	/**
	 * The median.
	 * @param values the values
	 * @return the one in the middle, the mean of both when there are two, or not a number
	 * when there are none
	 */
	public static double median(Collection<Double> values) {
		double[] sorted = sorted(values);
		if (sorted.length == 0) {
			return Double.NaN;
		}
		return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
	}

	/**
	 * The value below or at which a share of all values is.
	 * @param values the values
	 * @param share from 0 to 1
	 * @return that value, always one of them, or not a number when there are none
	 */
	public static double percentile(Collection<Double> values, double share) {
		double[] sorted = sorted(values);
		if (sorted.length == 0) {
			return Double.NaN;
		}
		int rank = (int) Math.ceil(share * sorted.length);
		return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)];
	}

	private static double[] sorted(Collection<Double> values) {
		return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
	}

	/**
	 * Write a figure with as many digits as are of use.
	 * @param value the figure
	 * @return its text
	 */
	public static String show(double value) {
		if (!Double.isFinite(value)) {
			return "none";
		}
		if (value == Math.rint(value)) {
			return String.format(Locale.ROOT, "%.0f", value);
		}
		double size = Math.abs(value);
		String format = "%.1f";
		if (size < 1) {
			format = "%.4f";
		}
		else if (size < 10) {
			format = "%.3f";
		}
		return String.format(Locale.ROOT, format, value);
	}

}
