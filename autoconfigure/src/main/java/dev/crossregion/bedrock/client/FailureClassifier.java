package dev.crossregion.bedrock.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import dev.crossregion.bedrock.routing.FailureKind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.TimeoutException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Tells what a failure means: by AWS error code first, since the HTTP status alone
 * misleads, then by Bedrock's wording where one code means several things, then by
 * status. Errors in the middle of a stream carry the same names in lower camel case.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html">Troubleshooting
 * Amazon Bedrock API error codes</a>
 */
final class FailureClassifier {

	private static final Map<String, FailureKind> BY_CODE = Map.ofEntries(
			Map.entry("throttlingexception", FailureKind.THROTTLED),
			Map.entry("toomanyrequestsexception", FailureKind.THROTTLED),
			Map.entry("servicequotaexceededexception", FailureKind.THROTTLED),
			Map.entry("serviceunavailableexception", FailureKind.UNAVAILABLE),
			Map.entry("modelnotreadyexception", FailureKind.UNAVAILABLE),
			Map.entry("overloaded_error", FailureKind.UNAVAILABLE),
			Map.entry("modeltimeoutexception", FailureKind.TIMEOUT),
			Map.entry("internalserverexception", FailureKind.FAULTY),
			Map.entry("modelerrorexception", FailureKind.FAULTY),
			Map.entry("modelstreamerrorexception", FailureKind.FAULTY),
			Map.entry("accessdeniedexception", FailureKind.DENIED),
			Map.entry("unrecognizedclientexception", FailureKind.DENIED),
			Map.entry("expiredtokenexception", FailureKind.DENIED),
			Map.entry("resourcenotfoundexception", FailureKind.DENIED),
			Map.entry("validationexception", FailureKind.INVALID), Map.entry("conflictexception", FailureKind.INVALID));

	/** Bedrock says these of the route, though it calls them validation errors. */
	private static final List<String> DENIED_BY_WORDING = List.of("on-demand throughput", "model identifier is invalid",
			"unsupported countries, regions, or territories", "channel program accounts", "data retention mode");

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
		if (cause instanceof SdkException || cause instanceof IOException) {
			return (isTimeout(cause)) ? FailureKind.TIMEOUT : FailureKind.FAULTY;
		}
		return FailureKind.FOREIGN;
	}

	private static FailureKind classify(AwsServiceException failure) {
		String code = (failure.awsErrorDetails() != null && failure.awsErrorDetails().errorCode() != null)
				? failure.awsErrorDetails().errorCode().toLowerCase(Locale.ROOT) : "";
		String message = (failure.getMessage() != null) ? failure.getMessage() : "";
		if (isOfAnotherService(failure)) {
			return FailureKind.FAULTY;
		}
		FailureKind kind = BY_CODE.getOrDefault(code, byStatus(failure));
		if (kind == FailureKind.THROTTLED && message.contains("per day")) {
			return FailureKind.THROTTLED_FOR_THE_DAY;
		}
		if (kind == FailureKind.INVALID && DENIED_BY_WORDING.stream().anyMatch(message::contains)) {
			return FailureKind.DENIED;
		}
		return kind;
	}

	// Credentials may come from a service too, and its throttling is not Bedrock's. In
	// the
	// middle of a stream the SDK writes the name in lower case.
	private static boolean isOfAnotherService(AwsServiceException failure) {
		String service = (failure.awsErrorDetails() != null) ? failure.awsErrorDetails().serviceName() : null;
		return service != null && !service.toLowerCase(Locale.ROOT).startsWith("bedrock");
	}

	private static FailureKind byStatus(AwsServiceException failure) {
		int status = failure.statusCode();
		return switch (status) {
			case 401, 403, 404 -> FailureKind.DENIED;
			case 408, 504 -> FailureKind.TIMEOUT;
			case 429 -> FailureKind.THROTTLED;
			case 502, 503, 529 -> FailureKind.UNAVAILABLE;
			default -> (status >= 400 && status < 500 && status != 424) ? FailureKind.INVALID : FailureKind.FAULTY;
		};
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
