package dev.crossregion.bedrock.benchmarks.measure;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Tells whoever waits what is being done.
 *
 * @since 0.1.0
 */
public final class Progress {

	private Progress() {
	}

	/**
	 * Print a line with the time.
	 * @param format what is being done, as for {@link String#format}
	 * @param arguments its arguments
	 */
	public static void say(String format, Object... arguments) {
		System.out.println(
				LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + String.format(Locale.ROOT, format, arguments));
	}

}
