package dev.crossregion.bedrock.profile;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Text from outside, made fit for a message or a log: one line, and not too long.
 *
 * @since 0.1.0
 */
public final class ShownText {

	private static final int LENGTH = 120;

	/** Control and format characters (bidi controls included), and separators. */
	private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

	private ShownText() {
	}

	/**
	 * Shorten a text to 120 characters, and replace each character that would break the
	 * line or change the order of the characters around it with a question mark.
	 * @param value the text, or {@code null}
	 * @return one line, with {@code ...} at its end if something was cut off; empty for
	 * {@code null}
	 */
	public static String of(@Nullable String value) {
		if (value == null) {
			return "";
		}
		String start = (value.length() <= LENGTH) ? value : value.substring(0, LENGTH);
		String line = UNSAFE.matcher(start).replaceAll("?");
		return (value.length() <= LENGTH) ? line : line + "...";
	}

}
