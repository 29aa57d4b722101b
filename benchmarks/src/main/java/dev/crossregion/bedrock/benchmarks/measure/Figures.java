package dev.crossregion.bedrock.benchmarks.measure;

import java.util.Collection;
import java.util.Locale;

/**
 * Computes statistics, and formats figures.
 *
 * @since 0.1.0
 */
public final class Figures {

	private Figures() {
	}

	/**
	 * The median.
	 * @param values the values
	 * @return the middle value, the mean of the two middle ones, or not a number if there
	 * are no values
	 */
	public static double median(Collection<Double> values) {
		double[] sorted = sorted(values);
		if (sorted.length == 0) {
			return Double.NaN;
		}
		return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
	}

	/**
	 * The percentile of values.
	 * @param values the values
	 * @param share from 0 to 1
	 * @return one of the values, or not a number if there are none
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
	 * Format a figure with at most four significant decimals.
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
