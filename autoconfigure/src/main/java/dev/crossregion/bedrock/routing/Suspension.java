package dev.crossregion.bedrock.routing;

import org.jspecify.annotations.Nullable;

/**
 * Keeps requests off a route until a time, and then lets one probe through at a time.
 * {@link CircuitBreaker} uses it for its open and half-open states; {@link RouteHealth}
 * uses it for denied routes and for daily quotas that are exhausted. Immutable; times are
 * nanoseconds, and requests are identified by their number.
 *
 * @param lastAdmitted the last request that was admitted before: earlier requests cannot
 * end the suspension
 * @param duration how long it lasts
 * @param until when it ends and a probe is allowed
 * @param reason why the route is suspended, or {@code null}
 * @param probe the request that is testing the route, or {@code null}
 */
record Suspension(long lastAdmitted, long duration, long until, @Nullable String reason, @Nullable Probe probe) {

	/** A slow probe that will succeed must not block other probes without a limit. */
	private static final long PROBE_TIMEOUT = 10_000_000_000L;

	static Suspension begin(long lastAdmitted, long duration, long now, @Nullable String reason) {
		return new Suspension(lastAdmitted, duration, now + duration, reason, null);
	}

	long probeAllowedAt() {
		return (this.probe == null) ? this.until : Math.max(this.until, this.probe.until());
	}

	boolean allowsProbe(long now) {
		return now >= probeAllowedAt();
	}

	boolean isProbedBy(long request) {
		return this.probe != null && this.probe.request() == request;
	}

	Suspension withProbe(long request, long now) {
		return withProbe(new Probe(request, now + PROBE_TIMEOUT));
	}

	/** Allow another probe where this request was the probe. */
	Suspension released(long request) {
		return (isProbedBy(request)) ? withProbe(null) : this;
	}

	private Suspension withProbe(@Nullable Probe probe) {
		return new Suspension(this.lastAdmitted, this.duration, this.until, this.reason, probe);
	}

	/** The same suspension of another route, with that route's request numbers. */
	Suspension forRoute(long lastAdmitted) {
		return new Suspension(lastAdmitted, this.duration, this.until, null, null);
	}

	/** Whether a successful request ends the suspension. */
	boolean isEndedBy(long request) {
		return request > this.lastAdmitted;
	}

	/** Suspend again for twice as long, because the probe failed. */
	Suspension renewed(long lastAdmitted, long maxDuration, long now, @Nullable String reason) {
		return begin(lastAdmitted, Math.min(maxDuration, 2 * this.duration), now, reason);
	}

	/**
	 * A request that tests whether a suspended route works again.
	 *
	 * @param request its number
	 * @param until when another probe is allowed although this one has not ended
	 */
	record Probe(long request, long until) {
	}

}
