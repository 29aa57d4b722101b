package dev.crossregion.bedrock.shared;

/**
 * The tokens that a shared bucket has at most, as one instance knows them: those of the
 * last answer of the store, what was refilled since, and what this instance took or gave
 * back since. What other instances took since is not known. Times are
 * {@link System#nanoTime()}. Thread-safe.
 */
final class LastKnownLevel {

	private final long size;

	private final double tokensPerNano;

	private double tokens;

	private long at;

	/**
	 * Create a level that is known before the first answer.
	 * @param size the size of the bucket, which refills within
	 * {@link QuotaBucket#REFILL_DURATION}; positive
	 * @param tokens what the bucket has; at most the size
	 * @param now the time
	 */
	LastKnownLevel(long size, long tokens, long now) {
		this.size = size;
		this.tokensPerNano = size / (double) QuotaBucket.REFILL_DURATION.toNanos();
		this.tokens = tokens;
		this.at = now;
	}

	/**
	 * Adopt an answer of the store.
	 * @param remaining the tokens that the bucket has; negative for debt
	 * @param now the time
	 */
	synchronized void answered(long remaining, long now) {
		this.tokens = remaining;
		this.at = now;
	}

	/**
	 * Take tokens if there are enough. More than the size is taken from a full bucket,
	 * and leaves a debt; nothing can be taken from every bucket.
	 * @param amount how many; not negative
	 * @param now the time
	 * @return 0 if they were taken, otherwise the time until there may be enough, in
	 * nanoseconds
	 */
	synchronized long tryTake(long amount, long now) {
		refill(now);
		double missing = Math.min(amount, this.size) - this.tokens;
		if (amount > 0 && missing > 0) {
			return (long) Math.ceil(missing / this.tokensPerNano);
		}
		this.tokens -= amount;
		return 0;
	}

	/**
	 * Give back tokens.
	 * @param amount how many; negative to take them
	 * @param now the time
	 */
	synchronized void giveBack(long amount, long now) {
		refill(now);
		this.tokens = Math.min(this.size, this.tokens + amount);
	}

	/**
	 * Record that Amazon Bedrock throttled a call: no tokens are left.
	 * @param now the time
	 */
	synchronized void empty(long now) {
		refill(now);
		this.tokens = Math.min(0, this.tokens);
	}

	/**
	 * The tokens that the bucket has at most.
	 * @param now the time
	 * @return 0 up to the size
	 */
	synchronized long tokens(long now) {
		refill(now);
		return Math.max(0, (long) this.tokens);
	}

	// Calls of other threads may have read the time later.
	private void refill(long now) {
		long elapsed = now - this.at;
		if (elapsed > 0) {
			this.tokens = Math.min(this.size, this.tokens + elapsed * this.tokensPerNano);
			this.at = now;
		}
	}

}
