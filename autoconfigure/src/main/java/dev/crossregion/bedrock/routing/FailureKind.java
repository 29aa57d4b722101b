package dev.crossregion.bedrock.routing;

/**
 * What a failed attempt means: what is at fault, and what helps. Only the state of what
 * is at fault changes.
 *
 * @since 0.1.0
 */
public enum FailureKind {

	/** The tokens of the source Region are used up; they refill within the minute. */
	THROTTLED(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.THROTTLED),

	/** The requests of the source Region are used up; they refill within the minute. */
	THROTTLED_REQUESTS(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.THROTTLED),

	/** The daily quota is used up. */
	THROTTLED_FOR_THE_DAY(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME_ONCE, Outcome.THROTTLED),

	/** No capacity, though the quota has room. */
	UNAVAILABLE(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.UNAVAILABLE),

	/** The model is being loaded. */
	NOT_READY(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.UNAVAILABLE),

	/** Amazon Bedrock or a gateway gave up waiting for the model. */
	MODEL_TIMEOUT(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.TIMEOUT),

	/** Nothing came in time, though the model may have been at work. */
	TIMEOUT(Subject.ROUTE, Remedy.ONCE_MORE, Outcome.TIMEOUT),

	/** A server error, or an answer that cannot be read. */
	FAULTY(Subject.ROUTE, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.ERROR),

	/** A connection that could not be made, or broke. */
	CONNECTION(Subject.CONNECTION, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.ERROR),

	/** What the model made of this request cannot be used. */
	MODEL_ERROR(Subject.REQUEST, Remedy.ONCE_MORE, Outcome.ERROR),

	/** Access, a policy or the life cycle forbids this route; another may be open. */
	DENIED(Subject.PERMISSION, Remedy.OTHER_ROUTE, Outcome.DENIED),

	/** The guardrail of the request does not exist here, or may not be applied. */
	GUARDRAIL(Subject.GUARDRAIL, Remedy.OTHER_ROUTE, Outcome.DENIED),

	/** The credentials have expired. */
	CREDENTIALS_EXPIRED(Subject.CREDENTIALS, Remedy.NEW_CREDENTIALS, Outcome.DENIED),

	/** The credentials are not known, or the signature does not fit them. */
	CREDENTIALS_REFUSED(Subject.CREDENTIALS, Remedy.NEW_CREDENTIALS, Outcome.DENIED),

	/** The provider of credentials has none. */
	CREDENTIALS_UNAVAILABLE(Subject.CREDENTIALS, Remedy.NEW_CREDENTIALS, Outcome.ERROR),

	/** The Bedrock API key is refused; a short-term key is bound to one Region. */
	API_KEY_REFUSED(Subject.CREDENTIALS, Remedy.OTHER_ROUTE, Outcome.DENIED),

	/** The clock of this machine is wrong; the SDK corrects itself by the answer. */
	CLOCK(Subject.CLOCK, Remedy.SAME_ROUTE_ONCE, Outcome.ERROR),

	/** The account is refused whatever it calls. */
	ACCOUNT(Subject.PERMISSION, Remedy.NONE, Outcome.DENIED),

	/** The request is wrong on every route. */
	INVALID(Subject.REQUEST, Remedy.NONE, Outcome.INVALID),

	/** The caller's own limit for an attempt is over. */
	ATTEMPT_LIMIT(Subject.CALLER, Remedy.OTHER_ROUTE_THEN_SAME, Outcome.TIMEOUT),

	/** The caller gave up. */
	CANCELLED(Subject.CALLER, Remedy.NONE, Outcome.CANCELLED),

	/** The set-up of the client, or a defect beside Bedrock and the way to it. */
	FOREIGN(Subject.CLIENT, Remedy.NONE, Outcome.ERROR);

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
	 * @return the subject, whose state alone changes
	 */
	public Subject subject() {
		return this.subject;
	}

	/**
	 * What helps.
	 * @return the remedy
	 */
	public Remedy remedy() {
		return this.remedy;
	}

	/**
	 * The failure as reports and meters name it.
	 * @return the outcome of the attempt
	 */
	public Outcome outcome() {
		return this.outcome;
	}

	/**
	 * Whether the quota mirror waits for room on the route, so that it needs no pause.
	 * @return {@code true} for the quotas that refill within the minute
	 */
	public boolean refills() {
		return this == THROTTLED || this == THROTTLED_REQUESTS;
	}

	/**
	 * Whether calls that end in it speak against the route.
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

		/** Nothing that can be done here. */
		NONE,

		/** Another route. */
		OTHER_ROUTE,

		/** Another route, and when none is left the same one after a pause. */
		OTHER_ROUTE_THEN_SAME,

		/** Another route, and when none is left the same one after one pause. */
		OTHER_ROUTE_THEN_SAME_ONCE,

		/** Another route or the same one, one more time in all. */
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
		 * Whether a call may meet the failure twice, and no more.
		 * @return {@code true} if a second failure of the kind ends the call
		 */
		public boolean isOnce() {
			return this == ONCE_MORE || this == SAME_ROUTE_ONCE || this == NEW_CREDENTIALS;
		}

	}

}
