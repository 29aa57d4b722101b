package dev.crossregion.bedrock.shared;

import java.util.concurrent.CompletableFuture;

import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import org.jspecify.annotations.Nullable;

/**
 * A limit that is declared, or was read from a source of quotas. All instances take from
 * one token bucket. A throttle empties it for as long as its mark is set.
 */
final class KnownLimit implements SharedLimit {

	private final long size;

	private final QuotaBucket bucket;

	private final QuotaBucket mark;

	private final LastKnownLevel level;

	/**
	 * Create a limit.
	 * @param engine runs the commands
	 * @param key the key of the bucket
	 * @param mark the mark of a throttle
	 * @param size the limit per minute; positive
	 * @param before the limit that it replaces, whose tokens it has
	 */
	KnownLimit(Engine engine, String key, QuotaBucket mark, long size, @Nullable SharedLimit before) {
		long capacity = Math.min(size, QuotaBucket.MAX_SIZE);
		this.size = size;
		this.mark = mark;
		long tokens = (before instanceof KnownLimit known) ? known.tokens() : capacity;
		this.level = new LastKnownLevel(capacity, Math.min(tokens, capacity), System.nanoTime());
		this.bucket = QuotaBucket.perMinute(engine, key, capacity, this::tokens);
	}

	private long tokens() {
		return this.level.tokens(System.nanoTime());
	}

	@Override
	public boolean hasSize(@Nullable Long size) {
		return size != null && size == this.size;
	}

	// A request larger than the bucket is admitted when the bucket is full, as in the
	// mirror; the excess becomes debt.
	@Override
	public Share tryTake(long amount) {
		long wanted = Math.min(amount, this.bucket.size());
		if (wanted == 0) {
			return new BucketShare(amount, CompletableFuture.completedFuture(Taken.NOTHING));
		}
		CompletableFuture<Taken> taken = this.bucket.run((proxy) -> proxy.tryConsumeAndReturnRemaining(wanted))
			.thenApply((probe) -> taken(probe, wanted));
		return new BucketShare(amount,
				(amount == wanted) ? taken : taken.thenCompose((full) -> takeExcess(full, amount - wanted)));
	}

	private Taken taken(ConsumptionProbe probe, long wanted) {
		this.level.answered(probe.getRemainingTokens(), System.nanoTime());
		return (probe.isConsumed()) ? new Taken(wanted, 0, null)
				: new Taken(0, Math.max(1, probe.getNanosToWaitForRefill()), null);
	}

	private CompletableFuture<Taken> takeExcess(Taken full, long excess) {
		if (full.amount() == 0) {
			return CompletableFuture.completedFuture(full);
		}
		return this.bucket.run((proxy) -> proxy.consumeIgnoringRateLimits(excess)).handle((debt, failure) -> {
			if (failure != null) {
				return full;
			}
			this.level.giveBack(-excess, System.nanoTime());
			return new Taken(full.amount() + excess, 0, null);
		});
	}

	/**
	 * The tokens that one call has taken. They count even if the answer came after the
	 * timeout; a call that was sent without an answer is charged when it ends.
	 */
	private final class BucketShare implements Share {

		private final long amount;

		/** The answer of the bucket. */
		private final CompletableFuture<Taken> tokens;

		/** The same, with the time that the mark of a throttle is left. */
		private final CompletableFuture<Taken> taken;

		/** What was taken from the last known level, for want of an answer. */
		private volatile long takenUnanswered;

		private BucketShare(long amount, CompletableFuture<Taken> tokens) {
			this.amount = amount;
			this.tokens = tokens;
			this.taken = tokens.thenCombine(KnownLimit.this.mark.run((proxy) -> proxy.estimateAbilityToConsume(1)),
					BucketShare::marked);
		}

		private static Taken marked(Taken taken, EstimationProbe mark) {
			return (mark.canBeConsumed()) ? taken
					: new Taken(taken.amount(), Math.max(taken.delay(), mark.getNanosToWaitForRefill()), null);
		}

		@Override
		public CompletableFuture<Taken> taken() {
			return this.taken;
		}

		@Override
		public long tryTakeUnanswered() {
			long delay = KnownLimit.this.level.tryTake(this.amount, System.nanoTime());
			if (delay == 0) {
				this.takenUnanswered = this.amount;
			}
			return delay;
		}

		@Override
		public CompletableFuture<Void> settle(long cost) {
			boolean answered = this.tokens.isDone() && !this.tokens.isCompletedExceptionally();
			KnownLimit.this.level.giveBack(((answered) ? this.tokens.join().amount() : this.takenUnanswered) - cost,
					System.nanoTime());
			return this.tokens.handle((taken, failure) -> ((taken != null) ? taken.amount() : 0) - cost)
				.thenCompose(this::giveBack)
				.exceptionally((failure) -> null);
		}

		private CompletableFuture<Void> giveBack(long amount) {
			QuotaBucket bucket = KnownLimit.this.bucket;
			if (amount == 0) {
				return CompletableFuture.completedFuture(null);
			}
			return (amount > 0) ? bucket.run((proxy) -> proxy.addTokens(amount))
					: bucket.run((proxy) -> proxy.consumeIgnoringRateLimits(-amount)).thenAccept((debt) -> {
					});
		}

		@Override
		public void throttled() {
			KnownLimit.this.level.empty(System.nanoTime());
			KnownLimit.this.bucket.run((proxy) -> proxy.tryConsumeAsMuchAsPossible())
				.thenCombine(KnownLimit.this.mark.run((proxy) -> proxy.tryConsume(1)), (emptied, set) -> set)
				.thenAccept((set) -> {
					if (set) {
						takeRefillOfMark();
					}
				});
		}

		// So that the bucket is still empty when the mark ends. One throttle sets the
		// mark, so what is refilled meanwhile is taken once.
		private void takeRefillOfMark() {
			QuotaBucket bucket = KnownLimit.this.bucket;
			long refill = bucket.refilledWithin(QuotaBucket.MARK_DURATION);
			if (refill > 0) {
				bucket.run((proxy) -> proxy.consumeIgnoringRateLimits(refill));
			}
		}

	}

}
