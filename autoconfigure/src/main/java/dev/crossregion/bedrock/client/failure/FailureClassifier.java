package dev.crossregion.bedrock.client.failure;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.Outcome;
import io.netty.handler.timeout.TimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Classifies failures: errors of Amazon Bedrock by {@link FailureTable}, all others by
 * their type.
 */
public final class FailureClassifier {

	/** The package to which the SDK relocates its JSON parser. */
	private static final String PARSER_PACKAGE = "software.amazon.awssdk.thirdparty.jackson.";

	private FailureClassifier() {
	}

	public static FailureKind classify(Throwable failure) {
		Throwable cause = unwrap(failure);
		if (isCredentialsFailure(cause)) {
			return FailureKind.CREDENTIALS_UNAVAILABLE;
		}
		if (cause instanceof AwsServiceException service) {
			return classify(service);
		}
		if (cause instanceof ApiCallAttemptTimeoutException) {
			return FailureKind.ATTEMPT_TIMEOUT;
		}
		if (cause instanceof ApiCallTimeoutException) {
			return FailureKind.TIMEOUT;
		}
		if (cause instanceof AbortedException || cause instanceof CancellationException) {
			return FailureKind.CANCELLED;
		}
		if (isPoolFull(cause)) {
			return FailureKind.CLIENT;
		}
		if (cause instanceof SdkException || cause instanceof IOException) {
			return classifyTransport(cause);
		}
		return FailureKind.CLIENT;
	}

	private static FailureKind classify(AwsServiceException failure) {
		AwsErrorDetails details = failure.awsErrorDetails();
		return FailureTable.kindOf((details != null) ? Objects.requireNonNullElse(details.errorCode(), "") : "",
				failure.statusCode(), Objects.requireNonNullElse(failure.getMessage(), ""));
	}

	// Credentials may come from a service too, whose errors are not those of Bedrock.
	private static boolean isCredentialsFailure(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof CredentialsUnavailableException) {
				return true;
			}
		}
		return failure instanceof AwsServiceException service && isOfAnotherService(service);
	}

	// Errors in the middle of a stream have the name of the service in lower case.
	private static boolean isOfAnotherService(AwsServiceException failure) {
		String service = (failure.awsErrorDetails() != null) ? failure.awsErrorDetails().serviceName() : null;
		return service != null && !service.toLowerCase(Locale.ROOT).startsWith("bedrock");
	}

	private static FailureKind classifyTransport(Throwable failure) {
		String message = Objects.requireNonNullElse(failure.getMessage(), "");
		if (message.startsWith("Invalid Configuration")) {
			return FailureKind.CLIENT;
		}
		if (isUnreadable(failure)) {
			return FailureKind.FAULTY;
		}
		FailureKind kind = FailureKind.FAULTY;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ConnectException
					|| cause instanceof org.apache.hc.client5.http.ConnectTimeoutException) {
				return FailureKind.CONNECTION;
			}
			// Netty's client wraps its timeout in an IOException.
			if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException
					|| cause instanceof java.util.concurrent.TimeoutException) {
				return FailureKind.TIMEOUT;
			}
			if (cause instanceof InterruptedIOException) {
				return FailureKind.CONNECTION;
			}
			kind = (cause instanceof IOException) ? FailureKind.CONNECTION : kind;
		}
		return kind;
	}

	/**
	 * Whether a response arrived that could not be parsed. The parser throws an
	 * IOException, which the asynchronous client reports like that of a broken
	 * connection.
	 * @param failure the failure
	 * @return {@code true} if the response is unreadable
	 */
	public static boolean isUnreadable(Throwable failure) {
		if (String.valueOf(failure.getMessage()).startsWith("Unable to unmarshall")) {
			return true;
		}
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause.getClass().getName().startsWith(PARSER_PACKAGE)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether an attempt got no connection because the pool was exhausted. Its request
	 * was not sent, so the route is not at fault, and all other routes share the pool.
	 * Detected for blocking clients only: Netty's pool fails in the same way when an
	 * endpoint accepts connections and does not respond.
	 * @param failure the failure
	 * @return {@code true} if the pool had no free connection
	 */
	public static boolean isPoolFull(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ConnectionRequestTimeoutException) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Remove the exceptions that futures wrap around a failure.
	 * @param failure the failure
	 * @return the original failure
	 */
	public static Throwable unwrap(Throwable failure) {
		Throwable unwrapped = failure;
		while ((unwrapped instanceof CompletionException || unwrapped instanceof ExecutionException)
				&& unwrapped.getCause() != null) {
			unwrapped = unwrapped.getCause();
		}
		return unwrapped;
	}

	/**
	 * The exception of a credentials provider, without its mark.
	 * @param failure the failure
	 * @return the exception of the provider, wrapped in one of the SDK if it is checked;
	 * any other failure unchanged
	 */
	public static Throwable withoutMark(Throwable failure) {
		Throwable unwrapped = unwrap(failure);
		for (Throwable cause = unwrapped; cause != null; cause = cause.getCause()) {
			if (cause instanceof CredentialsUnavailableException marked) {
				Throwable original = Objects.requireNonNull(marked.getCause());
				return (original instanceof RuntimeException || original instanceof Error) ? original
						: SdkClientException.create(String.valueOf(original.getMessage()), original);
			}
		}
		return failure;
	}

	/**
	 * Convert a failure to a type that callers of the SDK expect: an IOException of a
	 * broken connection is wrapped in an exception of the SDK.
	 * @param failure the failure
	 * @return the failure, or the exception of the SDK that wraps it
	 */
	public static Throwable asSdkFailure(Throwable failure) {
		Throwable unwrapped = unwrap(failure);
		return (unwrapped instanceof IOException) ? SdkClientException
			.create("The connection to Amazon Bedrock broke: " + unwrapped.getMessage(), unwrapped) : unwrapped;
	}

	/**
	 * The failure of a call whose clients were closed before its end. It reports the
	 * close, unless the failure itself explains the end of the call.
	 * @param failure the failure
	 * @return the failure, or the exception of the SDK that wraps it
	 */
	public static Throwable afterClose(Throwable failure) {
		Throwable unwrapped = unwrap(failure);
		return (explainsEnd(unwrapped)) ? failure
				: SdkClientException.create("The Bedrock clients were closed before the call had ended", unwrapped);
	}

	// The close aborts calls too; the caller has done so only if the thread is
	// interrupted.
	private static boolean explainsEnd(Throwable failure) {
		return failure instanceof AwsServiceException || failure instanceof Error
				|| classify(failure).outcome() == Outcome.TIMEOUT
				|| (failure instanceof AbortedException && Thread.currentThread().isInterrupted());
	}

}
