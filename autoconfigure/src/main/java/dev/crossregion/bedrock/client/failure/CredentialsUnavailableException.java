package dev.crossregion.bedrock.client.failure;

import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Marks what a provider of credentials has thrown, so that it is not taken for a failure
 * of Amazon Bedrock or of the way to it. Callers see the cause.
 */
public final class CredentialsUnavailableException extends SdkClientException {

	private static final long serialVersionUID = 1L;

	public CredentialsUnavailableException(Throwable cause) {
		super(SdkClientException.builder().message(cause.getMessage()).cause(cause));
	}

}
