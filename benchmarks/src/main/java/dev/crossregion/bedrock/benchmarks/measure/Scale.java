package dev.crossregion.bedrock.benchmarks.measure;

import java.util.Map;

/**
 * How much of a scenario is run. The system property {@code benchmark.scale} makes every
 * count smaller, to see that a scenario works; what such a run finds proves nothing, and
 * meets no target.
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
	 * How many of something to do.
	 * @param count how many the whole scenario does
	 * @param atLeast how many there have to be for a figure to exist
	 * @return the scaled number
	 */
	public static int of(int count, int atLeast) {
		return (int) Math.max(atLeast, Math.round(count * SCALE));
	}

	/**
	 * Whether less than the whole scenario is run.
	 * @return {@code true} if so
	 */
	public static boolean isReduced() {
		return SCALE < 1;
	}

	/**
	 * Mark the settings of a scenario that is not run as a whole.
	 * @param settings the settings, which get one more
	 */
	public static void mark(Map<String, String> settings) {
		if (isReduced()) {
			settings.put("scale", SCALE + " (a trial run: no figure counts as met)");
		}
	}

}
