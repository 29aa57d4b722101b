package dev.crossregion.bedrock.autoconfigure.sharedquotas;

import java.util.List;

/**
 * Quotas are to be shared, and there is nothing that keeps them.
 *
 * @since 0.1.0
 */
public final class SharedQuotasUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String missing;

	private final List<String> artifacts;

	private final String rest;

	/**
	 * Create the exception.
	 * @param missing what is missing, a sentence without its period
	 * @param artifacts the artifacts to add, as {@code group:artifact:version}, without a
	 * version where Spring Boot manages it
	 * @param rest what else there is to do, sentences
	 */
	SharedQuotasUnavailableException(String missing, List<String> artifacts, String rest) {
		super("Quotas cannot be shared: " + missing);
		this.missing = missing;
		this.artifacts = List.copyOf(artifacts);
		this.rest = rest;
	}

	String getMissing() {
		return this.missing;
	}

	List<String> getArtifacts() {
		return this.artifacts;
	}

	String getRest() {
		return this.rest;
	}

}
