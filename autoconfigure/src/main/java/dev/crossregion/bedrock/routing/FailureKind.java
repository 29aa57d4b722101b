package dev.crossregion.bedrock.routing;

/**
 * Classifies a failed attempt: what is at fault, and which remedy can help. Only the
 * state of what is at fault changes.
 *
 * @since 0.1.0
 */
public enum FailureKind {

	/** The token quota of the source Region is used up; it refills within the minute. */
	THROTTLED(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.THROTTLED),

	/**
	 * The request quota of the source Region is used up; it refills within the minute.
	 */
	THROTTLED_REQUESTS(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.THROTTLED),

	/** The daily quota is used up. */
	DAILY_QUOTA_EXHAUSTED(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME_ONCE, Outcome.THROTTLED),

	/** Bedrock has no capacity, although the quota has room. */
	UNAVAILABLE(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.UNAVAILABLE),

	/** The model is being loaded. */
	NOT_READY(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.UNAVAILABLE),

	/** Amazon Bedrock or a gateway gave up waiting for the model. */
	MODEL_TIMEOUT(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.TIMEOUT),

	/** No response came in time; the model may have been working on the request. */
	TIMEOUT(Subject.ROUTE, Remedy.ONCE_MORE, Outcome.TIMEOUT),

	/** A server error, or a response that cannot be read. */
	FAULTY(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.ERROR),

	/** The connection could not be made, or broke. */
	CONNECTION(Subject.CONNECTION, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.ERROR),

	/** The model produced an unusable answer to this request. */
	MODEL_ERROR(Subject.REQUEST, Remedy.ONCE_MORE, Outcome.ERROR),

	/**
	 * Access, a policy or the life cycle forbids this route; another one may be allowed.
	 */
	DENIED(Subject.PERMISSION, Remedy.OTHER_ROUTE, Outcome.DENIED),

	/** The guardrail of the request does not exist in the Region, or may not be used. */
	GUARDRAIL(Subject.GUARDRAIL, Remedy.OTHER_ROUTE, Outcome.DENIED),

	/** The credentials have expired. */
	CREDENTIALS_EXPIRED(Subject.CREDENTIALS, Remedy.NEW_CREDENTIALS, Outcome.DENIED),

	/** AWS does not know the credentials, or the signature does not match them. */
	CREDENTIALS_REFUSED(Subject.CREDENTIALS, Remedy.NEW_CREDENTIALS, Outcome.DENIED),

	/** The credentials provider has none. */
	CREDENTIALS_UNAVAILABLE(Subject.CREDENTIALS, Remedy.NEW_CREDENTIALS, Outcome.ERROR),

	/** AWS rejects the Bedrock API key; a short-term key is bound to one Region. */
	API_KEY_REFUSED(Subject.CREDENTIALS, Remedy.OTHER_ROUTE, Outcome.DENIED),

	/** The clock of this machine is wrong; the SDK corrects for it by the response. */
	CLOCK(Subject.CLOCK, Remedy.SAME_ROUTE_ONCE, Outcome.ERROR),

	/** AWS rejects every call of the account. */
	ACCOUNT(Subject.PERMISSION, Remedy.NONE, Outcome.DENIED),

	/** The request is wrong on every route. */
	INVALID(Subject.REQUEST, Remedy.NONE, Outcome.INVALID),

	/** The timeout that the caller set for an attempt is over. */
	ATTEMPT_TIMEOUT(Subject.CALLER, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.TIMEOUT),

	/** The caller cancelled. */
	CANCELLED(Subject.CALLER, Remedy.NONE, Outcome.CANCELLED),

	/** The client failed before the request left: its set-up, its pool, or a defect. */
	CLIENT(Subject.CLIENT, Remedy.NONE, Outcome.ERROR);

	private final Subject subject;

	private final Remedy remedy;

	private final Outcome outcome;

	FailureKind(Subject subject, Remedy remedy, Outcome outcome) {
		this.subject = subject;
		this.remedy = remedy;
		this.outcome = outcome;
	}

	/**
	 * What is at fault.
	 * @return the subject; only its state changes
	 */
	public Subject subject() {
		return this.subject;
	}

	/**
	 * What can help.
	 * @return the remedy
	 */
	public Remedy remedy() {
		return this.remedy;
	}

	/**
	 * The failure in reports and meters.
	 * @return the outcome of the attempt
	 */
	public Outcome outcome() {
		return this.outcome;
	}

	/**
	 * Whether the route can be used again as soon as the quota mirror has room, without a
	 * backoff.
	 * @return {@code true} for the quotas that refill within the minute
	 */
	public boolean refills() {
		return this == THROTTLED || this == THROTTLED_REQUESTS;
	}

	/**
	 * Whether the failure is a fault of the route.
	 * @return {@code true} if the circuit breaker of the route counts it
	 */
	public boolean isFault() {
		return switch (this) {
			case UNAVAILABLE, MODEL_TIMEOUT, TIMEOUT, FAULTY, CONNECTION -> true;
			default -> false;
		};
	}

	/**
	 * What can be at fault.
	 */
	public enum Subject {

		/** The request itself. */
		REQUEST,

		/** The caller's own limits. */
		CALLER,

		/** The credentials of the application, or of this one request. */
		CREDENTIALS,

		/** An action on a resource, or the access of the account. */
		PERMISSION,

		/** A guardrail, which exists in one Region. */
		GUARDRAIL,

		/** A source Region and a profile. */
		ROUTE,

		/** The connection to a source Region. */
		CONNECTION,

		/** The clock of this machine. */
		CLOCK,

		/** The set-up of the clients. */
		CLIENT

	}

	/**
	 * What can help.
	 */
	public enum Remedy {

		/** Nothing. */
		NONE,

		/** Another route. */
		OTHER_ROUTE,

		/**
		 * Another route, and when none is left the same one after a backoff. A quota that
		 * {@linkplain FailureKind#refills() refills} is waited for instead.
		 */
		OTHER_ROUTE_THEN_SAME,

		/** Another route, and when none is left the same one after a single backoff. */
		OTHER_ROUTE_THEN_SAME_ONCE,

		/** Another route or the same one, for one more attempt in all. */
		ONCE_MORE,

		/** The same route, once. */
		SAME_ROUTE_ONCE,

		/** The same route, once, if the provider gives other credentials. */
		NEW_CREDENTIALS;

		/**
		 * Whether another route may be tried.
		 * @return {@code true} if so
		 */
		public boolean allowsOtherRoute() {
			return this == OTHER_ROUTE || this == OTHER_ROUTE_THEN_SAME || this == OTHER_ROUTE_THEN_SAME_ONCE
					|| this == ONCE_MORE;
		}

		/**
		 * Whether the same route may be tried again.
		 * @return {@code true} if so
		 */
		public boolean allowsSameRoute() {
			return this != NONE && this != OTHER_ROUTE;
		}

		/**
		 * Whether a call is tried once more after the failure, and no more than that.
		 * @return {@code true} if a second failure of the kind ends the call
		 */
		public boolean isOnce() {
			return this == ONCE_MORE || this == SAME_ROUTE_ONCE || this == NEW_CREDENTIALS;
		}

	}

}
