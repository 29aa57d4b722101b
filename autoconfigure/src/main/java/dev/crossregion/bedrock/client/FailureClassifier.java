package dev.crossregion.bedrock.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import dev.crossregion.bedrock.routing.FailureKind;
import io.netty.channel.ConnectTimeoutException;
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
final class FailureClassifier {

	private FailureClassifier() {
	}

	static FailureKind classify(Throwable failure) {
		Throwable cause = unwrap(failure);
		if (cause instanceof AwsServiceException service) {
			return classify(service);
		}
		if (cause instanceof ApiCallTimeoutException || cause instanceof ApiCallAttemptTimeoutException) {
			return FailureKind.TIMEOUT;
		}
		if (cause instanceof AbortedException || cause instanceof CancellationException) {
			return FailureKind.CANCELLED;
		}
		if (isPoolFull(cause) || isWrapped(cause)) {
			return FailureKind.FOREIGN;
		}
		if (cause instanceof SdkException || cause instanceof IOException) {
			return (isTimeout(cause)) ? FailureKind.TIMEOUT : FailureKind.FAULTY;
		}
		return FailureKind.FOREIGN;
	}

	private static FailureKind classify(AwsServiceException failure) {
		if (isOfAnotherService(failure)) {
			return FailureKind.FAULTY;
		}
		AwsErrorDetails details = failure.awsErrorDetails();
		return FailureTable.kindOf((details != null) ? Objects.requireNonNullElse(details.errorCode(), "") : "",
				failure.statusCode(), Objects.requireNonNullElse(failure.getMessage(), ""));
	}

	// What a credentials provider throws reaches the caller inside an SdkClientException
	// (the asynchronous client does so since SDK 2.47), with the message that it had.
	// What fails on the way to the service has a message of the SDK's own.
	private static boolean isWrapped(Throwable failure) {
		Throwable cause = failure.getCause();
		return failure.getClass() == SdkClientException.class && cause != null && !(cause instanceof SdkException)
				&& !(cause instanceof IOException) && Objects.equals(failure.getMessage(), cause.getMessage());
	}

	// Credentials may come from a service too, and its throttling is not Bedrock's.
	// Errors in the middle of a stream have its name in lower case.
	private static boolean isOfAnotherService(AwsServiceException failure) {
		String service = (failure.awsErrorDetails() != null) ? failure.awsErrorDetails().serviceName() : null;
		return service != null && !service.toLowerCase(Locale.ROOT).startsWith("bedrock");
	}

	/**
	 * Whether an attempt got no connection because others had them all. It never left, so
	 * it says nothing of its route, and every other route has the same pool. Only
	 * blocking clients can tell: Netty's pool fails in the same way where an endpoint
	 * accepts connections and then says nothing.
	 * @param failure the failure
	 * @return {@code true} if so
	 */
	static boolean isPoolFull(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ConnectionRequestTimeoutException) {
				return true;
			}
		}
		return false;
	}

	private static boolean isTimeout(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException
					|| cause instanceof ConnectTimeoutException
					|| cause instanceof java.util.concurrent.TimeoutException) {
				return true;
			}
			if (cause instanceof InterruptedIOException) {
				return false;
			}
		}
		return false;
	}

	/**
	 * Take off what futures wrap round a failure.
	 * @param failure the failure
	 * @return what really failed
	 */
	static Throwable unwrap(Throwable failure) {
		Throwable unwrapped = failure;
		while ((unwrapped instanceof CompletionException || unwrapped instanceof ExecutionException)
				&& unwrapped.getCause() != null) {
			unwrapped = unwrapped.getCause();
		}
		return unwrapped;
	}

	/**
	 * The failure as callers of the SDK expect it: a broken connection reaches them as
	 * the SDK's exception, never raw.
	 * @param failure the failure
	 * @return the failure, or the SDK's exception round it
	 */
	static Throwable asSdkFailure(Throwable failure) {
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
	static Throwable afterClose(Throwable failure) {
		Throwable unwrapped = unwrap(failure);
		return (saysWhy(unwrapped)) ? failure
				: SdkClientException.create("The Bedrock clients were closed before the call had ended", unwrapped);
	}

	// What was aborted need not have been interrupted by the caller.
	private static boolean saysWhy(Throwable failure) {
		return failure instanceof AwsServiceException || failure instanceof Error
				|| classify(failure) == FailureKind.TIMEOUT
				|| (failure instanceof AbortedException && Thread.currentThread().isInterrupted());
	}

}
