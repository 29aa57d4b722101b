package dev.crossregion.bedrock.quota;

/**
 * The rate at which a quota refills, as far as it is known: declared, or estimated from
 * throttles, or both. Immutable. Times are nanoseconds, rates are per second.
 * <p>
 * After a throttle the estimate grows by a cubic of the requests that were sent since, as
 * CUBIC does by time: flat where the last throttle was, and ever faster beyond it. A
 * first guess doubles with each request instead, as TCP does in its slow start.
 *
 * @param declared the declared rate, infinite when none is
 * @param learned the estimate at the last throttle, infinite before the first one
 * @param measured whether the estimate rests on a sample; a first guess does not
 * @param burst the most that the bucket holds
 * @param growth how far the estimate has grown since the last throttle, 0 at first
 * @param grownAt when it last grew
 */
record RateEstimate(double declared, double learned, boolean measured, double burst, double growth, long grownAt) {

	static final double NONE = Double.POSITIVE_INFINITY;

	static final double NANOS = 1e9;

	/** No more than a minute's worth is ever held: quotas count by the minute. */
	static final double LONGEST_BURST = 60;

	/** A sample of so many requests is believed by half. */
	static final double REQUESTS = 4;

	private static final double SHORTEST_BURST = 0.5;

	/** How many seconds of a guessed rate are sent at once. */
	private static final double GUESSED_BURST = 0.3;

	/**
	 * A little more is tried than is declared: what is reserved when a window ends is
	 * lost with it, and only Bedrock can tell how much that is.
	 */
	private static final double EDGES = 1.03;

	/** The same after a throttle, which tells when it was too much. */
	private static final double EDGES_AFTER_THROTTLE = 1.1;

	/** By how much a rate starts below what was measured, so that others get a share. */
	private static final double BACK_OFF = 0.02;

	private static final double PLATEAU = Math.cbrt(BACK_OFF);

	/** The estimate doubles above its plateau within so many requests. */
	private static final double GROWTH_REQUESTS = 40;

	/** The estimate doubles above its plateau in no fewer seconds. */
	private static final double GROWTH_SECONDS = 3;

	/** An estimate that has grown so much is no estimate any more. */
	private static final double MOST_GROWTH = 10;

	private static final double MOST_DOUBLINGS = 30;

	/** A guess doubles no faster than in so many seconds. */
	private static final double SLOW_START_SECONDS = 0.5;

	/**
	 * Where the first throttle of a series is this many times as long ago as the last
	 * one, the quota comes in pulses, and only a whole interval measures it.
	 */
	private static final double PULSE = 2.5;

	static RateEstimate of(double declared, long now) {
		return new RateEstimate(declared, NONE, false, declared * LONGEST_BURST, 0, now);
	}

	/** Whether nothing limits requests yet. */
	boolean isOpen() {
		return this.declared == NONE && this.learned == NONE;
	}

	boolean isDeclared() {
		return this.declared != NONE;
	}

	/** Whether the rate is more than a guess. */
	boolean isKnown() {
		return this.measured || isDeclared();
	}

	/**
	 * Another declared rate. What was learned of a smaller quota says nothing of one that
	 * was raised.
	 */
	RateEstimate declare(double rate, long now) {
		if (this.declared == NONE || rate <= this.declared) {
			return new RateEstimate(rate, this.learned, this.measured, Math.min(this.burst, rate * LONGEST_BURST),
					this.growth, this.grownAt);
		}
		return (rate != NONE) ? of(rate, now) : new RateEstimate(NONE, this.learned, this.measured,
				(this.learned != NONE) ? this.burst : NONE, this.growth, this.grownAt);
	}

	double perSecond() {
		return (this.learned != NONE) ? Math.min(this.declared * EDGES_AFTER_THROTTLE, this.learned * factor())
				: this.declared * EDGES;
	}

