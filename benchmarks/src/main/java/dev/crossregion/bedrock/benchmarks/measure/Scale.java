package dev.crossregion.bedrock.benchmarks.measure;

import java.util.Map;

/**
 * The scale of a run. The system property {@code benchmark.scale} reduces every count for
 * a trial run, which shows that a scenario works, but whose figures meet no target.
 *
 * @since 0.1.0
 */
public final class Scale {

	/** The system property, a number above 0, and 1 for the whole scenario. */
	public static final String PROPERTY = "benchmark.scale";

	private static final double SCALE = Double.parseDouble(System.getProperty(PROPERTY, "1"));

	private Scale() {
	}

	/**
	 * Scale a count.
	 * @param count the count of the whole scenario
	 * @param atLeast the minimum that a figure needs
	 * @return the scaled number
	 */
	public static int of(int count, int atLeast) {
		return (int) Math.max(atLeast, Math.round(count * SCALE));
	}

	/**
	 * Whether less than the whole scenario is run.
	 * @return {@code true} for a trial run
	 */
	public static boolean isReduced() {
		return SCALE < 1;
	}

	/**
	 * Add the scale to the settings of a trial run.
	 * @param settings the settings
	 */
	public static void mark(Map<String, String> settings) {
		if (isReduced()) {
			settings.put("scale", SCALE + " (a trial run: no figure counts as met)");
		}
	}

}
