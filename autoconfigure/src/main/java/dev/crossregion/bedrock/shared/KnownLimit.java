package dev.crossregion.bedrock.shared;

import java.util.concurrent.CompletableFuture;

import io.github.bucket4j.ConsumptionProbe;
import org.jspecify.annotations.Nullable;

/**
 * A limit that is declared, or was read from a source of quotas. All instances take from
 * one token bucket.
 *
 * @param bucket the bucket
 * @param size the limit per minute
 */
record KnownLimit(QuotaBucket bucket, long size) implements SharedLimit {

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
			return new BucketShare(this.bucket, CompletableFuture.completedFuture(Taken.NOTHING));
		}
		CompletableFuture<Taken> taken = this.bucket.run((proxy) -> proxy.tryConsumeAndReturnRemaining(wanted))
			.thenApply((probe) -> taken(probe, wanted));
		return new BucketShare(this.bucket,
				(amount == wanted) ? taken : taken.thenCompose((full) -> takeExcess(full, amount - wanted)));
	}

	private CompletableFuture<Taken> takeExcess(Taken full, long excess) {
		return (full.amount() == 0) ? CompletableFuture.completedFuture(full)
				: this.bucket.run((proxy) -> proxy.consumeIgnoringRateLimits(excess))
					.handle((debt, failure) -> new Taken(full.amount() + ((failure != null) ? 0 : excess), 0, null));
	}

	private static Taken taken(ConsumptionProbe probe, long wanted) {
		return (probe.isConsumed()) ? new Taken(wanted, 0, null)
				: new Taken(0, Math.max(1, probe.getNanosToWaitForRefill()), null);
	}

	/**
	 * The tokens that one call has taken. They count even if the answer came after the
	 * timeout; a call that was sent without an answer is charged when it ends.
	 *
	 * @param bucket the bucket that they were taken from
	 * @param taken the answer of the store
	 */
	private record BucketShare(QuotaBucket bucket, CompletableFuture<Taken> taken) implements Share {

		@Override
		public CompletableFuture<Void> settle(long cost) {
			return this.taken.handle((taken, failure) -> ((taken != null) ? taken.amount() : 0) - cost)
				.thenCompose(this::giveBack)
				.exceptionally((failure) -> null);
		}

		private CompletableFuture<Void> giveBack(long amount) {
			if (amount == 0) {
				return CompletableFuture.completedFuture(null);
			}
			return (amount > 0) ? this.bucket.run((proxy) -> proxy.addTokens(amount))
					: this.bucket.run((proxy) -> proxy.consumeIgnoringRateLimits(-amount)).thenAccept((debt) -> {
					});
		}

		@Override
		public void throttled() {
			this.bucket.run((proxy) -> proxy.tryConsumeAsMuchAsPossible());
		}

	}

}
