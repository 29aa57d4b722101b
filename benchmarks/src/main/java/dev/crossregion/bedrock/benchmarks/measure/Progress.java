package dev.crossregion.bedrock.benchmarks.measure;

import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Prints the progress of a run.
 *
 * @since 0.1.0
 */
public final class Progress {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

	private Progress() {
	}

	/**
	 * Print a line with the time.
	 * @param format the message, as for {@link String#format}
	 * @param arguments its arguments
	 */
	public static void log(String format, Object... arguments) {
		System.out.println(TIME.format(LocalTime.now()) + " " + String.format(Locale.ROOT, format, arguments));
	}

}
