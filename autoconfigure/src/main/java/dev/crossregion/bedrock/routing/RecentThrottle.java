package dev.crossregion.bedrock.routing;

/**
 * The last throttle of a route, for as long as it counts. Immutable; times are
 * nanoseconds, and requests are identified by their number.
 *
 * @param lastAdmitted the last request that was admitted before the throttle: throttles
 * and successes of earlier requests are ignored
 * @param until until when the route counts as throttled
 */
record RecentThrottle(long lastAdmitted, long until) {

	static final RecentThrottle NONE = new RecentThrottle(0, Long.MIN_VALUE);

	private static final long DURATION = 5_000_000_000L;

	boolean isActive(long now) {
		return this.until > now;
	}

	/** Whether the route was throttled and no later request has succeeded. */
	boolean isPresent() {
		return this.until != Long.MIN_VALUE;
	}

	RecentThrottle throttled(long request, long lastAdmitted, long now) {
		return (request <= this.lastAdmitted) ? this : new RecentThrottle(lastAdmitted, now + DURATION);
	}

	RecentThrottle succeeded(long request) {
		return (request <= this.lastAdmitted || !isPresent()) ? this
				: new RecentThrottle(this.lastAdmitted, Long.MIN_VALUE);
	}

}
