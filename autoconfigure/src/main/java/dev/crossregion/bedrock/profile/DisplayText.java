package dev.crossregion.bedrock.profile;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Text from outside, made fit for a message, a log or health: one line, not too long, and
 * without the number of an AWS account.
 *
 * @since 0.1.0
 */
public final class DisplayText {

	private static final int LENGTH = 120;

	/** Control and format characters (bidi controls included), and separators. */
	private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

	/** Account numbers have twelve digits. */
	private static final Pattern ACCOUNT = Pattern.compile("(?<!\\w)[0-9]{12}(?!\\w)");

	/** The placeholder that policy texts have for an account. */
	private static final String MASKED_ACCOUNT = "\\${AccountId}";

	private DisplayText() {
	}

	/**
	 * Shorten a text to 120 characters, with all that {@link #line} does.
	 * @param value the text, or {@code null}
	 * @return one line, with {@code ...} at its end if something was cut off; empty for
	 * {@code null}
	 */
	public static String of(@Nullable String value) {
		if (value == null) {
			return "";
		}
		// Masked before it is cut, so that no part of a number is left over. The cut may
		// leave half of a character.
		String line = line((value.length() <= LENGTH * 2) ? value : value.substring(0, LENGTH * 2));
		return (line.length() <= LENGTH) ? line : line(line.substring(0, LENGTH)) + "...";
	}

	/**
	 * Replace each character that would break the line, or change the order of the
	 * characters around it, with a question mark, and mask the numbers of accounts.
	 * @param text the text
	 * @return one line of any length
	 */
	public static String line(String text) {
		return withoutAccounts(oneLine(text));
	}

	/**
	 * The same for texts that may name an account, such as what Amazon Bedrock answers to
	 * the caller.
	 * @param text the text
	 * @return one line of any length
	 */
	public static String oneLine(String text) {
		return UNSAFE.matcher(text).replaceAll("?");
	}

	/**
	 * Mask the numbers of AWS accounts, as in ARNs.
	 * @param text the text
	 * @return the text with <code>${AccountId}</code> in place of each number
	 */
	public static String withoutAccounts(String text) {
		return ACCOUNT.matcher(text).replaceAll(MASKED_ACCOUNT);
	}

}
