package dev.crossregion.bedrock.quota;

/**
 * What was used of a quota since a throttle, which says that nothing was left then. The
 * next throttle makes a measurement of it. Immutable. What was sent lately may still be
 * throttled, so it is known apart, in two generations. Times are nanoseconds.
 *
 * @param start when the first throttle of the last series came
 * @param emptyAt when the last throttle of that series came: nothing was left until then
 * @param since when the bucket was last known to be empty, or thought to be full
 * @param sinceFull whether it was thought to be full then
 * @param usedBefore what was used until then
 * @param used what was used since the start, with what was sent lately
 * @param lately what was sent in the generation before the latest one
 * @param latest what was sent in the latest generation
 * @param latestSince when that began
 * @param error how much may have been left at the start: less than the request that was
 * throttled asked for
 */
record ConsumptionSample(long start, long emptyAt, long since, boolean sinceFull, double usedBefore, double used,
		double lately, double latest, long latestSince, double error) {

	static ConsumptionSample none(boolean full, double error, long now) {
		return new ConsumptionSample(now, now, now, full, 0, 0, 0, 0, now, error);
	}

	/** The bucket is thought to be full. */
	ConsumptionSample full(long now) {
		return new ConsumptionSample(this.start, this.emptyAt, now, true, this.used, this.used, 0, 0, now, 0);
	}

	/** A throttle that is too early to measure by: the sample goes on. */
	ConsumptionSample continued(double error) {
		return new ConsumptionSample(this.start, this.emptyAt, this.since, false, this.usedBefore, this.used,
				this.lately, this.latest, this.latestSince, error);
	}

	/** Still empty: the time in which nothing was admitted does not count. */
	ConsumptionSample stillEmpty(long now) {
		return new ConsumptionSample(this.start, now, now, this.sinceFull, this.usedBefore, this.used, this.lately,
				this.latest, this.latestSince, this.error);
	}

	ConsumptionSample take(double amount, long lag, long now) {
		return (now - this.latestSince >= lag) ? with(this.used + amount, this.latest, amount, now)
				: with(this.used + amount, this.lately, this.latest + amount, this.latestSince);
	}

	ConsumptionSample giveBack(double amount) {
		return with(this.used - amount, this.lately, this.latest, this.latestSince);
	}

	/** A request was throttled: it has used nothing. */
	ConsumptionSample without(double amount) {
		double latest = Math.max(0, this.latest - amount);
		double lately = Math.max(0, this.lately - (amount - (this.latest - latest)));
		return with(this.used - amount, lately, latest, this.latestSince);
	}

	private ConsumptionSample with(double used, double lately, double latest, long latestSince) {
		return new ConsumptionSample(this.start, this.emptyAt, this.since, this.sinceFull, this.usedBefore, used,
				lately, latest, latestSince, this.error);
	}

	/** Forget the first half, so that only the last while counts. */
	ConsumptionSample halved(long now) {
		return new ConsumptionSample(half(this.start, now), half(this.emptyAt, now), half(this.since, now),
				this.sinceFull, this.usedBefore / 2, this.used / 2, this.lately, this.latest, this.latestSince,
				this.error);
	}

	private static long half(long since, long now) {
		return now - (now - since) / 2;
	}

	/** The same in a unit of which this much is one. */
	ConsumptionSample in(double unit) {
		return new ConsumptionSample(this.start, this.emptyAt, this.since, this.sinceFull, this.usedBefore / unit,
				this.used / unit, this.lately / unit, this.latest / unit, this.latestSince, this.error / unit);
	}

	/** What was used since the bucket was last known to be empty or full. */
	double consumed() {
		return this.used - this.usedBefore;
	}

	/**
	 * How many times what was certainly used is as much as the measurement may be wrong
	 * by: what the request before it or the one after it asked for.
	 */
	double requests(double amount) {
		double certain = consumed() - this.lately - this.latest;
		return Math.max(0, certain / Math.max(1, Math.max(this.error, amount)));
	}

	boolean isEnough(double amount) {
		return requests(amount) >= RateEstimate.REQUESTS;
	}

}
