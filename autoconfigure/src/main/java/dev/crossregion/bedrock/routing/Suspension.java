package dev.crossregion.bedrock.routing;

import org.jspecify.annotations.Nullable;

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
 * @param reason why, or {@code null}
 */
record Suspension(long since, long dwell, long until, long probe, long probeUntil, @Nullable String reason) {

	/** A request may take long and be well; it does not hold others back for ever. */
	private static final long PROBE = 10_000_000_000L;

	static Suspension begin(long since, long dwell, long now, @Nullable String reason) {
		return new Suspension(since, dwell, now + dwell, 0, 0, reason);
	}

	long dueAt() {
		return (this.probe == 0) ? this.until : Math.max(this.until, this.probeUntil);
	}

	boolean isDue(long now) {
		return now >= dueAt();
	}

	Suspension probed(long request, long now) {
		return new Suspension(this.since, this.dwell, this.until, request, now + PROBE, this.reason);
	}

	Suspension released(long request) {
		return (this.probe == request) ? new Suspension(this.since, this.dwell, this.until, 0, 0, this.reason) : this;
	}

	/** The look was in vain. */
	Suspension again(long since, long longest, long now, @Nullable String reason) {
		return begin(since, Math.min(longest, 2 * this.dwell), now, reason);
	}

}
