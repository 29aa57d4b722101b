package dev.crossregion.bedrock.quota;

/**
 * The backoff after a throttle: how long the bucket does not refill. It becomes longer
 * while throttles follow one another with nothing admitted between them. Immutable; times
 * are nanoseconds.
 *
 * @param throttledAt when the last throttle came
 * @param pause how long the bucket does not refill, 0 before the first throttle
 * @param throttleLatency how long it may take from sending a request to its throttle
 * @param sent how many requests were sent since the last throttle, counted up to a few
 * @param firstSentAt when the first of them was sent
 */
record ThrottleBackoff(long throttledAt, long pause, long throttleLatency, int sent, long firstSentAt) {

	private static final long MILLISECOND = 1_000_000;

	private static final long INITIAL_PAUSE = 100 * MILLISECOND;

	private static final long MAX_PAUSE = 1500 * MILLISECOND;

	private static final int FACTOR = 3;

	private static final long MIN_LATENCY = 5 * MILLISECOND;

	private static final long INITIAL_LATENCY = 30 * MILLISECOND;

	/** A series of throttles is over when more requests than these were sent. */
	private static final int SERIES_REQUESTS = 4;

	static final ThrottleBackoff NONE = new ThrottleBackoff(Long.MIN_VALUE, 0, INITIAL_LATENCY, 0, Long.MAX_VALUE);

	/** Whether a request was in flight when the last throttle came. */
	boolean wasInFlight(long sentAt) {
		return sentAt <= this.throttledAt;
	}

	/** Whether throttles followed one another. */
	boolean isSeries() {
		return this.pause > INITIAL_PAUSE;
	}

	long until() {
		return this.throttledAt + this.pause;
	}

	ThrottleBackoff sent(long now) {
		return (this.sent > SERIES_REQUESTS) ? this : new ThrottleBackoff(this.throttledAt, this.pause,
				this.throttleLatency, this.sent + 1, Math.min(this.firstSentAt, now));
	}

	/**
	 * Note another throttle.
	 * @param sentAt when its request was sent
	 * @param measurable whether enough was used since the last one to measure the rate
	 * @param refillTime how long it takes to refill what one request asks for, 0 when
	 * that is not known
	 * @param now the time
	 * @return the backoff with its next pause
	 */
	ThrottleBackoff throttled(long sentAt, boolean measurable, long refillTime, long now) {
		long latency = Math.max(MIN_LATENCY, (this.throttleLatency + 3 * (now - sentAt) / 2) / 2);
		return new ThrottleBackoff(now, nextPause(sentAt, measurable, refillTime), latency, 0, Long.MAX_VALUE);
	}

	private long nextPause(long sentAt, boolean measurable, long refillTime) {
		if (this.pause == 0) {
			return INITIAL_PAUSE;
		}
		if (measurable) {
			return Math.max(INITIAL_PAUSE, this.pause / FACTOR);
		}
		// The first request since the last throttle was admitted, or its throttle would
		// have come by now.
		if (this.sent > 0 && this.firstSentAt + this.throttleLatency <= sentAt) {
			return (this.sent > SERIES_REQUESTS) ? INITIAL_PAUSE : this.pause;
		}
		return Math.min(Math.max(MAX_PAUSE, refillTime), FACTOR * Math.max(refillTime / 2, this.pause));
	}

}
