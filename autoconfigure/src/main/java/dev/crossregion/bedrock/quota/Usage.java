package dev.crossregion.bedrock.quota;

/**
 * What was used since the bucket was last known to be full or empty. Immutable. What was
 * sent lately may still be refused, so it is known apart, in two generations. Times are
 * nanoseconds.
 *
 * @param since since when
 * @param sinceFull whether the bucket was full then
 * @param used what was used, with what was sent lately
 * @param lately what was sent in the generation before the latest one
 * @param latelySince when that began
 * @param latest what was sent in the latest generation
 * @param latestSince when that began
 */
record Usage(long since, boolean sinceFull, double used, double lately, long latelySince, double latest,
		long latestSince) {

	/** How many requests a measurement takes, the first one and later ones. */
	private static final int FEW_REQUESTS = 2;

	private static final int REQUESTS = 4;

	static Usage none(boolean full, long now) {
		return new Usage(now, full, 0, 0, now, 0, now);
	}

	/** What is taken from a full bucket. */
	static Usage first(double amount, long now) {
		return new Usage(now, true, amount, 0, now, amount, now);
	}

	Usage take(double amount, long lag, long now) {
		return (now - this.latestSince >= lag)
				? new Usage(this.since, this.sinceFull, this.used + amount, this.latest, this.latestSince, amount, now)
				: new Usage(this.since, this.sinceFull, this.used + amount, this.lately, this.latelySince,
						this.latest + amount, this.latestSince);
	}

	Usage in(double unit) {
		return new Usage(this.since, this.sinceFull, this.used / unit, this.lately / unit, this.latelySince,
				this.latest / unit, this.latestSince);
	}

	Usage giveBack(double amount) {
		return new Usage(this.since, this.sinceFull, this.used - amount, this.lately, this.latelySince, this.latest,
				this.latestSince);
	}

	/** Forget the first half, so that only the last while counts. */
	Usage halved(long now) {
		return new Usage(now - (now - this.since) / 2, this.sinceFull, this.used / 2, this.lately, this.latelySince,
				this.latest, this.latestSince);
	}

	/** A request was refused: it has used nothing. */
	Usage refused(double amount) {
		double latest = Math.max(0, this.latest - amount);
		double lately = Math.max(0, this.lately - (amount - (this.latest - latest)));
		return new Usage(this.since, this.sinceFull, this.used - amount, lately, this.latelySince, latest,
				this.latestSince);
	}

	/** Still empty: where nothing was admitted meanwhile, the time does not count. */
	Usage stillEmpty(double amount, long now) {
		if (certain() >= FEW_REQUESTS * amount) {
			return this;
		}
		long recent = (this.latest > 0) ? this.latestSince : now;
		return new Usage((this.lately > 0) ? this.latelySince : recent, this.sinceFull, this.used, this.lately,
				this.latelySince, this.latest, this.latestSince);
	}

	/** Whether enough was used to measure by it. */
	boolean isEnough(double amount, boolean known) {
		return certain() >= ((known) ? REQUESTS : FEW_REQUESTS) * amount;
	}

	private double certain() {
		return this.used - this.lately - this.latest;
	}

}
