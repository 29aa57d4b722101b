package dev.crossregion.bedrock.client.failure;

import org.jspecify.annotations.Nullable;
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

	/**
	 * The exception for the result of a provider.
	 * @param failure what it failed with, or {@code null} if it gave no credentials
	 * @return the exception
	 */
	public static CredentialsUnavailableException of(@Nullable Throwable failure) {
		return new CredentialsUnavailableException((failure != null) ? FailureClassifier.unwrap(failure) : missing());
	}

	/**
	 * The failure of a provider that gives no credentials.
	 * @return the failure
	 */
	public static SdkClientException missing() {
		return SdkClientException.create("The credentials provider gave no credentials, but null");
	}

}
