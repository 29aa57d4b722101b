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
 * Classifies failures: an error of Amazon Bedrock by {@link FailureTable}, such as a
 * throttle (HTTP 429), any other failure by its type. The {@link FailureKind} decides
 * whether a failure is retried, and on which route.
 */
public final class FailureClassifier {

	/** The parser of the SDK, under the name that the SDK gives it. */
	private static final String PARSER = "software.amazon.awssdk.thirdparty.jackson.";

	private FailureClassifier() {
	}

	/**
	 * Classify a failure.
	 * @param failure the failure of an attempt
	 * @return the kind of the failure
	 */
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
		if (cause instanceof SdkException || isOfHttpClient(cause)) {
			return ofConnection(cause);
		}
		return FailureKind.CLIENT;
	}

	// Handlers of streams get what the HTTP client throws before the SDK wraps it:
	// checked
	// exceptions, such as those of HTTP/2, and a bare Throwable where the pool has no
	// connection.
	private static boolean isOfHttpClient(Throwable failure) {
		return !(failure instanceof RuntimeException || failure instanceof Error);
	}

	private static FailureKind classify(AwsServiceException failure) {
		AwsErrorDetails details = failure.awsErrorDetails();
		return FailureTable.kindOf((details != null) ? Objects.requireNonNullElse(details.errorCode(), "") : "",
				failure.statusCode(), Objects.requireNonNullElse(failure.getMessage(), ""));
	}

	// A provider may get credentials from another AWS service, which may fail.
	private static boolean isCredentialsFailure(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof CredentialsUnavailableException) {
				return true;
			}
		}
		return failure instanceof AwsServiceException service && isOfAnotherService(service);
	}

	// Errors within a stream have the name of the service in lower case.
	private static boolean isOfAnotherService(AwsServiceException failure) {
		String service = (failure.awsErrorDetails() != null) ? failure.awsErrorDetails().serviceName() : null;
		return service != null && !service.toLowerCase(Locale.ROOT).startsWith("bedrock");
	}

	private static FailureKind ofConnection(Throwable failure) {
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
			// With Netty's client, these are the cause of an IOException.
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
	 * Whether the answer cannot be parsed. The parser throws an IOException, which the
	 * asynchronous client does not distinguish from that of a broken connection.
	 * @param failure the failure
	 * @return {@code true} if there was an answer that cannot be parsed
	 */
	public static boolean isUnreadable(Throwable failure) {
		if (String.valueOf(failure.getMessage()).startsWith("Unable to unmarshall")) {
			return true;
		}
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause.getClass().getName().startsWith(PARSER)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether an attempt got no connection because all of the pool were in use. Nothing
	 * was sent, so the route is not at fault, and all routes share the pool. Only the
	 * blocking clients can tell: Netty's pool fails in the same way if an endpoint
	 * accepts connections without answering.
	 * @param failure the failure
	 * @return {@code true} if the pool of a blocking client was full
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
	 * Unwrap the exceptions of futures.
	 * @param failure the failure
	 * @return the cause of the outermost exceptions that a future has added
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
	 * Unwrap a failure that is marked by {@link CredentialsUnavailableException}.
	 * @param failure the failure
	 * @return the exception of the provider, wrapped in an SDK exception if it is
	 * checked; any other failure unchanged
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
	 * Convert a failure for callers of the SDK, which get what the HTTP client throws
	 * wrapped in an SDK exception.
	 * @param failure the failure
	 * @return the failure, or an SDK exception with it as cause
	 */
	public static Throwable asSdkFailure(Throwable failure) {
		Throwable unwrapped = unwrap(failure);
		return (isOfHttpClient(unwrapped)) ? SdkClientException
			.create("The connection to Amazon Bedrock broke: " + unwrapped.getMessage(), unwrapped) : unwrapped;
	}

	/**
	 * Convert the failure of a call whose clients were closed. The close is its cause,
	 * unless the failure has another known one, such as an error of Amazon Bedrock.
	 * @param failure the failure
	 * @return the failure, or an SDK exception with it as cause
	 */
	public static Throwable afterClose(Throwable failure) {
		Throwable unwrapped = unwrap(failure);
		return (hasOtherCause(unwrapped)) ? failure
				: SdkClientException.create("The Bedrock clients were closed before the call had ended", unwrapped);
	}

	// An abort is caused by the caller only if the thread was interrupted.
	private static boolean hasOtherCause(Throwable failure) {
		return failure instanceof AwsServiceException || failure instanceof Error
				|| classify(failure).outcome() == Outcome.TIMEOUT
				|| (failure instanceof AbortedException && Thread.currentThread().isInterrupted());
	}

}
