package dev.crossregion.bedrock.autoconfigure.sharedquotas;

import java.util.List;

/**
 * Quotas cannot be shared, because libraries or beans are missing.
 *
 * @since 0.1.0
 */
public final class SharedQuotasUnavailableException extends RuntimeException {

	/** The version of Bucket4j to add. A test compares it with that of the build. */
	static final String BUCKET4J_VERSION = "8.19.0";

	private static final long serialVersionUID = 1L;

	private final String missing;

	private final List<String> artifacts;

	private final String instructions;

	/**
	 * Create the exception.
	 * @param missing what is missing, a sentence without its period
	 * @param artifacts the artifacts to add, as {@code group:artifact:version}, without a
	 * version where Spring Boot manages it
	 * @param instructions further instructions, whole sentences
	 */
	SharedQuotasUnavailableException(String missing, List<String> artifacts, String instructions) {
		super("Quotas cannot be shared: " + missing);
		this.missing = missing;
		this.artifacts = List.copyOf(artifacts);
		this.instructions = instructions;
	}

	String getMissing() {
		return this.missing;
	}

	List<String> getArtifacts() {
		return this.artifacts;
	}

	String getInstructions() {
		return this.instructions;
	}

}
