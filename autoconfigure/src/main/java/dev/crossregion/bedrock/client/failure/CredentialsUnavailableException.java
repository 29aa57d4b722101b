package dev.crossregion.bedrock.client.failure;

import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Marks an exception of a credentials provider, so that it is not classified as a failure
 * of Amazon Bedrock or of the connection to it. Callers get the cause.
 */
public final class CredentialsUnavailableException extends SdkClientException {

	private static final long serialVersionUID = 1L;

	public CredentialsUnavailableException(Throwable cause) {
		super(SdkClientException.builder().message(cause.getMessage()).cause(cause));
	}

}
