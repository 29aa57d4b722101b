package dev.crossregion.bedrock.routing;

import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one route. <em>Closed</em>: requests pass, and consecutive
 * failures are counted. <em>Open</em>: the third consecutive failure keeps requests off
 * the route for half a second. <em>Half-open</em>: after that time one request at a time
 * probes the route; a response closes the breaker, and a failure opens it for twice as
 * long, at most two seconds. Immutable; times are nanoseconds, and requests are
 * identified by their number.
 *
 * @param consecutiveFailures how many attempts have failed in a row
 * @param lastBeforeChange the last request that was admitted before the breaker last
 * opened or closed: the outcomes of earlier requests are ignored
 * @param suspension the open or half-open state, or {@code null} while closed
 */
record CircuitBreaker(int consecutiveFailures, long lastBeforeChange, @Nullable Suspension suspension) {

	private static final long SECOND = 1_000_000_000;

	private static final int TOLERATED_FAILURES = 2;

	private static final long OPEN = SECOND / 2;

	private static final long MAX_OPEN = 2 * SECOND;

	/** Longer than the open state, so that polling of health can observe it. */
	private static final long MIN_REPORTED = 10 * SECOND;

	static final CircuitBreaker CLOSED = new CircuitBreaker(0, 0, null);

	boolean isClosed() {
		return this.suspension == null;
	}

	/** Whether it is closed and the last attempt did not fail. */
	boolean isWithoutFailure() {
		return this.suspension == null && this.consecutiveFailures == 0;
	}

	/** Until when the route is reported as faulty unless the breaker closes earlier. */
	long reportedUntil() {
		return (this.suspension != null) ? this.suspension.until() - this.suspension.duration() + MIN_REPORTED
				: Long.MIN_VALUE;
	}

	/** Let a request probe the route: half-open. */
	CircuitBreaker withProbe(long request, long now) {
		return (this.suspension != null) ? with(this.suspension.withProbe(request, now)) : this;
	}

	/** A request ended without an outcome that concerns the route. */
	CircuitBreaker released(long request) {
		Suspension suspension = this.suspension;
		Suspension released = (suspension != null) ? suspension.released(request) : null;
		return (released == suspension) ? this : with(released);
	}

	private CircuitBreaker with(@Nullable Suspension suspension) {
		return new CircuitBreaker(this.consecutiveFailures, this.lastBeforeChange, suspension);
	}

	/**
	 * Close after a response. An error response counts too unless it is a server error:
	 * the route works.
	 * @param request the number of the request
	 * @param lastAdmitted the number of the last request that was admitted
	 * @return the closed breaker; an open one where the request is older than its opening
	 */
	CircuitBreaker responded(long request, long lastAdmitted) {
		if (request <= this.lastBeforeChange) {
			return released(request);
		}
		return (isWithoutFailure()) ? this
				: new CircuitBreaker(0, (isClosed()) ? this.lastBeforeChange : lastAdmitted, null);
	}

	/**
	 * Count a failure.
	 * @param request the number of the request
	 * @param failure how it failed
	 * @param lastAdmitted the number of the last request that was admitted
	 * @param now the time
	 * @return the breaker, open if the failure was one too many or that of a probe
	 */
	CircuitBreaker failed(long request, RouteFailure failure, long lastAdmitted, long now) {
		if (this.suspension != null) {
			return (this.suspension.isProbedBy(request))
					? with(this.suspension.renewed(this.suspension.lastAdmitted(), MAX_OPEN, now, failure.reason()))
					: this;
		}
		int attempts = failure.attempts();
		if (request <= this.lastBeforeChange || attempts == 0) {
			return this;
		}
		int failures = this.consecutiveFailures + attempts;
		return (failures > TOLERATED_FAILURES)
				? new CircuitBreaker(failures, lastAdmitted,
						Suspension.begin(lastAdmitted, OPEN, now, failure.reason()))
				: new CircuitBreaker(failures, this.lastBeforeChange, null);
	}

}
