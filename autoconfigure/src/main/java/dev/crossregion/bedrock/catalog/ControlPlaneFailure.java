package dev.crossregion.bedrock.catalog;

import java.net.URI;
import java.util.Locale;

import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.client.failure.FailureReason;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * Why the Bedrock control plane of a source Region could not be read.
 *
 * @param sourceRegion the source Region
 * @param kind what went wrong
 * @param operation the operation that failed, such as {@code ListInferenceProfiles}
 * @param reason a more precise description of the kind in fixed words, such as
 * {@code connection refused}
 * @param message the message of AWS, the SDK or the network; may contain an account ID
 * @since 0.1.0
 */
public record ControlPlaneFailure(RegionCode sourceRegion, Kind kind, String operation, String reason, String message) {

	static ControlPlaneFailure of(RegionCode sourceRegion, String operation, Throwable failure,
			@Nullable URI endpoint) {
		Throwable cause = FailureClassifier.unwrap(failure);
		String message = (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getName();
		Kind kind = kind(cause);
		return new ControlPlaneFailure(sourceRegion, kind, operation, reason(kind, cause),
				message.replaceAll("\\s+", " ") + ((endpoint != null) ? " (asked at " + endpoint + ")" : ""));
	}

	private static Kind kind(Throwable cause) {
		return switch (FailureClassifier.classify(cause)) {
			case DENIED -> (FailureReason.isOfIntermediary(cause)) ? Kind.UNREACHABLE : Kind.DENIED;
			case ACCOUNT, GUARDRAIL -> Kind.DENIED;
			case CREDENTIALS_UNAVAILABLE -> Kind.NO_CREDENTIALS;
			case CREDENTIALS_REFUSED, CREDENTIALS_EXPIRED, API_KEY_REFUSED, CLOCK -> Kind.CREDENTIALS_REFUSED;
			case THROTTLED, THROTTLED_REQUESTS, DAILY_QUOTA_EXHAUSTED -> Kind.THROTTLED;
			// The interrupt that ends a look-up is classified as CANCELLED.
			case TIMEOUT, MODEL_TIMEOUT, ATTEMPT_TIMEOUT, CANCELLED -> Kind.TIMED_OUT;
			case UNAVAILABLE, NOT_READY, MODEL_ERROR -> Kind.UNAVAILABLE;
			case CONNECTION -> Kind.UNREACHABLE;
			case FAULTY -> kindOfFault(cause);
			case INVALID, CLIENT -> Kind.NONSENSE;
		};
	}

	private static Kind kindOfFault(Throwable cause) {
		if (cause instanceof AwsServiceException) {
			return Kind.UNAVAILABLE;
		}
		return (FailureClassifier.isUnreadable(cause)) ? Kind.NONSENSE : Kind.UNREACHABLE;
	}

	// Exceptions from outside the SDK mean that a response could not be read. A call is
	// aborted only when the timeout of the look-up has expired.
	private static String reason(Kind kind, Throwable cause) {
		if (kind == Kind.NONSENSE && !(cause instanceof AwsServiceException)) {
			return FailureReason.UNREADABLE;
		}
		return (cause instanceof AbortedException) ? FailureReason.TIMED_OUT : FailureReason.of(cause);
	}

	/**
	 * The kind and, where it says more, the reason.
	 * @return words such as {@code unreachable, connection refused}
	 */
	public String what() {
		String kind = this.kind.value();
		return (this.reason.replace(' ', '-').equals(kind)) ? kind : kind + ", " + this.reason;
	}

	@Override
	public String toString() {
		return this.sourceRegion + " " + what() + " (" + this.operation + ": " + this.message + ")";
	}

	/**
	 * What went wrong.
	 */
	public enum Kind {

		/** The credentials provider has no credentials. */
		NO_CREDENTIALS,

		/**
		 * The credentials or the API key are not known, have expired, or were made in
		 * another Region; or the clock of this machine is wrong.
		 */
		CREDENTIALS_REFUSED,

		/** The caller lacks the permission, or the Region is not enabled. */
		DENIED,

		/** No answer came in time. */
		TIMED_OUT,

		/** The control plane throttled the call; it has a rate limit of its own. */
		THROTTLED,

		/** No connection, or a rejection on the network path, such as by a proxy. */
		UNREACHABLE,

		/** The control plane answers with a server error. */
		UNAVAILABLE,

		/** The control plane returned an invalid response. */
		NONSENSE;

		/**
		 * What can be done about it.
		 * @return a sentence without a full stop
		 */
		public String remedy() {
			return switch (this) {
				case NO_CREDENTIALS ->
					"Give the application credentials: the AWS SDK looks in system properties, environment variables "
							+ "(AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK), the shared "
							+ "profile, and at the container and the instance; a bean of the type "
							+ "AwsCredentialsProvider comes before all of these";
				case CREDENTIALS_REFUSED ->
					"Renew the credentials or the API key, and check that the account has the source Region enabled "
							+ "and that the clock of this machine is right";
				case DENIED -> "Grant this permission to the role of the application: "
						+ LiveInferenceProfileCatalog.IAM_STATEMENT;
				case TIMED_OUT ->
					"Check that the endpoint can be reached, or give the look-up more time: catalog.timeout is for "
							+ "credentials and answers together";
				case THROTTLED -> "Ask less often, or later: the control plane has a rate limit of its own";
				case UNREACHABLE -> "Check the way to the endpoint: its name, what listens there, proxies, firewalls, "
						+ "VPC endpoints, the trust store";
				case UNAVAILABLE -> "Try again later: the endpoint answers, and has no evidence to give";
				case NONSENSE -> "Check that what answers at the endpoint is the control plane of Amazon Bedrock";
			};
		}

		/**
		 * The name as reports write it.
		 * @return the lower-case name with hyphens, such as {@code timed-out}
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
