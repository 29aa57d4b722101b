package dev.crossregion.bedrock.profile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Hashes texts.
 *
 * @since 0.1.0
 */
public final class Sha256 {

	private Sha256() {
	}

	/**
	 * The SHA-256 of a text in UTF-8.
	 * @param text the text
	 * @return 64 lower-case hexadecimal digits
	 */
	public static String hex(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
