package dev.crossregion.bedrock.quota;

/**
 * What is known of the size of a quota. Immutable. Times are nanoseconds, rates are per
 * second.
 *
 * @param declared the declared rate, infinite when none is
 * @param learned the learned rate, infinite before the first refusal
 * @param measured whether the learned rate was measured; a first guess is not
 * @param burst the most that is ever held
 * @param learnedAt when the rate was learned
 * @param growth how many seconds the growth of a learned rate takes
 * @param sample what the measurement counted as used, 0 when the last refusal was none
 */
record Limit(double declared, double learned, boolean measured, double burst, long learnedAt, double growth,
		double sample) {

	static final double NONE = Double.POSITIVE_INFINITY;

	static final double NANOS = 1e9;

	/** No more than a minute's worth is ever held: quotas count by the minute. */
	static final double LONGEST_BURST = 60;

	private static final double SHORTEST_BURST = 0.5;

	/** How many seconds of a guessed rate are sent at once. */
	private static final double GUESSED_BURST = 0.3;

	/**
	 * A little more is tried than is declared: what is reserved when a window ends is
	 * lost with it, and only Bedrock can tell how much that is.
	 */
	private static final double EDGES = 1.03;

	/** By how much a rate starts below what was measured, so that others get a share. */
	private static final double BACK_OFF = 0.05;

	private static final double PLATEAU = Math.cbrt(BACK_OFF);

	/**
	 * Growth takes the longer the better a rate is known and the fewer the requests: one
	 * refusal in this many is accepted to find out whether there is more.
	 */
	private static final double REQUESTS_PER_REFUSAL = 150;

	private static final double TIMES_THE_INTERVAL = 4;

	private static final double SECONDS_PER_REQUEST = 0.75;

	private static final double QUICKEST_GROWTH = 10;

	private static final double QUICK_GROWTH = 20;

	private static final double SLOWEST_GROWTH = 120;

	/**
	 * Where the first refusal of a series is this many times as long ago as the last one,
	 * the quota comes in pulses, and only a whole interval measures it.
	 */
	private static final double PULSE = 2.5;

	/** How far above the measurement the rate may have been for it to be believed. */
	private static final double CREDIBLE = 1.5;

	static Limit of(double declared, long now) {
		return new Limit(declared, NONE, false, declared * LONGEST_BURST, now, QUICK_GROWTH, 0);
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
	 * Another size. What was learned of a smaller quota says nothing of one that was
	 * raised.
	 */
	Limit declare(double rate, long now) {
		if (this.declared == NONE || rate <= this.declared) {
			return new Limit(rate, this.learned, this.measured, Math.min(this.burst, rate * LONGEST_BURST),
					this.learnedAt, this.growth, this.sample);
		}
		return (rate != NONE) ? of(rate, now) : new Limit(NONE, this.learned, this.measured,
				(this.learned != NONE) ? this.burst : NONE, this.learnedAt, this.growth, this.sample);
	}

	double rate(double time) {
		return Math.min(this.declared * EDGES, this.learned * growth(time));
	}

	// Slowly back to what was measured, then faster and faster away from it.
	private double growth(double time) {
		double x = (time - this.learnedAt) / NANOS / this.growth - PLATEAU;
		double cube = x * x * x;
		return (x > 0) ? 1 + cube + cube * cube : 1 + cube;
	}

	double capacity(long now) {
		return Math.min(this.burst * Math.max(1, growth(now)), rate(now) * LONGEST_BURST);
	}

	/**
	 * The first refusal: the rate is less than what was sent, but who knows by how much.
	 */
	Limit guessed(double amount, Usage usage, long now) {
		double guess = Math.max(amount, 2 * usage.used() / seconds(usage.since(), now));
		return new Limit(this.declared, guess, false, guess * GUESSED_BURST, now, growthTime(amount, usage, now), 0);
	}

	/**
	 * A guess that rests on a small request says nothing of larger ones: it allows one
	 * request in a second, whatever its size.
	 */
	Limit allowing(double amount) {
		return (isOpen() || isKnown() || amount <= this.learned) ? this : new Limit(this.declared, amount, false,
				Math.max(this.burst, amount * GUESSED_BURST), this.learnedAt, this.growth, this.sample);
	}

	/** A refusal of a bucket that had been full: it holds less than was thought. */
	Limit shrunk(double amount, double left, Usage usage, long now) {
		double most = rate(now);
		if (usage.isEnough(amount, isKnown())) {
			most = Math.min(most, usage.used() / seconds(usage.since(), now));
		}
		return new Limit(this.declared, most, this.measured,
				Math.max(most * SHORTEST_BURST, this.burst - Math.max(0, left)), now, growthTime(amount, usage, now),
				0);
	}

	/** A refusal of a bucket that had been empty: what was used meanwhile is the rate. */
	Limit measured(double amount, Usage usage, long now) {
		double old = rate(now);
		double most = usage.used() / seconds(usage.since(), now);
		double least = usage.used() / seconds(this.learnedAt, now);
		double found = (most > PULSE * least) ? least
				: (!isKnown()) ? Math.sqrt(most * least) : Math.max(least, Math.min(most, old));
		if (this.measured && old > CREDIBLE * found) {
			found = Math.sqrt(old * found);
		}
		double requests = requests(amount, usage);
		double weight = (isKnown()) ? requests / (requests + 4) : 1;
		double learned = old * Math.pow(found / old, weight);
		return new Limit(this.declared, learned, true, Math.max(this.burst, learned * SHORTEST_BURST), now,
				growthTime(amount, usage, now), (found == old) ? NONE : usage.used() / weight);
	}

	/** What the measurement counted as used was refused in truth. */
	Limit without(double amount) {
		double part = Math.max(0.1, 1 - amount / this.sample);
		return new Limit(this.declared, this.learned * part, this.measured, this.burst, this.learnedAt, this.growth,
				this.sample * part);
	}

	/** The last refusal measured nothing. */
	Limit withoutSample() {
		return (this.sample == 0) ? this
				: new Limit(this.declared, this.learned, this.measured, this.burst, this.learnedAt, this.growth, 0);
	}

	private static double growthTime(double amount, Usage usage, long now) {
		double requests = requests(amount, usage);
		double known = Math.max(QUICKEST_GROWTH, Math.min(QUICK_GROWTH, SECONDS_PER_REQUEST * requests));
		double polite = seconds(usage.since(), now) * Math.min(TIMES_THE_INTERVAL, REQUESTS_PER_REFUSAL / requests);
		return Math.min(SLOWEST_GROWTH, Math.max(known, polite));
	}

	private static double requests(double amount, Usage usage) {
		return Math.max(1, usage.used() / Math.max(1, amount));
	}

	private static double seconds(long since, long now) {
		return Math.max(0.05, (now - since) / NANOS);
	}

}
