package dev.crossregion.bedrock.quota;

/**
 * A token bucket that mirrors one quota of Bedrock. It refills at a rate that is
 * declared, estimated from throttles, or both. Immutable. Times are nanoseconds.
 * <p>
 * A request takes what it reserves and gives back what it did not use, so that both the
 * rate and the reservations at one time are limited. Between two throttles Bedrock admits
 * exactly what the quota refills, whatever the size of the bucket and however many other
 * clients use it; {@link ConsumptionSample} measures that.
 *
 * @param rate how fast it refills, and its size
 * @param sample what was used of it since the last throttle
 * @param level what is left; less than 0 when requests used more than they had reserved
 * @param at the time of the level
 * @param pausedUntil until when it does not refill, after a throttle
 */
record TokenBucket(RateEstimate rate, ConsumptionSample sample, double level, long at, long pausedUntil) {

	/** How long usage is remembered while requests are not limited. */
	private static final double MEMORY_SECONDS = 10;

	/**
	 * A bucket of guessed size counts as full when nothing was taken for so long, because
	 * other routes were used. Otherwise that time would be measured as a small quota.
	 */
	private static final long IDLE_NANOS = 2_000_000_000;

	/**
	 * The assumed rest when a request is throttled, as a part of what it asked for: it is
	 * between nothing and all of that.
	 */
	private static final double REST_AT_THROTTLE = 0.5;

	static TokenBucket of(double declared, long now) {
		RateEstimate rate = RateEstimate.of(declared, now);
		return new TokenBucket(rate, ConsumptionSample.none(true, 0, now), rate.burst(), now, now);
	}

	boolean isUnlimited() {
		return this.rate.isUnlimited();
	}

	/** Change the declared rate. What is in use stays in use. */
	TokenBucket declare(double declared, long now) {
		if (declared == this.rate.declared()) {
			return this;
		}
		TokenBucket current = refill(now);
		RateEstimate rate = current.rate.declare(declared, now);
		double level = (rate.isUnlimited()) ? rate.burst() : Math.min(current.level, rate.burst());
		return new TokenBucket(rate, current.sample, level, current.at, current.pausedUntil);
	}

	private TokenBucket refill(long now) {
		return (now <= this.at) ? this : new TokenBucket(this.rate, sampleAt(now), levelAt(now), now, this.pausedUntil);
	}

	private double levelAt(long now) {
		if (now <= this.at || isUnlimited()) {
			return this.level;
		}
		long time = Math.max(0, now - Math.max(this.at, this.pausedUntil));
		double filled = this.level + this.rate.perSecond() * time / RateEstimate.NANOS;
		return Math.min(filled, Math.max(this.level, this.rate.capacity()));
	}

	private ConsumptionSample sampleAt(long now) {
		if (isFullAt(now)) {
			return this.sample.full(now);
		}
		return (isUnlimited() && now - this.sample.window().measuredFrom() > MEMORY_SECONDS * RateEstimate.NANOS)
				? this.sample.halved(now) : this.sample;
	}

	private boolean isFullAt(long now) {
		boolean certain = (this.rate.isKnown()) ? now > this.at && this.at >= this.pausedUntil
				: now - Math.max(this.at, this.pausedUntil) > IDLE_NANOS;
		return certain && levelAt(now) >= this.rate.capacity();
	}

	/**
	 * How long until there is room.
	 * @param amount what is asked for; more than the capacity is admitted when the bucket
	 * is full
	 * @param now the time
	 * @return nanoseconds, 0 when there is room
	 */
	long delay(double amount, long now) {
		return (isUnlimited()) ? 0 : scaledTo(amount).refillDelay(amount, now);
	}

	private long refillDelay(double amount, long now) {
		double missing = Math.min(amount, this.rate.capacity()) - levelAt(now);
		return (missing <= 0) ? 0 : (long) Math.min(RateEstimate.MAX_BURST_SECONDS * RateEstimate.NANOS,
				Math.max(0, this.pausedUntil - now) + Math.ceil(missing / this.rate.perSecond() * RateEstimate.NANOS));
	}

