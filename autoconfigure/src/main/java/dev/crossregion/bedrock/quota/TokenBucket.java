package dev.crossregion.bedrock.quota;

/**
 * What is thought to be left of one quota: a bucket that fills at a rate which is
 * declared, or estimated from throttles, or both. Immutable. Times are nanoseconds.
 * <p>
 * A request takes what it reserves and gives back what it did not use, so both the rate
 * and what is reserved at once are limited. Between two moments at which Bedrock
 * throttled, it has admitted just what the quota refilled meanwhile, whatever the size of
 * the bucket and however many others use it.
 *
 * @param rate how fast it fills, and its size
 * @param sample what was used of it since the last throttle
 * @param level what is left; less than 0 when requests used more than they had reserved
 * @param at when that was
 * @param pausedUntil until when it does not fill, after a throttle
 */
record TokenBucket(RateEstimate rate, ConsumptionSample sample, double level, long at, long pausedUntil) {

	/** For so many seconds usage is remembered while nothing limits it. */
	private static final double MEMORY = 10;

	/**
	 * A bucket whose size is guessed counts as full when nothing was taken for so many
	 * nanoseconds, because other routes were used. That time would be measured as a small
	 * quota otherwise.
	 */
	private static final long IDLE = 2_000_000_000;

	/**
	 * What is left when a request is throttled: anything between nothing and what it
	 * asked for.
	 */
	private static final double LEFT = 0.5;

	static TokenBucket of(double declared, long now) {
		RateEstimate rate = RateEstimate.of(declared, now);
		return new TokenBucket(rate, ConsumptionSample.none(true, 0, now), rate.burst(), now, now);
	}

	boolean isOpen() {
		return this.rate.isOpen();
	}

	/** Take over another size; what is in use of the old one is in use of the new one. */
	TokenBucket declare(double declared, long now) {
		if (declared == this.rate.declared()) {
			return this;
		}
		TokenBucket current = refill(now);
		RateEstimate rate = current.rate.declare(declared, now);
		double level = (rate.isOpen()) ? rate.burst() : Math.min(current.level, rate.burst());
		return new TokenBucket(rate, current.sample, level, current.at, current.pausedUntil);
	}

	private TokenBucket refill(long now) {
		return (now <= this.at) ? this : new TokenBucket(this.rate, consumed(now), level(now), now, this.pausedUntil);
	}

	private double level(long now) {
		if (now <= this.at || isOpen()) {
			return this.level;
		}
		long time = Math.max(0, now - Math.max(this.at, this.pausedUntil));
		double filled = this.level + this.rate.perSecond() * time / RateEstimate.NANOS;
		return Math.min(filled, Math.max(this.level, this.rate.capacity()));
	}

	private ConsumptionSample consumed(long now) {
		if (isFull(now)) {
			return this.sample.full(now);
		}
		return (isOpen() && now - this.sample.since() > MEMORY * RateEstimate.NANOS) ? this.sample.halved(now)
				: this.sample;
	}

	private boolean isFull(long now) {
		boolean telling = (this.rate.isKnown()) ? now > this.at && this.at >= this.pausedUntil
				: now - Math.max(this.at, this.pausedUntil) > IDLE;
		return telling && level(now) >= this.rate.capacity();
	}

	/**
	 * How long until there is room.
	 * @param amount what is asked for; more than the bucket ever holds passes when it is
	 * full
	 * @param now the time
	 * @return nanoseconds, 0 when there is room
	 */
	long delay(double amount, long now) {
		return (isOpen()) ? 0 : allowing(amount).missing(amount, now);
	}

	private long missing(double amount, long now) {
		double missing = Math.min(amount, this.rate.capacity()) - level(now);
		return (missing <= 0) ? 0 : (long) Math.min(RateEstimate.LONGEST_BURST * RateEstimate.NANOS,
				Math.max(0, this.pausedUntil - now) + Math.ceil(missing / this.rate.perSecond() * RateEstimate.NANOS));
	}