	private double factor() {
		if (!isKnown()) {
			return Math.pow(2, Math.min(MOST_DOUBLINGS, this.growth));
		}
		double x = this.growth - PLATEAU;
		return Math.min(MOST_GROWTH, 1 + x * x * x);
	}

	double capacity() {
		return Math.min(this.burst * Math.max(1, factor()), perSecond() * LONGEST_BURST);
	}

	/**
	 * A request was sent. The estimate grows only while it is what limits requests: what
	 * nobody asks for is never found to be too much.
	 */
	RateEstimate sent(boolean limiting, long now) {
		if (this.learned == NONE) {
			return this;
		}
		double seconds = Math.max(0, now - this.grownAt) / NANOS;
		double more = (isKnown()) ? Math.min(1 / GROWTH_REQUESTS, seconds / GROWTH_SECONDS)
				: Math.min(1, seconds / SLOW_START_SECONDS);
		return new RateEstimate(this.declared, this.learned, this.measured, this.burst,
				(limiting) ? this.growth + more : this.growth, Math.max(now, this.grownAt));
	}

	/**
	 * The first throttle: the rate is less than what was sent, and nothing says by how
	 * much.
	 */
	RateEstimate guessed(double amount, ConsumptionSample sample, long now) {
		double guess = Math.max(amount, 2 * sample.consumed() / Math.max(1, seconds(sample.since(), now)));
		return restarted(guess, false, Math.max(amount, guess * GUESSED_BURST), now);
	}

	/**
	 * A guess that rests on a small request says nothing of larger ones: it allows as
	 * many of them, whatever their size.
	 */
	RateEstimate allowing(double amount, double throttled) {
		return (isOpen() || isKnown() || throttled == 0 || amount <= throttled) ? this : new RateEstimate(this.declared,
				this.learned * amount / throttled, false, Math.max(this.burst, amount), this.growth, this.grownAt);
	}

	/**
	 * A throttle of a bucket that was thought to have been full since: it holds less than
	 * was thought, or refills more slowly. How much more slowly, tells what was used
	 * since it was full, or since the last throttle if that is too little.
	 */
	RateEstimate shrunk(double amount, double left, ConsumptionSample sample, long now) {
		double old = perSecond();
		double found = (sample.isEnough(amount)) ? sample.consumed() / seconds(sample.since(), now)
				: (Math.max(0, sample.used()) + amount) / seconds(sample.emptyAt(), now);
		double requests = Math.max(0, sample.used()) / Math.max(1, amount);
		double rate = towards(Math.min(old, found), weight(requests));
		return restarted(rate, true, Math.max(Math.max(amount, rate * SHORTEST_BURST), this.burst - Math.max(0, left)),
				now);
	}

	/**
	 * A throttle of a bucket that had been empty: what was used meanwhile is the rate.
	 */
	RateEstimate measured(double amount, ConsumptionSample sample, long now) {
		double old = perSecond();
		double most = sample.consumed() / seconds(sample.since(), now);
		double least = sample.used() / seconds(sample.start(), now);
		double found = Math.max(amount / LONGEST_BURST,
				Math.min(old, (least > 0 && most > PULSE * least) ? least : most));
		double rate = towards(found, (isKnown()) ? weight(sample.requests(amount)) : 1);
		return restarted(rate, true, Math.max(this.burst, rate * SHORTEST_BURST), now);
	}

	/** A throttle that measures nothing. */
	RateEstimate throttled(long now) {
		return restarted(this.learned, this.measured, this.burst, now);
	}

	// Growth starts again.
	private RateEstimate restarted(double rate, boolean measured, double burst, long now) {
		return new RateEstimate(this.declared, rate, measured, burst, 0, now);
	}

	// Rates differ by factors, so it is their logarithm that moves.
	private double towards(double found, double weight) {
		double old = perSecond();
		return old * Math.pow(found / old, weight);
	}

	private static double weight(double requests) {
		return requests / (requests + REQUESTS);
	}

	private static double seconds(long since, long now) {
		return Math.max(0.05, (now - since) / NANOS);
	}

}
