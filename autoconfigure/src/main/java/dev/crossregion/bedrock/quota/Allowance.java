package dev.crossregion.bedrock.quota;

/**
 * What is thought to be left of one quota: a bucket that fills at a rate which is
 * declared, or learned from refusals, or both. Immutable. Times are nanoseconds.
 * <p>
 * Between two moments at which Bedrock refused, it has admitted just what the quota
 * refilled meanwhile, so what was used in between measures the rate, whatever the size of
 * the bucket and however many others use it. After a refusal of a bucket that had been
 * full, it is the size that was wrong.
 *
 * @param limit its size
 * @param usage what was used of it
 * @param level what is left; less than 0 when requests used more than they had reserved
 * @param at when that was
 * @param heldUntil until when requests are held back, so that a bucket that fills up says
 * nothing
 */
record Allowance(Limit limit, Usage usage, double level, long at, long heldUntil) {

	/** For so many seconds usage is remembered while nothing limits it. */
	private static final double MEMORY = 10;

	/**
	 * A bucket whose size is unknown or guessed counts as full when nothing was taken for
	 * so many nanoseconds, because other routes were used. That time would be measured as
	 * a small quota otherwise.
	 */
	private static final long IDLE = 2_000_000_000;

	static Allowance of(double declared, long now) {
		Limit limit = Limit.of(declared, now);
		return new Allowance(limit, Usage.none(true, now), limit.burst(), now, now);
	}

	boolean isOpen() {
		return this.limit.isOpen();
	}

	/** Take over another size; what is in use of the old one is in use of the new one. */
	Allowance declare(double rate, long now) {
		if (rate == this.limit.declared()) {
			return this;
		}
		Allowance current = refill(now);
		Limit limit = current.limit.declare(rate, now);
		double level = (limit.isOpen()) ? limit.burst() : Math.min(current.level, limit.burst());
		return new Allowance(limit, current.usage, level, current.at, current.heldUntil);
	}

	private Allowance refill(long now) {
		if (now <= this.at) {
			return this;
		}
		double level = level(now);
		return new Allowance(this.limit, (isFull(level, now)) ? Usage.none(true, now) : remembered(now), level, now,
				this.heldUntil);
	}

	private boolean isFull(double level, long now) {
		boolean telling = (this.limit.isKnown()) ? now > this.at && this.at >= this.heldUntil
				: now - Math.max(this.at, this.heldUntil) > IDLE;
		return telling && level >= this.limit.capacity(now);
	}

	private Usage remembered(long now) {
		return (isOpen() && now - this.usage.since() > MEMORY * Limit.NANOS) ? this.usage.halved(now) : this.usage;
	}

	private double level(long now) {
		if (now <= this.at || isOpen()) {
			return this.level;
		}
		double rate = this.limit.rate(this.at + (now - this.at) / 2.0);
		double filled = this.level + rate * (now - this.at) / Limit.NANOS;
		return Math.min(filled, Math.max(this.level, this.limit.capacity(now)));
	}

	/**
	 * How long until there is room.
	 * @param amount what is asked for; more than the bucket ever holds passes when it is
	 * full
	 * @param now the time
	 * @return nanoseconds, 0 when there is room
	 */
	long delay(double amount, long now) {
		if (isOpen()) {
			return 0;
		}
		Limit limit = this.limit.allowing(amount);
		return (limit != this.limit) ? with(limit).delay(amount, now) : missing(amount, now);
	}

	private long missing(double amount, long now) {
		double missing = Math.min(amount, this.limit.capacity(now)) - level(now);
		return (missing <= 0) ? 0 : (long) Math.min(Limit.LONGEST_BURST * Limit.NANOS,
				Math.ceil(missing / this.limit.rate(now) * Limit.NANOS));
	}

	/**
	 * The part that is left. Where nothing is known, it is half, and more unless used.
	 */
	double headroom(long now) {
		return (isOpen()) ? 0.5 + 0.5 / (1 + Math.max(0, this.usage.used())) : level(now) / this.limit.capacity(now);
	}

	/**
	 * Use some.
	 * @param amount how much
	 * @param lag how long a refusal may take to come back
	 * @param now the time
	 * @return what is left
	 */
	Allowance take(double amount, long lag, long now) {
		Limit limit = this.limit.allowing(amount);
		if (limit != this.limit) {
			return with(limit).take(amount, lag, now);
		}
		double level = level(now);
		long time = Math.max(now, this.at);
		Usage usage = (isFull(level, now)) ? Usage.first(amount, now) : remembered(now).take(amount, lag, time);
		return new Allowance(this.limit, usage, level - amount, time, this.heldUntil);
	}

	/** Give back what a request did not use; less than 0 when it used more. */
	Allowance giveBack(double amount, long now) {
		double level = level(now);
		long time = Math.max(now, this.at);
		Usage usage = (isFull(level, now)) ? Usage.first(Math.max(0, -amount), now) : remembered(now).giveBack(amount);
		double most = (amount > 0 && !isOpen()) ? Math.max(level, this.limit.capacity(time)) : Limit.NONE;
		return new Allowance(this.limit, usage, Math.min(level + amount, most), time, this.heldUntil);
	}

	private Allowance with(Limit limit) {
		return new Allowance(limit, this.usage, this.level, this.at, this.heldUntil);
	}

	private Allowance with(Usage usage, double level) {
		return new Allowance(this.limit, usage, level, this.at, this.heldUntil);
	}

	/** The same usage as another quota has, in a unit of which this much is one. */
	Allowance likeOf(Allowance other, double unit) {
		return new Allowance(this.limit, other.usage.in(unit), this.level, other.at, this.heldUntil);
	}

	/** Whether a refusal would tell something new. */
	boolean learnsFrom(double amount) {
		return isOpen() || this.usage.sinceFull() || this.usage.isEnough(amount, this.limit.isKnown());
	}

	/**
	 * Nothing is left, Bedrock says.
	 * @param amount what was asked for
	 * @param heldUntil until when requests are held back
	 * @param now the time
	 * @return nothing, and what is learned from it
	 */
	Allowance refused(double amount, long heldUntil, long now) {
		Allowance current = refill(now);
		Usage usage = current.usage.refused(amount);
		double left = current.level + amount;
		double level = Math.min(0, left);
		if (!current.learnsFrom(amount)) {
			return new Allowance(current.limit.withoutSample(), usage.stillEmpty(amount, current.at), level, current.at,
					heldUntil);
		}
		Limit limit = (current.isOpen()) ? current.limit.guessed(amount, usage, current.at)
				: (usage.sinceFull()) ? current.limit.shrunk(amount, left, usage, current.at)
						: current.limit.measured(amount, usage, current.at);
		return new Allowance(limit, Usage.none(false, current.at), level, current.at, heldUntil);
	}

	/** A request was refused that had been sent before the last refusal came. */
	Allowance alsoRefused(double amount) {
		double level = (this.level < 0) ? Math.min(0, this.level + amount) : this.level;
		if (this.limit.sample() > 0) {
			return new Allowance(this.limit.without(amount), this.usage, level, this.at, this.heldUntil);
		}
		return with(this.usage.refused(amount), level);
	}

}