	private TokenBucket allowing(double amount) {
		RateEstimate rate = this.rate.allowing(amount, this.sample.error());
		return (rate == this.rate) ? this
				: new TokenBucket(rate, this.sample.continued(amount), this.level, this.at, this.pausedUntil);
	}

	/**
	 * The part that is left. Where nothing is known, it is half, and more unless used.
	 */
	double headroom(long now) {
		return (isOpen()) ? 0.5 + 0.5 / (1 + Math.max(0, this.sample.consumed())) : level(now) / this.rate.capacity();
	}

	/**
	 * Use some.
	 * @param amount how much
	 * @param lag how long a throttle may take to come back
	 * @param now the time
	 * @return what is left
	 */
	TokenBucket take(double amount, long lag, long now) {
		TokenBucket bucket = allowing(amount);
		long time = Math.max(now, this.at);
		double level = bucket.level(now) - amount;
		return new TokenBucket(bucket.rate.sent(level < amount, time), bucket.consumed(now).take(amount, lag, time),
				level, time, this.pausedUntil);
	}

	/** Give back what a request did not use; less than 0 when it used more. */
	TokenBucket giveBack(double amount, long now) {
		double level = level(now);
		double most = (amount > 0 && !isOpen()) ? Math.max(level, this.rate.capacity()) : RateEstimate.NONE;
		return new TokenBucket(this.rate, consumed(now).giveBack(amount), Math.min(level + amount, most),
				Math.max(now, this.at), this.pausedUntil);
	}

	/** The same usage as another quota has, in a unit of which this much is one. */
	TokenBucket likeOf(TokenBucket other, double unit) {
		return new TokenBucket(this.rate, other.sample.in(unit), this.level, other.at, this.pausedUntil);
	}

	/** Whether a throttle would measure something. */
	boolean isMeasuredBy(double amount) {
		return isOpen() || this.sample.without(amount).isEnough(amount);
	}

	/** How long it takes to refill this much, 0 when that is not known. */
	long apart(double amount) {
		return (this.rate.isKnown()) ? (long) (amount / this.rate.perSecond() * RateEstimate.NANOS) : 0;
	}

	/**
	 * Bedrock says that there is less left than a request asked for.
	 * @param amount what was asked for
	 * @param series whether one throttle followed another, with next to nothing admitted
	 * @param pausedUntil until when the bucket does not fill
	 * @param now the time
	 * @return what is left, and what is learned from it
	 */
	TokenBucket throttled(double amount, boolean series, long pausedUntil, long now) {
		TokenBucket current = refill(now);
		ConsumptionSample used = current.sample.without(amount);
		double left = current.level + amount;
		boolean enough = current.isOpen() || used.isEnough(amount);
		return new TokenBucket(current.learned(amount, used, left, enough),
				(enough) ? ConsumptionSample.none(false, amount, current.at) : current.unmeasured(amount, used, series),
				Math.min(LEFT * amount, left), current.at, pausedUntil);
	}

	private RateEstimate learned(double amount, ConsumptionSample used, double left, boolean enough) {
		if (isOpen()) {
			return this.rate.guessed(amount, used, this.at);
		}
		if (used.sinceFull()) {
			return this.rate.shrunk(amount, left, used, this.at);
		}
		return (enough) ? this.rate.measured(amount, used, this.at) : this.rate.throttled(this.at);
	}

	private ConsumptionSample unmeasured(double amount, ConsumptionSample used, boolean series) {
		if (used.sinceFull()) {
			return used.continued(amount);
		}
		return (series) ? used.stillEmpty(this.at) : used;
	}

	/** A request was throttled that had been sent before the last throttle came. */
	TokenBucket alsoThrottled(double amount) {
		double level = (this.level < 0) ? Math.min(0, this.level + amount) : this.level;
		return new TokenBucket(this.rate, this.sample.without(amount), level, this.at, this.pausedUntil);
	}

}
