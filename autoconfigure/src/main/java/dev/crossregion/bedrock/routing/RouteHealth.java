package dev.crossregion.bedrock.routing;

import org.jspecify.annotations.Nullable;

/**
 * Whether a route works. Faulty, denied and without quota for the day are told apart,
 * each with its own clock, because they end differently. Immutable; times are
 * nanoseconds, and requests are known by their number.
 *
 * @param failures how many attempts have failed in a row
 * @param changedAt the last request that was admitted before the breaker last opened or
 * closed: what was sent up to then is old news
 * @param faulty the open breaker, or {@code null}
 * @param denied the denial, or {@code null}
 * @param spent the rest of a day without quota, or {@code null}
 * @param throttledAt the last request that was admitted before the last refusal
 * @param throttledUntil until when the route counts as throttled
 * @param lastOutcome how the last attempt ended, or {@code null}
 */
record RouteHealth(int failures, long changedAt, @Nullable Suspension faulty, @Nullable Suspension denied,
		@Nullable Suspension spent, long throttledAt, long throttledUntil, @Nullable Outcome lastOutcome) {

	private static final long SECOND = 1_000_000_000;

	private static final long MINUTE = 60 * SECOND;

	/** Longer than it is left alone: who polls health would see it come and go. */
	private static final long REPORTED_AS_FAULTY = 10 * SECOND;

	private static final int TOLERATED_FAILURES = 2;

	static final RouteHealth UNUSED = new RouteHealth(0, 0, null, null, null, 0, Long.MIN_VALUE, null);

	private static final long FAULTY = SECOND / 2;

	private static final long FAULTY_AT_MOST = 2 * SECOND;

	private static final long DENIED = 5 * MINUTE;

	private static final long SPENT = MINUTE;

	private static final long SPENT_AT_MOST = 15 * MINUTE;

	private static final long THROTTLED = 5 * SECOND;

	boolean isSuspended() {
		return this.faulty != null || this.denied != null || this.spent != null;
	}

	/** Whether it was throttled lately, and has answered no later request. */
	boolean isThrottled(long now) {
		return this.throttledUntil > now;
	}

	/** Until when an open breaker is reported, unless it closes. */
	long faultyUntil() {
		return (this.faulty != null) ? this.faulty.until() - this.faulty.dwell() + REPORTED_AS_FAULTY : Long.MIN_VALUE;
	}

	/** Whether one request may look if a suspension is over. */
	boolean isDue(long now) {
		return isDue(this.faulty, now) && isDue(this.denied, now) && isDue(this.spent, now);
	}

	/** When one request may look, unless something changes before. */
	long dueAt() {
		return Math.max(dueAt(this.faulty), Math.max(dueAt(this.denied), dueAt(this.spent)));
	}

	private static long dueAt(@Nullable Suspension suspension) {
		return (suspension != null) ? suspension.dueAt() : Long.MIN_VALUE;
	}

	private static boolean isDue(@Nullable Suspension suspension, long now) {
		return suspension == null || suspension.isDue(now);
	}

	RouteHealth probed(long request, long now) {
		return suspensions((this.faulty != null) ? this.faulty.probed(request, now) : null,
				(this.denied != null) ? this.denied.probed(request, now) : null,
				(this.spent != null) ? this.spent.probed(request, now) : null);
	}

	/** The request has ended, and says nothing of the route. */
	RouteHealth released(long request) {
		return (!isSuspended()) ? this : suspensions(released(this.faulty, request), released(this.denied, request),
				released(this.spent, request));
	}

	private static @Nullable Suspension released(@Nullable Suspension suspension, long request) {
		return (suspension != null) ? suspension.released(request) : null;
	}

	private RouteHealth suspensions(@Nullable Suspension faulty, @Nullable Suspension denied,
			@Nullable Suspension spent) {
		return new RouteHealth(this.failures, this.changedAt, faulty, denied, spent, this.throttledAt,
				this.throttledUntil, this.lastOutcome);
	}

	/**
	 * Learn from how a request ended.
	 * @param request its number
	 * @param failure how it failed, or {@code null} when it did not
	 * @param admitted the number of the last request that was admitted
	 * @param now the time
	 * @return what is known now
	 */
	RouteHealth ended(long request, @Nullable RouteFailure failure, long admitted, long now) {
		if (failure == null) {
			return succeeded(request, admitted);
		}
		FailureKind kind = failure.kind();
		return switch (kind) {
			case THROTTLED, THROTTLED_REQUESTS ->
				answered(request, admitted).withoutSpent(request).throttled(request, admitted, now);
			case THROTTLED_FOR_THE_DAY -> answered(request, admitted).spent(request, admitted, now);
			case UNAVAILABLE, MODEL_TIMEOUT, TIMEOUT, FAULTY, CONNECTION ->
				failed(request, failure, admitted, now).outcome(kind.outcome());
			case NOT_READY -> answered(request, admitted).outcome(kind.outcome());
			case DENIED, ACCOUNT -> (failure.need() != null) ? answered(request, admitted).outcome(kind.outcome())
					: answered(request, admitted).denied(request, failure.reason(), admitted, now);
			case INVALID, CANCELLED -> released(request).outcome(kind.outcome());
			default -> released(request);
		};
	}

	private RouteHealth succeeded(long request, long admitted) {
		if (this.failures == 0 && !isSuspended() && this.throttledUntil == Long.MIN_VALUE
				&& this.lastOutcome == Outcome.SUCCESS) {
			return this;
		}
		RouteHealth health = answered(request, admitted).withoutSpent(request);
		Suspension denied = (isOver(health.denied, request)) ? null : health.denied;
		return new RouteHealth(health.failures, health.changedAt, health.faulty, denied, health.spent,
				health.throttledAt, (request > health.throttledAt) ? Long.MIN_VALUE : health.throttledUntil,
				Outcome.SUCCESS);
	}

	private static boolean isOver(@Nullable Suspension suspension, long request) {
		return suspension != null && request > suspension.since();
	}

	/** The route answers: whatever it says, it is not faulty. */
	private RouteHealth answered(long request, long admitted) {
		RouteHealth health = released(request);
		if (request <= this.changedAt || (health.faulty == null && health.failures == 0)) {
			return health;
		}
		return new RouteHealth(0, (health.faulty != null) ? admitted : health.changedAt, null, health.denied,
				health.spent, health.throttledAt, health.throttledUntil, health.lastOutcome);
	}

	private RouteHealth withoutSpent(long request) {
		return (isOver(this.spent, request)) ? unspent() : this;
	}

	private RouteHealth throttled(long request, long admitted, long now) {
		boolean known = request <= this.throttledAt;
		return new RouteHealth(this.failures, this.changedAt, this.faulty, this.denied, this.spent,
				(known) ? this.throttledAt : admitted, (known) ? this.throttledUntil : now + THROTTLED,
				Outcome.THROTTLED);
	}

	private RouteHealth spent(long request, long admitted, long now) {
		Suspension rest = this.spent;
		if (rest == null) {
			rest = Suspension.begin(admitted, SPENT, now, null);
		}
		else if (request > rest.since()) {
			rest = rest.again(admitted, SPENT_AT_MOST, now, null);
		}
		return suspensions(this.faulty, this.denied, rest).outcome(Outcome.THROTTLED);
	}

	/**
	 * Another route of the source Region has shown that there is no quota for the day.
	 */
	RouteHealth spentLike(Suspension day, long admitted) {
		return suspensions(this.faulty, this.denied, new Suspension(admitted, day.dwell(), day.until(), 0, 0, null));
	}

	RouteHealth unspent() {
		return suspensions(this.faulty, this.denied, null);
	}

	private RouteHealth denied(long request, @Nullable String reason, long admitted, long now) {
		Suspension denied = (this.denied == null || request > this.denied.since())
				? Suspension.begin(admitted, DENIED, now, reason) : this.denied;
		return new RouteHealth(this.failures, this.changedAt, this.faulty, denied, this.spent, this.throttledAt,
				this.throttledUntil, Outcome.DENIED);
	}

	private RouteHealth failed(long request, RouteFailure failure, long admitted, long now) {
		if (this.faulty != null) {
			Suspension faulty = (this.faulty.probe() == request)
					? this.faulty.again(this.faulty.since(), FAULTY_AT_MOST, now, failure.reason()) : this.faulty;
			return suspensions(faulty, released(this.denied, request), released(this.spent, request));
		}
		RouteHealth health = released(request);
		int attempts = failure.attempts();
		if (request <= this.changedAt || attempts == 0) {
			return health;
		}
		boolean opens = this.failures + attempts > TOLERATED_FAILURES;
		return new RouteHealth(this.failures + attempts, (opens) ? admitted : this.changedAt,
				(opens) ? Suspension.begin(admitted, FAULTY, now, failure.reason()) : null, health.denied, health.spent,
				this.throttledAt, this.throttledUntil, this.lastOutcome);
	}

	private RouteHealth outcome(Outcome outcome) {
		return (this.lastOutcome == outcome) ? this : new RouteHealth(this.failures, this.changedAt, this.faulty,
				this.denied, this.spent, this.throttledAt, this.throttledUntil, outcome);
	}

}
