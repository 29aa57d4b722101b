package dev.crossregion.bedrock.emulator.model;

import java.util.Optional;

/**
 * The parts of an ARN.
 * <p>
 * Internal: public only for the other packages of the emulator.
 *
 * @param partition such as {@code aws}
 * @param service such as {@code bedrock}
 * @param region the Region, which may be empty
 * @param account the account, which may be empty
 * @param resource the resource, with its type, a slash and its ID
 */
public record Arn(String partition, String service, String region, String account, String resource) {

	private static final int FIELDS = 6;

	/**
	 * Parse an ARN.
	 * @param text any text
	 * @return the parts, or empty if the text is no ARN of a resource with a type and an
	 * ID
	 */
	public static Optional<Arn> parse(String text) {
		String[] fields = text.split(":", FIELDS);
		if (fields.length < FIELDS || !fields[0].equals("arn") || fields[1].isEmpty() || fields[2].isEmpty()) {
			return Optional.empty();
		}
		int slash = fields[5].indexOf('/');
		if (slash < 1 || slash == fields[5].length() - 1) {
			return Optional.empty();
		}
		return Optional.of(new Arn(fields[1], fields[2], fields[3], fields[4], fields[5]));
	}

	public static boolean isArn(String text) {
		return text.startsWith("arn:");
	}

	/**
	 * The type of the resource.
	 * @return the type, such as {@code inference-profile}
	 */
	public String type() {
		return this.resource.substring(0, this.resource.indexOf('/'));
	}

	/**
	 * The ID of the resource.
	 * @return the text after the type
	 */
	public String id() {
		return this.resource.substring(this.resource.indexOf('/') + 1);
	}

}
