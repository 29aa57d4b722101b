package dev.crossregion.bedrock.catalog;

/**
 * Thrown when Service Quotas of a source Region cannot be read.
 *
 * @since 0.1.0
 */
public final class ServiceQuotasException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ControlPlaneFailure failure;

	ServiceQuotasException(ControlPlaneFailure failure, Throwable cause) {
		super("Service Quotas could not be read: " + failure, cause);
		this.failure = failure;
	}

	/**
	 * What went wrong.
	 * @return the failure
	 */
	public ControlPlaneFailure getFailure() {
		return this.failure;
	}

}
