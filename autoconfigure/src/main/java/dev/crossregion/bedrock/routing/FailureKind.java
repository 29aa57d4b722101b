package dev.crossregion.bedrock.routing;

/**
 * What a failed attempt means for its route and for the call.
 *
 * @since 0.1.0
 */
public enum FailureKind {

	/** The quota of the source Region is used up; it refills within the minute. */
	THROTTLED(Outcome.THROTTLED, true),

	/** The daily quota is used up. */
	THROTTLED_FOR_THE_DAY(Outcome.THROTTLED, true),

	/** No capacity, though the quota has room. */
	UNAVAILABLE(Outcome.UNAVAILABLE, true),

	/** Nothing came in time. */
	TIMEOUT(Outcome.TIMEOUT, true),

	/** A server error, a broken connection, an answer that makes no sense. */
	FAULTY(Outcome.ERROR, true),

	/** Access, a policy or the life cycle forbids this route; another may be open. */
	DENIED(Outcome.DENIED, true),

	/** The request is wrong on every route. */
	INVALID(Outcome.INVALID, false),

	/** The caller gave up. */
	CANCELLED(Outcome.CANCELLED, false),

	/** Not a failure of Bedrock or of the way to it. */
	FOREIGN(Outcome.ERROR, false);

	private final Outcome outcome;

	private final boolean movable;

	FailureKind(Outcome outcome, boolean movable) {
		this.outcome = outcome;
		this.movable = movable;
	}

	/**
	 * The failure as reports and meters name it.
	 * @return the outcome of the attempt
	 */
	public Outcome outcome() {
		return this.outcome;
	}

	/**
	 * Whether another route may be tried.
	 * @return {@code true} if the failure says nothing against the request itself
	 */
	public boolean movable() {
		return this.movable;
	}

}
