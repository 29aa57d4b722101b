package dev.crossregion.bedrock.client;

import java.util.Locale;

import dev.crossregion.bedrock.profile.RegionCode;

/**
 * Why the Bedrock control plane of a source Region could not be read.
 *
 * @param sourceRegion the source Region
 * @param kind what went wrong
 * @param operation the operation that failed, such as {@code ListInferenceProfiles}
 * @param message what AWS, the SDK or the network said
 * @since 0.1.0
 */
public record ControlPlaneFailure(RegionCode sourceRegion, Kind kind, String operation, String message) {

	static ControlPlaneFailure of(RegionCode sourceRegion, String operation, Throwable failure) {
		Throwable cause = FailureClassifier.unwrap(failure);
		String message = (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getName();
		return new ControlPlaneFailure(sourceRegion, kind(cause), operation, message.replaceAll("\\s+", " "));
	}

	private static Kind kind(Throwable cause) {
		return switch (FailureClassifier.classify(cause)) {
			case DENIED, ACCOUNT, GUARDRAIL, CREDENTIALS_REFUSED, CREDENTIALS_EXPIRED, API_KEY_REFUSED -> Kind.DENIED;
			case THROTTLED, THROTTLED_REQUESTS, THROTTLED_FOR_THE_DAY -> Kind.THROTTLED;
			// The SDK's answer to the interrupt that ends a look-up.
			case TIMEOUT, MODEL_TIMEOUT, ATTEMPT_LIMIT, CANCELLED -> Kind.TIMED_OUT;
			case UNAVAILABLE, NOT_READY, CONNECTION, CLOCK, CREDENTIALS_UNAVAILABLE, MODEL_ERROR -> Kind.UNREACHABLE;
			// The SDK has no type of its own for an answer that is not JSON.
			case FAULTY -> (String.valueOf(cause.getMessage()).startsWith("Unable to unmarshall response"))
					? Kind.NONSENSE : Kind.UNREACHABLE;
			case INVALID, FOREIGN -> Kind.NONSENSE;
		};
	}

	@Override
	public String toString() {
		return this.sourceRegion + " " + this.kind.value() + " (" + this.operation + ": " + this.message + ")";
	}

	/**
	 * What went wrong.
	 */
	public enum Kind {

		/** The caller lacks the permission, or the Region is not enabled (HTTP 403). */
		DENIED,

		/** No answer came in time. */
		TIMED_OUT,

		/** The control plane has its own rate limit, and it was hit. */
		THROTTLED,

		/** No connection, no credentials, or a server error. */
		UNREACHABLE,

		/** An answer that cannot be understood. */
		NONSENSE;

		/**
		 * The name as reports write it.
		 * @return the lower-case name with hyphens, such as {@code timed-out}
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
