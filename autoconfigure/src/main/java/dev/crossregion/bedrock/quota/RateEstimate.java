package dev.crossregion.bedrock.quota;

/**
 * Estimates the rate at which a quota refills, from its declaration, from throttles, or
 * from both. Immutable. Times are nanoseconds, rates are per second.
 * <p>
 * After a throttle the estimate grows by a cubic function of the requests that were sent
 * since, as TCP CUBIC does by time: flat near the last throttle, and ever faster beyond
 * it. A first guess doubles with each request instead, as in the slow start of TCP.
 *
 * @param declared the declared rate, infinite when none is declared
 * @param learned the estimate at the last throttle, infinite before the first one
 * @param measured whether the estimate was measured; a first guess was not
 * @param burst the most that the bucket holds
 * @param growth the growth of the estimate since the last throttle
 */
record RateEstimate(double declared, double learned, boolean measured, double burst, Growth growth) {

	static final double UNLIMITED = Double.POSITIVE_INFINITY;

	static final double NANOS = 1e9;

	/** A bucket holds no more than the refill of a minute: quotas count by the minute. */
	static final double MAX_BURST_SECONDS = 60;

	/** A measurement over so many requests has a weight of one half. */
	static final double HALF_WEIGHT_REQUESTS = 4;

	private static final double MIN_BURST_SECONDS = 0.5;

	/** The burst of a guessed rate, in seconds of that rate. */
	private static final double GUESSED_BURST_SECONDS = 0.3;

	/**
	 * The rate exceeds the declared one by this factor: tokens that are reserved when a
	 * window of the quota ends are lost with it, and only throttles show how many.
	 */
	private static final double WINDOW_MARGIN = 1.03;

	/** The same factor after a throttle, because a further throttle would correct it. */
	private static final double WINDOW_MARGIN_AFTER_THROTTLE = 1.1;

	/** A rate starts this part below the measured one, so that others get a share. */
	private static final double DECREASE = 0.02;

	private static final double PLATEAU = Math.cbrt(DECREASE);

	/** The estimate doubles above its plateau within so many requests. */
	private static final double GROWTH_REQUESTS = 40;

	/** The estimate doubles above its plateau in no fewer seconds. */
	private static final double GROWTH_SECONDS = 3;

	private static final double MAX_GROWTH_FACTOR = 10;

	private static final double MAX_DOUBLINGS = 30;

	/** A guess doubles no faster than in so many seconds. */
	private static final double SLOW_START_SECONDS = 0.5;

	/**
	 * Where the rate since the end of a series of throttles is this many times the rate
	 * since its start, the quota refills in pulses, and only a whole interval measures
	 * it.
	 */
	private static final double PULSE_RATIO = 2.5;

	static RateEstimate of(double declared, long now) {
		return new RateEstimate(declared, UNLIMITED, false, declared * MAX_BURST_SECONDS, Growth.none(now));
	}

	/** Whether requests are not limited yet. */
	boolean isUnlimited() {
		return this.declared == UNLIMITED && this.learned == UNLIMITED;
	}

	boolean isDeclared() {
		return this.declared != UNLIMITED;
	}

	/** Whether the rate is more than a guess. */
	boolean isKnown() {
		return this.measured || isDeclared();
	}

	/**
	 * Replace the declared rate. The estimate of a smaller quota does not apply to one
	 * that was raised.
	 */
	RateEstimate declare(double rate, long now) {
		if (this.declared == UNLIMITED || rate <= this.declared) {
			return new RateEstimate(rate, this.learned, this.measured, Math.min(this.burst, rate * MAX_BURST_SECONDS),
					this.growth);
		}
		return (rate != UNLIMITED) ? of(rate, now) : new RateEstimate(UNLIMITED, this.learned, this.measured,
				(this.learned != UNLIMITED) ? this.burst : UNLIMITED, this.growth);
	}

	double perSecond() {
		return (this.learned != UNLIMITED)
				? Math.min(this.declared * WINDOW_MARGIN_AFTER_THROTTLE, this.learned * growthFactor())
				: this.declared * WINDOW_MARGIN;
	}

	private double growthFactor() {
		if (!isKnown()) {
			return Math.pow(2, Math.min(MAX_DOUBLINGS, this.growth.amount()));
		}
		double x = this.growth.amount() - PLATEAU;
		return Math.min(MAX_GROWTH_FACTOR, 1 + x * x * x);
	}

