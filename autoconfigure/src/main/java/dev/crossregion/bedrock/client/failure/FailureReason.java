package dev.crossregion.bedrock.client.failure;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import dev.crossregion.bedrock.routing.FailureKind;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Describes a failure in a few fixed words, for health and logs. The words do not quote
 * the message, which may contain parts of a request or an account ID.
 */
public final class FailureReason {

	/** A time-out of the connection. */
	public static final String TIMED_OUT = "timed out";

	private static final String CONNECT_TIMED_OUT = "connect timed out";

	/** An answer that could not be parsed. */
	public static final String UNREADABLE = "an answer that cannot be read";

	private static final int FIRST_ERROR_STATUS = 400;

	private FailureReason() {
	}

	/**
	 * Describe a failure.
	 * @param failure the failure
	 * @return words without a full stop
	 */
	public static String of(Throwable failure) {
		Throwable cause = FailureClassifier.unwrap(failure);
		return of(FailureClassifier.classify(cause), cause);
	}

	/**
	 * Describe a failure of a known kind.
	 * @param kind the kind of the failure
	 * @param failure the failure
	 * @return words without a full stop
	 */
	public static String of(FailureKind kind, Throwable failure) {
		return words(kind, failure) + status(failure);
	}

	private static String words(FailureKind kind, Throwable failure) {
		return switch (kind) {
			case THROTTLED -> "throttled";
			case THROTTLED_REQUESTS -> "throttled: too many requests";
			case DAILY_QUOTA_EXHAUSTED -> "throttled for the day";
			case UNAVAILABLE -> "no capacity";
			case NOT_READY -> "the model is not ready";
			case MODEL_TIMEOUT -> "the model timed out";
			case TIMEOUT -> ofTimeout(failure);
			case FAULTY -> ofFault(failure);
			case CONNECTION -> ofConnection(failure);
			case MODEL_ERROR -> "the model failed on the request";
			case DENIED -> (isOfTheWay(failure)) ? "refused by a proxy or gateway" : "no permission";
			case GUARDRAIL -> "the guardrail is missing or may not be applied";
			case CREDENTIALS_EXPIRED -> "credentials expired";
			case CREDENTIALS_REFUSED -> "credentials refused";
			case CREDENTIALS_UNAVAILABLE -> "no credentials";
			case API_KEY_REFUSED -> "API key refused";
			case CLOCK -> "the clock of this machine is wrong";
			case ACCOUNT -> "the account is refused";
			case INVALID -> "the request is refused";
			case ATTEMPT_TIMEOUT -> "the limit of the caller for an attempt is over";
			case CANCELLED -> "cancelled";
			case CLIENT -> (FailureClassifier.isPoolFull(failure)) ? "no free connection" : "the client failed";
		};
	}

	private static String ofFault(Throwable failure) {
		if (failure instanceof AwsServiceException) {
			return "server error";
		}
		boolean unreadable = FailureClassifier.isUnreadable(failure)
				|| String.valueOf(failure.getMessage()).startsWith("The answer");
		return (unreadable) ? UNREADABLE : "the client failed";
	}

	private static String status(Throwable failure) {
		if (!(failure instanceof AwsServiceException service) || service.statusCode() < FIRST_ERROR_STATUS) {
			return "";
		}
		return " (HTTP " + service.statusCode() + ((hasErrorCode(service)) ? "" : " without an AWS error code") + ")";
	}

	/**
	 * Whether an error comes from a proxy or gateway and not from Amazon Bedrock, whose
	 * errors all have a code.
	 * @param failure the failure
	 * @return {@code true} for an HTTP error without an AWS error code
	 */
	public static boolean isOfTheWay(Throwable failure) {
		return failure instanceof AwsServiceException service && !hasErrorCode(service);
	}

	private static boolean hasErrorCode(AwsServiceException failure) {
		AwsErrorDetails details = failure.awsErrorDetails();
		return details != null && !Objects.requireNonNullElse(details.errorCode(), "").isEmpty();
	}

	private static String ofTimeout(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
			// The blocking client of the control plane throws the same exception for
			// connect and read timeouts.
			if (cause instanceof SocketTimeoutException && message.startsWith("connect")) {
				return CONNECT_TIMED_OUT;
			}
			// Netty's pool also throws it after a failed TLS handshake, and when it loses
			// the error of a refused connection.
			if (cause instanceof TimeoutException && message.startsWith("acquire")) {
				return "no connection in time";
			}
		}
		return TIMED_OUT;
	}

	private static String ofConnection(Throwable failure) {
		if (failure instanceof AwsServiceException) {
			return "the proxy refuses";
		}
		String words = "the connection broke";
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof CertificateException) {
				return "TLS: the certificate is not trusted";
			}
			if (cause instanceof SSLException) {
				words = "TLS failed";
			}
			else if (cause instanceof UnknownHostException) {
				return "unknown host";
			}
			else if (cause instanceof NoRouteToHostException) {
				return "no route to the host";
			}
			else if (isConnectTimeout(cause)) {
				return CONNECT_TIMED_OUT;
			}
			else if (cause instanceof ConnectException) {
				words = "connection refused";
			}
			else if (cause instanceof IOException && isProxyFailure(cause)) {
				return "the proxy refuses";
			}
		}
		return words;
	}

	private static boolean isConnectTimeout(Throwable cause) {
		return cause instanceof io.netty.channel.ConnectTimeoutException
				|| cause instanceof org.apache.hc.client5.http.ConnectTimeoutException;
	}

	// Neither HTTP client has an accessible exception type for failures of a proxy.
	private static boolean isProxyFailure(Throwable cause) {
		String message = String.valueOf(cause.getMessage());
		return message.startsWith("Could not connect to proxy") || message.startsWith("The proxy channel")
				|| message.startsWith("Unable to send CONNECT request to proxy")
				|| message.startsWith("CONNECT refused by proxy");
	}

}
