package dev.crossregion.bedrock.quota;

/**
 * Measures what was used of a quota since a throttle, at which nothing of it was left.
 * The next throttle turns the sample into an estimate of the refill rate. Immutable;
 * times are nanoseconds.
 *
 * @param window the time over which the sample measures
 * @param usedBefore what was used before {@link Window#measuredFrom()}
 * @param used what was used since {@link Window#seriesStart()}, in-flight requests
 * included
 * @param inFlight what may still be throttled
 * @param error how much may have been left at the start: less than the throttled request
 * asked for
 */
record ConsumptionSample(Window window, double usedBefore, double used, InFlight inFlight, double error) {

	static ConsumptionSample none(boolean full, double error, long now) {
		return new ConsumptionSample(new Window(now, now, now, full), 0, 0, InFlight.NONE, error);
	}

	/** Measure from now, when the bucket is assumed to be full. */
	ConsumptionSample full(long now) {
		return new ConsumptionSample(new Window(this.window.seriesStart(), this.window.seriesEnd(), now, true),
				this.used, this.used, InFlight.NONE, 0);
	}

	/** Continue after a throttle that came too early to measure. */
	ConsumptionSample continued(double error) {
		return new ConsumptionSample(
				new Window(this.window.seriesStart(), this.window.seriesEnd(), this.window.measuredFrom(), false),
				this.usedBefore, this.used, this.inFlight, error);
	}

	/** Measure from now, when the bucket is still empty and nothing was admitted. */
	ConsumptionSample stillEmpty(long now) {
		return with(new Window(this.window.seriesStart(), now, now, this.window.fromFull()));
	}

	private ConsumptionSample with(Window window) {
		return new ConsumptionSample(window, this.usedBefore, this.used, this.inFlight, this.error);
	}

	ConsumptionSample take(double amount, long throttleLatency, long now) {
		return with(this.used + amount, this.inFlight.take(amount, throttleLatency, now));
	}

	ConsumptionSample giveBack(double amount) {
		return with(this.used - amount, this.inFlight);
	}

	/** A request was throttled, so that it has used nothing. */
	ConsumptionSample without(double amount) {
		return with(this.used - amount, this.inFlight.without(amount));
	}

	private ConsumptionSample with(double used, InFlight inFlight) {
		return new ConsumptionSample(this.window, this.usedBefore, used, inFlight, this.error);
	}

	/** Forget the older half. */
	ConsumptionSample halved(long now) {
		return new ConsumptionSample(this.window.halved(now), this.usedBefore / 2, this.used / 2, this.inFlight,
				this.error);
	}

	/** The same sample in another unit, which is this many of the old one. */
	ConsumptionSample inUnit(double unit) {
		return new ConsumptionSample(this.window, this.usedBefore / unit, this.used / unit, this.inFlight.inUnit(unit),
				this.error / unit);
	}

	/** What was used since the bucket was last empty, or assumed to be full. */
	double consumed() {
		return this.used - this.usedBefore;
	}

	/**
	 * The length of the sample in requests: how many times what was certainly used is the
	 * error of the measurement, which is the size of the request before or after it.
	 */
	double requests(double amount) {
		double certain = consumed() - this.inFlight.previous() - this.inFlight.latest();
		return Math.max(0, certain / Math.max(1, Math.max(this.error, amount)));
	}

	boolean isEnough(double amount) {
		return requests(amount) >= RateEstimate.HALF_WEIGHT_REQUESTS;
	}

	/**
	 * The time over which a sample measures.
	 *
	 * @param seriesStart when the first throttle of the last series came
	 * @param seriesEnd when the last throttle of that series came: nothing was left until
	 * then
	 * @param measuredFrom when the bucket was last known to be empty, or assumed to be
	 * full
	 * @param fromFull whether it was assumed to be full at that time
	 */
	record Window(long seriesStart, long seriesEnd, long measuredFrom, boolean fromFull) {

		Window halved(long now) {
			return new Window(half(this.seriesStart, now), half(this.seriesEnd, now), half(this.measuredFrom, now),
					this.fromFull);
		}

		private static long half(long since, long now) {
			return now - (now - since) / 2;
		}

	}

	/**
	 * What was sent so recently that it may still be throttled, in two generations.
	 *
	 * @param previous what was sent in the generation before the latest one
	 * @param latest what was sent in the latest generation
	 * @param latestSince when the latest generation began
	 */
	record InFlight(double previous, double latest, long latestSince) {

		/** The first request begins a generation. */
		static final InFlight NONE = new InFlight(0, 0, Long.MIN_VALUE / 2);

		InFlight take(double amount, long throttleLatency, long now) {
			return (now - this.latestSince >= throttleLatency) ? new InFlight(this.latest, amount, now)
					: new InFlight(this.previous, this.latest + amount, this.latestSince);
		}

		InFlight without(double amount) {
			double latest = Math.max(0, this.latest - amount);
			double previous = Math.max(0, this.previous - (amount - (this.latest - latest)));
			return new InFlight(previous, latest, this.latestSince);
		}

		InFlight inUnit(double unit) {
			return new InFlight(this.previous / unit, this.latest / unit, this.latestSince);
		}

	}

}
