package dev.crossregion.bedrock.quota;

/**
 * How long a bucket is not refilled after a throttle: longer, when nothing was admitted
 * since the last one. Immutable. Times are nanoseconds.
 *
 * @param throttledAt when the last throttle came
 * @param pause how long the bucket is not refilled, 0 before the first throttle
 * @param lag how long a throttle may take to come back
 * @param sent how many requests were sent since, counted up to a few
 * @param firstSent when the first of them was sent
 */
record ThrottleBackoff(long throttledAt, long pause, long lag, int sent, long firstSent) {

	private static final long MILLISECOND = 1_000_000;

	private static final long FIRST_PAUSE = 100 * MILLISECOND;

	private static final long LONGEST_PAUSE = 1500 * MILLISECOND;

	private static final int FACTOR = 3;

	private static final long SHORTEST_LAG = 5 * MILLISECOND;

	private static final long USUAL_LAG = 30 * MILLISECOND;

	/** The pauses of a series are over when more requests than these were admitted. */
	private static final int FEW = 4;

	static final ThrottleBackoff NONE = new ThrottleBackoff(Long.MIN_VALUE, 0, USUAL_LAG, 0, Long.MAX_VALUE);

	/** Whether a request was on its way when the last throttle came. */
	boolean expected(long sentAt) {
		return sentAt <= this.throttledAt;
	}

	/** Whether one throttle followed another. */
	boolean isSeries() {
		return this.pause > FIRST_PAUSE;
	}

	long until() {
		return this.throttledAt + this.pause;
	}

	ThrottleBackoff sent(long now) {
		return (this.sent > FEW) ? this : new ThrottleBackoff(this.throttledAt, this.pause, this.lag, this.sent + 1,
				Math.min(this.firstSent, now));
	}

	/**
	 * Another throttle.
	 * @param sentAt when its request was sent
	 * @param enough whether enough was used since the last one to measure by
	 * @param apart how long it takes to refill what one request asks for, 0 when that is
	 * not known
	 * @param now the time
	 * @return another pause
	 */
	ThrottleBackoff throttled(long sentAt, boolean enough, long apart, long now) {
		long lag = Math.max(SHORTEST_LAG, (this.lag + 3 * (now - sentAt) / 2) / 2);
		return new ThrottleBackoff(now, next(sentAt, enough, apart), lag, 0, Long.MAX_VALUE);
	}

	// A throttle of an earlier request would have come by now.
	private long next(long sentAt, boolean enough, long apart) {
		if (this.pause == 0) {
			return FIRST_PAUSE;
		}
		if (enough) {
			return Math.max(FIRST_PAUSE, this.pause / FACTOR);
		}
		if (this.sent > 0 && this.firstSent + this.lag <= sentAt) {
			return (this.sent > FEW) ? FIRST_PAUSE : this.pause;
		}
		return Math.min(Math.max(LONGEST_PAUSE, apart), FACTOR * Math.max(apart / 2, this.pause));
	}

}
