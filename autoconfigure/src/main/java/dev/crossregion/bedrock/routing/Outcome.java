package dev.crossregion.bedrock.routing;

import java.util.Locale;

/**
 * How an attempt or a call ended.
 *
 * @since 0.1.0
 */
public enum Outcome {

	/** Bedrock answered. */
	SUCCESS,

	/** The quota of the source Region is used up. */
	THROTTLED,

	/** Bedrock has no capacity; the quota has room. */
	UNAVAILABLE,

	/** No response came in time. */
	TIMEOUT,

	/** Access, a policy, or the life cycle of the model forbids the call. */
	DENIED,

	/** The request itself is wrong. */
	INVALID,

	/** Anything else that failed. */
	ERROR,

	/** The caller cancelled. */
	CANCELLED;

	/**
	 * The name in reports and meters.
	 * @return the lower-case name
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	@Override
	public String toString() {
		return value();
	}

}
