package dev.crossregion.bedrock.routing;

/**
 * A route is left alone for a while, and then looked at with one request at a time.
 * Immutable; times are nanoseconds, and requests are known by their number.
 *
 * @param since the last request that was admitted before: what was sent up to then says
 * nothing of the end of the suspension
 * @param dwell how long it lasts
 * @param until when it is over
 * @param probe the request that is looking, or 0
 * @param probeUntil how long it holds others back
 */
record Suspension(long since, long dwell, long until, long probe, long probeUntil) {

	/** A request may take long and be well; it does not hold others back for ever. */
	private static final long PROBE = 10_000_000_000L;

	static Suspension begin(long since, long dwell, long now) {
		return new Suspension(since, dwell, now + dwell, 0, 0);
	}

	boolean isDue(long now) {
		return now >= this.until && (this.probe == 0 || now >= this.probeUntil);
	}

	Suspension probed(long request, long now) {
		return new Suspension(this.since, this.dwell, this.until, request, now + PROBE);
	}

	Suspension released(long request) {
		return (this.probe == request) ? new Suspension(this.since, this.dwell, this.until, 0, 0) : this;
	}

	/** The look was in vain. */
	Suspension again(long since, long longest, long now) {
		return begin(since, Math.min(longest, 2 * this.dwell), now);
	}

}