	double capacity() {
		return Math.min(this.burst * Math.max(1, growthFactor()), perSecond() * MAX_BURST_SECONDS);
	}

	/**
	 * Note a request. The estimate grows only while it limits requests: a rate that is
	 * not used is never found to be too high.
	 */
	RateEstimate sent(boolean limiting, long now) {
		if (this.learned == UNLIMITED) {
			return this;
		}
		double seconds = Math.max(0, now - this.growth.at()) / NANOS;
		double more = (isKnown()) ? Math.min(1 / GROWTH_REQUESTS, seconds / GROWTH_SECONDS)
				: Math.min(1, seconds / SLOW_START_SECONDS);
		return new RateEstimate(this.declared, this.learned, this.measured, this.burst,
				this.growth.plus((limiting) ? more : 0, now));
	}

	/**
	 * Guess the rate after the first throttle. It is less than the rate of the requests,
	 * by an unknown amount.
	 */
	RateEstimate guessed(double amount, ConsumptionSample sample, long now) {
		double guess = Math.max(amount,
				2 * sample.consumed() / Math.max(1, seconds(sample.window().measuredFrom(), now)));
		return restarted(guess, false, Math.max(amount, guess * GUESSED_BURST_SECONDS), now);
	}

	/**
	 * Scale a guess that rests on a small request to a larger one: it allows as many
	 * requests, whatever their size.
	 */
	RateEstimate scaledTo(double amount, double throttledAmount) {
		return (isUnlimited() || isKnown() || throttledAmount == 0 || amount <= throttledAmount) ? this
				: new RateEstimate(this.declared, this.learned * amount / throttledAmount, false,
						Math.max(this.burst, amount), this.growth);
	}

	/**
	 * Lower the rate and the burst after a throttle of a bucket that was assumed to have
	 * been full: it holds less than assumed, or refills more slowly. The rate is measured
	 * by the use since it was full, or since the last throttle if that is too little.
	 */
	RateEstimate shrunk(double amount, double left, ConsumptionSample sample, long now) {
		double old = perSecond();
		double found = (sample.isEnough(amount)) ? sample.consumed() / seconds(sample.window().measuredFrom(), now)
				: (Math.max(0, sample.used()) + amount) / seconds(sample.window().seriesEnd(), now);
		double requests = Math.max(0, sample.used()) / Math.max(1, amount);
		double rate = towards(Math.min(old, found), weight(requests));
		return restarted(rate, true,
				Math.max(Math.max(amount, rate * MIN_BURST_SECONDS), this.burst - Math.max(0, left)), now);
	}

	/**
	 * Measure the rate at a throttle of a bucket that had been empty: the use since then
	 * is what was refilled.
	 */
	RateEstimate measured(double amount, ConsumptionSample sample, long now) {
		double old = perSecond();
		double sinceEnd = sample.consumed() / seconds(sample.window().measuredFrom(), now);
		double sinceStart = sample.used() / seconds(sample.window().seriesStart(), now);
		double found = Math.max(amount / MAX_BURST_SECONDS,
				Math.min(old, (sinceStart > 0 && sinceEnd > PULSE_RATIO * sinceStart) ? sinceStart : sinceEnd));
		double rate = towards(found, (isKnown()) ? weight(sample.requests(amount)) : 1);
		return restarted(rate, true, Math.max(this.burst, rate * MIN_BURST_SECONDS), now);
	}

	/** Restart the growth after a throttle that came too early to measure the rate. */
	RateEstimate throttled(long now) {
		return restarted(this.learned, this.measured, this.burst, now);
	}

	private RateEstimate restarted(double rate, boolean measured, double burst, long now) {
		return new RateEstimate(this.declared, rate, measured, burst, Growth.none(now));
	}

	// Rates differ by factors, so the weight applies to their logarithms.
	private double towards(double found, double weight) {
		double old = perSecond();
		return old * Math.pow(found / old, weight);
	}

	private static double weight(double requests) {
		return requests / (requests + HALF_WEIGHT_REQUESTS);
	}

	private static double seconds(long since, long now) {
		return Math.max(0.05, (now - since) / NANOS);
	}

	/**
	 * The growth of an estimate since the last throttle.
	 *
	 * @param amount how far it has grown, 0 at first
	 * @param at when it last grew
	 */
	record Growth(double amount, long at) {

		static Growth none(long now) {
			return new Growth(0, now);
		}

		Growth plus(double more, long now) {
			return new Growth(this.amount + more, Math.max(now, this.at));
		}

	}

}
