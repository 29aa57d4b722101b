package dev.crossregion.bedrock.profile;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Sanitizes external text for messages, logs and health: one line of limited length,
 * without AWS account IDs.
 *
 * @since 0.1.0
 */
public final class DisplayText {

	private static final int MAX_LENGTH = 120;

	/** Control and format characters (bidi controls included), and separators. */
	private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

	private static final int ACCOUNT_DIGITS = 12;

	private static final Pattern ACCOUNT = Pattern.compile("(?<!\\w)[0-9]{" + ACCOUNT_DIGITS + "}(?!\\w)");

	/** The placeholder for an account, as in IAM policies. */
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
		// Masked before truncation, so that no part of an account ID remains. Truncation
		// may split a surrogate pair, hence the second pass.
		String line = line((value.length() <= MAX_LENGTH * 2) ? value : value.substring(0, MAX_LENGTH * 2));
		return (line.length() <= MAX_LENGTH) ? line : line(line.substring(0, MAX_LENGTH)) + "...";
	}

	/**
	 * Replace each character that would break the line, or change the order of the
	 * characters around it, with a question mark, and mask the numbers of accounts.
	 * @param text the text
	 * @return one line of any length
	 */
	public static String line(String text) {
		return (isPlain(text)) ? text : withoutAccounts(oneLine(text));
	}

	// Every call has the names of its model and its profile checked; most are plain.
	private static boolean isPlain(String text) {
		for (int index = 0; index < text.length(); index++) {
			char character = text.charAt(index);
			if (character < ' ' || character > '~') {
				return false;
			}
		}
		return !mayNameAccount(text);
	}

	private static boolean mayNameAccount(String text) {
		int digits = 0;
		for (int index = 0; index < text.length(); index++) {
			char character = text.charAt(index);
			digits = (character >= '0' && character <= '9') ? digits + 1 : 0;
			if (digits == ACCOUNT_DIGITS) {
				return true;
			}
		}
		return false;
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
		return (mayNameAccount(text)) ? ACCOUNT.matcher(text).replaceAll(MASKED_ACCOUNT) : text;
	}

}
