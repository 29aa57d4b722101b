package dev.crossregion.bedrock.quota;

/**
 * How carefully requests are sent after a refusal: none for a moment, and then a few,
 * twice as many with each step. Immutable. Times are nanoseconds.
 *
 * @param refusedBefore when the refusal before the last one came
 * @param refusedAt when the last refusal came
 * @param pause how long nothing is sent, 0 before the first refusal
 * @param until when that is over
 * @param lag how long a refusal may take to come back
 * @param sent how many requests were sent since
 * @param progress whether an answer has come since
 */
record Caution(long refusedBefore, long refusedAt, long pause, long until, long lag, int sent, boolean progress) {

	private static final long MILLISECOND = 1_000_000;

	private static final long FIRST_PAUSE = 100 * MILLISECOND;

	private static final long LONGEST_PAUSE = 3000 * MILLISECOND;

	private static final long LONGEST_PAUSE_OF_A_GUESS = 2000 * MILLISECOND;

	private static final long SHORTEST_STEP = 30 * MILLISECOND;

	private static final long LONGEST_STEP = 167 * MILLISECOND;

	private static final long SHORTEST_LAG = 5 * MILLISECOND;

	private static final int STEPS = 6;

	static final Caution NONE = new Caution(Long.MIN_VALUE, Long.MIN_VALUE, 0, Long.MIN_VALUE, SHORTEST_STEP, 0, false);

	/** Whether a request was on its way when the last refusal came. */
	boolean expected(long sentAt) {
		return sentAt <= this.refusedAt;
	}

	private boolean isOver(long now) {
		return this.pause == 0 || now >= over();
	}

	long over() {
		return this.until + STEPS * step();
	}

	private long step() {
		return Math.min(LONGEST_STEP, Math.max(SHORTEST_STEP, 2 * this.lag));
	}

	long delay(long now) {
		if (isOver(now)) {
			return 0;
		}
		if (now < this.until) {
			return this.until - now;
		}
		long steps = (now - this.until) / step();
		return (this.sent < (2L << steps) - 1) ? 0 : this.until + (steps + 1) * step() - now;
	}

	Caution sent(long now) {
		return (isOver(now)) ? this : new Caution(this.refusedBefore, this.refusedAt, this.pause, this.until, this.lag,
				this.sent + 1, this.progress);
	}

	Caution answered(long sentAt) {
		return (this.pause == 0 || this.progress || sentAt <= this.refusedBefore) ? this
				: new Caution(this.refusedBefore, this.refusedAt, this.pause, this.until, this.lag, this.sent, true);
	}

	/**
	 * Another refusal.
	 * @param sentAt when its request was sent
	 * @param news whether it tells something new
	 * @param known whether the limit is more than a guess
	 * @param now the time
	 * @return more caution
	 */
	Caution refused(long sentAt, boolean news, boolean known, long now) {
		long next = FIRST_PAUSE;
		if (!news && known) {
			next = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, 3 * this.pause));
		}
		else if (!news && !this.progress) {
			next = Math.min(LONGEST_PAUSE_OF_A_GUESS, Math.max(FIRST_PAUSE, 2 * this.pause));
		}
		long lag = Math.max(SHORTEST_LAG, (this.lag + 3 * (now - sentAt) / 2) / 2);
		return new Caution(this.refusedAt, now, next, now + next, lag, 0, false);
	}

}
