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
 * Tells what a failure means: errors of Amazon Bedrock by {@link FailureTable}, anything
 * else by its type.
 */
public final class FailureClassifier {

	/** The parser of the SDK, under the name that the SDK gives it. */
	private static final String PARSER = "software.amazon.awssdk.thirdparty.jackson.";

	private FailureClassifier() {
	}

	public static FailureKind classify(Throwable failure) {
		Throwable cause = unwrap(failure);
		if (isOfCredentials(cause)) {
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
			return ofTheWay(cause);
		}
		return FailureKind.CLIENT;
	}

	private static FailureKind classify(AwsServiceException failure) {
		AwsErrorDetails details = failure.awsErrorDetails();
		return FailureTable.kindOf((details != null) ? Objects.requireNonNullElse(details.errorCode(), "") : "",
				failure.statusCode(), Objects.requireNonNullElse(failure.getMessage(), ""));
	}

	// Credentials may come from a service too, and its failures are not Bedrock's.
	private static boolean isOfCredentials(Throwable failure) {
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

	private static FailureKind ofTheWay(Throwable failure) {
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
			// Netty's client has it as the cause of an IOException.
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
	 * Whether an answer came that is not what Amazon Bedrock answers. What cannot be
	 * parsed is an IOException of the parser, which the asynchronous client passes on as
	 * that of a connection.
	 * @param failure the failure
	 * @return {@code true} if so
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
	 * Whether an attempt got no connection because others had them all. It never left, so
	 * it says nothing of its route, and every other route has the same pool. Only
	 * blocking clients can tell: Netty's pool fails in the same way where an endpoint
	 * accepts connections and then says nothing.
	 * @param failure the failure
	 * @return {@code true} if so
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
	 * Take off what futures wrap round a failure.
	 * @param failure the failure
	 * @return what really failed
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
	 * What a provider of credentials has thrown, without what marks it as such.
	 * @param failure the failure
	 * @return what the provider has thrown, in the SDK's exception where it is checked;
	 * any other failure as it is
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
	 * The failure as callers of the SDK expect it: a broken connection reaches them as
	 * the SDK's exception, never raw.
	 * @param failure the failure
	 * @return the failure, or the SDK's exception round it
	 */
	public static Throwable asSdkFailure(Throwable failure) {
		Throwable unwrapped = unwrap(failure);
		return (unwrapped instanceof IOException) ? SdkClientException
			.create("The connection to Amazon Bedrock broke: " + unwrapped.getMessage(), unwrapped) : unwrapped;
	}

	/**
	 * The failure of a call whose clients were closed meanwhile: that they were, unless
	 * it says itself why the call ended.
	 * @param failure the failure
	 * @return the failure, or the SDK's exception round it
	 */
	public static Throwable afterClose(Throwable failure) {
		Throwable unwrapped = unwrap(failure);
		return (saysWhy(unwrapped)) ? failure
				: SdkClientException.create("The Bedrock clients were closed before the call had ended", unwrapped);
	}

	// What was aborted need not have been interrupted by the caller.
	private static boolean saysWhy(Throwable failure) {
		return failure instanceof AwsServiceException || failure instanceof Error
				|| classify(failure).outcome() == Outcome.TIMEOUT
				|| (failure instanceof AbortedException && Thread.currentThread().isInterrupted());
	}

}
