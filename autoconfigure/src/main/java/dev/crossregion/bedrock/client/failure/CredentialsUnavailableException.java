package dev.crossregion.bedrock.client.failure;

import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Marks the failure of a credentials provider, so that it is not classified as a failure
 * of Amazon Bedrock or the connection. Callers get the cause.
 */
public final class CredentialsUnavailableException extends SdkClientException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create the exception.
	 * @param cause the failure of the provider
	 */
	public CredentialsUnavailableException(Throwable cause) {
		super(SdkClientException.builder().message(cause.getMessage()).cause(cause));
	}

}
