package dev.crossregion.bedrock.emulator;

import java.util.Optional;

/**
 * The parts of an ARN.
 *
 * @param partition such as {@code aws}
 * @param service such as {@code bedrock}
 * @param region the Region, which may be empty
 * @param account the account, which may be empty
 * @param type the type of the resource, such as {@code inference-profile}
 * @param id what follows the type
 */
record Arn(String partition, String service, String region, String account, String type, String id) {

	private static final int FIELDS = 6;

	/**
	 * Take a text apart.
	 * @param text any text
	 * @return its parts, or empty if it is no ARN of a resource with a type and an ID
	 */
	static Optional<Arn> parse(String text) {
		String[] fields = text.split(":", FIELDS);
		if (fields.length < FIELDS || !fields[0].equals("arn") || fields[1].isEmpty() || fields[2].isEmpty()) {
			return Optional.empty();
		}
		int slash = fields[5].indexOf('/');
		if (slash < 1 || slash == fields[5].length() - 1) {
			return Optional.empty();
		}
		return Optional.of(new Arn(fields[1], fields[2], fields[3], fields[4], fields[5].substring(0, slash),
				fields[5].substring(slash + 1)));
	}

	static boolean isArn(String text) {
		return text.startsWith("arn:");
	}

}
