package dev.crossregion.bedrock.routing;

import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether a route works. A fault, a denial and an exhausted daily quota are kept
 * apart, because each ends in another way. Immutable; times are nanoseconds, and requests
 * are identified by their number.
 *
 * @param breaker the circuit breaker, which faults open
 * @param denied the suspension after access was denied, or {@code null}
 * @param dailyQuotaExhausted the suspension while the daily quota is exhausted, or
 * {@code null}
 * @param throttle the last throttle by a quota that refills within the minute
 * @param lastOutcome how the last attempt ended, or {@code null} before the first
 */
record RouteHealth(CircuitBreaker breaker, @Nullable Suspension denied, @Nullable Suspension dailyQuotaExhausted,
		RecentThrottle throttle, @Nullable Outcome lastOutcome) {

	private static final long MINUTE = 60_000_000_000L;

	private static final long DENIED = 5 * MINUTE;

	private static final long DAILY_QUOTA = MINUTE;

	private static final long MAX_DAILY_QUOTA = 15 * MINUTE;

	static final RouteHealth UNUSED = new RouteHealth(CircuitBreaker.CLOSED, null, null, RecentThrottle.NONE, null);

	boolean isSuspended() {
		return !this.breaker.isClosed() || this.denied != null || this.dailyQuotaExhausted != null;
	}

	/** Whether it was throttled in the last seconds and no later request succeeded. */
	boolean isThrottled(long now) {
		return this.throttle.isActive(now);
	}

	/** Whether nothing but success was observed since the last failure was overcome. */
	boolean isUnimpaired() {
		return this.breaker.isWithoutFailure() && this.denied == null && this.dailyQuotaExhausted == null
				&& !this.throttle.isPresent();
	}

	/** Whether one request may probe a suspended route. */
	boolean allowsProbe(long now) {
		return now >= probeAllowedAt();
	}

	/** When one request may probe a suspended route, unless its health changes before. */
	long probeAllowedAt() {
		return Math.max(probeAllowedAt(this.breaker.suspension()),
				Math.max(probeAllowedAt(this.denied), probeAllowedAt(this.dailyQuotaExhausted)));
	}

	private static long probeAllowedAt(@Nullable Suspension suspension) {
		return (suspension != null) ? suspension.probeAllowedAt() : Long.MIN_VALUE;
	}

	RouteHealth withProbe(long request, long now) {
		return with(this.breaker.withProbe(request, now),
				map(this.denied, (suspension) -> suspension.withProbe(request, now)),
				map(this.dailyQuotaExhausted, (suspension) -> suspension.withProbe(request, now)));
	}

	/** A request ended without an outcome that concerns the route. */
	RouteHealth released(long request) {
		return (!isSuspended()) ? this : with(this.breaker.released(request), released(this.denied, request),
				released(this.dailyQuotaExhausted, request));
	}

	private static @Nullable Suspension released(@Nullable Suspension suspension, long request) {
		return map(suspension, (held) -> held.released(request));
	}

	private static @Nullable Suspension map(@Nullable Suspension suspension, UnaryOperator<Suspension> change) {
		return (suspension != null) ? change.apply(suspension) : null;
	}

	private RouteHealth with(CircuitBreaker breaker, @Nullable Suspension denied,
			@Nullable Suspension dailyQuotaExhausted) {
		return new RouteHealth(breaker, denied, dailyQuotaExhausted, this.throttle, this.lastOutcome);
	}

	private RouteHealth withDenied(@Nullable Suspension denied) {
		return with(this.breaker, denied, this.dailyQuotaExhausted);
	}

	private RouteHealth withDailyQuotaExhausted(@Nullable Suspension dailyQuotaExhausted) {
		return with(this.breaker, this.denied, dailyQuotaExhausted);
	}

	private RouteHealth withThrottle(RecentThrottle throttle) {
		return new RouteHealth(this.breaker, this.denied, this.dailyQuotaExhausted, throttle, this.lastOutcome);
	}

	private RouteHealth withOutcome(Outcome outcome) {
		return (this.lastOutcome == outcome) ? this
				: new RouteHealth(this.breaker, this.denied, this.dailyQuotaExhausted, this.throttle, outcome);
	}

	/**
	 * Learn from how a request ended.
	 * @param request its number
	 * @param failure how it failed, or {@code null} when it succeeded
	 * @param lastAdmitted the number of the last request that was admitted
	 * @param now the time
	 * @return the health from now on
	 */
	RouteHealth ended(long request, @Nullable RouteFailure failure, long lastAdmitted, long now) {
		if (failure == null) {
			return succeeded(request, lastAdmitted);
		}
		FailureKind kind = failure.kind();
		return switch (kind) {
			case THROTTLED, THROTTLED_REQUESTS -> throttled(request, lastAdmitted, now);
			case DAILY_QUOTA_EXHAUSTED -> dailyQuotaExhausted(request, lastAdmitted, now);
			case UNAVAILABLE, MODEL_TIMEOUT, TIMEOUT, FAULTY, CONNECTION ->
				released(request).with(this.breaker.failed(request, failure, lastAdmitted, now))
					.withOutcome(kind.outcome());
			case NOT_READY -> responded(request, lastAdmitted).withOutcome(kind.outcome());
			case DENIED, ACCOUNT ->
				(failure.need() != null) ? responded(request, lastAdmitted).withOutcome(kind.outcome())
						: denied(request, failure.reason(), lastAdmitted, now);
			case INVALID, CANCELLED -> released(request).withOutcome(kind.outcome());
			default -> released(request);
		};
	}

	private RouteHealth with(CircuitBreaker breaker) {
		return with(breaker, this.denied, this.dailyQuotaExhausted);
	}

	private RouteHealth succeeded(long request, long lastAdmitted) {
		if (isUnimpaired() && this.lastOutcome == Outcome.SUCCESS) {
			return this;
		}
		RouteHealth health = responded(request, lastAdmitted).dailyQuotaUsed(request);
		return health.withDenied((isEndedBy(health.denied, request)) ? null : health.denied)
			.withThrottle(health.throttle.succeeded(request))
			.withOutcome(Outcome.SUCCESS);
	}

	private static boolean isEndedBy(@Nullable Suspension suspension, long request) {
		return suspension != null && suspension.isEndedBy(request);
	}

	/**
	 * Bedrock sent a response that is no server error: the circuit breaker closes.
	 */
	private RouteHealth responded(long request, long lastAdmitted) {
		return released(request).with(this.breaker.responded(request, lastAdmitted));
	}

	/** A request was counted against the daily quota, so the quota is not exhausted. */
	private RouteHealth dailyQuotaUsed(long request) {
		return (isEndedBy(this.dailyQuotaExhausted, request)) ? withDailyQuotaAvailable() : this;
	}

	private RouteHealth throttled(long request, long lastAdmitted, long now) {
		RouteHealth health = responded(request, lastAdmitted).dailyQuotaUsed(request);
		return health.withThrottle(health.throttle.throttled(request, lastAdmitted, now))
			.withOutcome(Outcome.THROTTLED);
	}

	private RouteHealth dailyQuotaExhausted(long request, long lastAdmitted, long now) {
		RouteHealth health = responded(request, lastAdmitted);
		Suspension suspension = health.dailyQuotaExhausted;
		if (suspension == null) {
			suspension = Suspension.begin(lastAdmitted, DAILY_QUOTA, now, null);
		}
		else if (suspension.isEndedBy(request)) {
			suspension = suspension.renewed(lastAdmitted, MAX_DAILY_QUOTA, now, null);
		}
		return health.withDailyQuotaExhausted(suspension).withOutcome(Outcome.THROTTLED);
	}

	/**
	 * Another route of the source Region found the daily quota exhausted.
	 */
	RouteHealth withDailyQuotaExhausted(Suspension elsewhere, long lastAdmitted) {
		return withDailyQuotaExhausted(elsewhere.forRoute(lastAdmitted));
	}

	RouteHealth withDailyQuotaAvailable() {
		return withDailyQuotaExhausted(null);
	}

	private RouteHealth denied(long request, @Nullable String reason, long lastAdmitted, long now) {
		RouteHealth health = responded(request, lastAdmitted);
		boolean known = health.denied != null && !health.denied.isEndedBy(request);
		return health.withDenied((known) ? health.denied : Suspension.begin(lastAdmitted, DENIED, now, reason))
			.withOutcome(Outcome.DENIED);
	}

}