	private TokenBucket scaledTo(double amount) {
		RateEstimate rate = this.rate.scaledTo(amount, this.sample.error());
		return (rate == this.rate) ? this
				: new TokenBucket(rate, this.sample.continued(amount), this.level, this.at, this.pausedUntil);
	}

	/**
	 * The part of the capacity that is left. Without a known limit it is between 0.5 and
	 * 1, and the less was used the more.
	 */
	double headroom(long now) {
		return (isUnlimited()) ? 0.5 + 0.5 / (1 + Math.max(0, this.sample.consumed()))
				: levelAt(now) / this.rate.capacity();
	}

	/**
	 * Take tokens for a request.
	 * @param amount how many
	 * @param throttleLatency how long it may take from sending the request to its
	 * throttle
	 * @param now the time
	 * @return the bucket without them
	 */
	TokenBucket take(double amount, long throttleLatency, long now) {
		TokenBucket bucket = scaledTo(amount);
		long time = Math.max(now, this.at);
		double level = bucket.levelAt(now) - amount;
		return new TokenBucket(bucket.rate.sent(level < amount, time),
				bucket.sampleAt(now).take(amount, throttleLatency, time), level, time, this.pausedUntil);
	}

	/** Give back what a request did not use; negative when it used more. */
	TokenBucket giveBack(double amount, long now) {
		double level = levelAt(now);
		double most = (amount > 0 && !isUnlimited()) ? Math.max(level, this.rate.capacity()) : RateEstimate.UNLIMITED;
		return new TokenBucket(this.rate, sampleAt(now).giveBack(amount), Math.min(level + amount, most),
				Math.max(now, this.at), this.pausedUntil);
	}

	/** Take over the usage of another quota, in a unit that is this many of the other. */
	TokenBucket withUsageOf(TokenBucket other, double unit) {
		return new TokenBucket(this.rate, other.sample.inUnit(unit), this.level, other.at, this.pausedUntil);
	}

	/** Whether enough was used since the last throttle to measure the rate. */
	boolean canMeasure(double amount) {
		return isUnlimited() || this.sample.without(amount).isEnough(amount);
	}

	/** How long it takes to refill this amount, 0 when that is not known. */
	long refillTime(double amount) {
		return (this.rate.isKnown()) ? (long) (amount / this.rate.perSecond() * RateEstimate.NANOS) : 0;
	}

	/**
	 * Learn from a throttle: less is left than the request asked for.
	 * @param amount what the request asked for
	 * @param series whether throttles followed one another, with next to nothing admitted
	 * @param pausedUntil until when the bucket does not refill
	 * @param now the time
	 * @return the bucket with its new level and rate
	 */
	TokenBucket throttled(double amount, boolean series, long pausedUntil, long now) {
		TokenBucket current = refill(now);
		ConsumptionSample used = current.sample.without(amount);
		double left = current.level + amount;
		boolean enough = current.isUnlimited() || used.isEnough(amount);
		return new TokenBucket(current.rateAfterThrottle(amount, used, left, enough),
				(enough) ? ConsumptionSample.none(false, amount, current.at)
						: current.continuedSample(amount, used, series),
				Math.min(REST_AT_THROTTLE * amount, left), current.at, pausedUntil);
	}

	private RateEstimate rateAfterThrottle(double amount, ConsumptionSample used, double left, boolean enough) {
		if (isUnlimited()) {
			return this.rate.guessed(amount, used, this.at);
		}
		if (used.window().fromFull()) {
			return this.rate.shrunk(amount, left, used, this.at);
		}
		return (enough) ? this.rate.measured(amount, used, this.at) : this.rate.throttled(this.at);
	}

	private ConsumptionSample continuedSample(double amount, ConsumptionSample used, boolean series) {
		if (used.window().fromFull()) {
			return used.continued(amount);
		}
		return (series) ? used.stillEmpty(this.at) : used;
	}

	/** Correct for a throttle of a request that was in flight at the last throttle. */
	TokenBucket throttledInFlight(double amount) {
		double level = (this.level < 0) ? Math.min(0, this.level + amount) : this.level;
		return new TokenBucket(this.rate, this.sample.without(amount), level, this.at, this.pausedUntil);
	}

}
