package dev.crossregion.bedrock.shared;

import java.util.concurrent.CompletableFuture;

import io.github.bucket4j.ConsumptionProbe;
import org.jspecify.annotations.Nullable;

/**
 * A number that is declared, or was read from a source of quotas: a bucket counts it for
 * all instances.
 *
 * @param bucket the bucket
 * @param size the number
 */
record KnownNumber(QuotaBucket bucket, long size) implements SharedNumber {

	@Override
	public boolean isOf(@Nullable Long size) {
		return size != null && size == this.size;
	}

	// More than the bucket ever holds passes when it is full, as in the mirror.
	@Override
	public Part take(long amount) {
		long wanted = Math.min(amount, this.bucket.size());
		if (wanted == 0) {
			return new Share(this.bucket, CompletableFuture.completedFuture(Taken.NOTHING));
		}
		CompletableFuture<Taken> taken = this.bucket.run((proxy) -> proxy.tryConsumeAndReturnRemaining(wanted))
			.thenApply((probe) -> taken(probe, wanted));
		return new Share(this.bucket,
				(amount == wanted) ? taken : taken.thenCompose((full) -> andTheRest(full, amount - wanted)));
	}

	private CompletableFuture<Taken> andTheRest(Taken full, long rest) {
		return (full.amount() == 0) ? CompletableFuture.completedFuture(full)
				: this.bucket.run((proxy) -> proxy.consumeIgnoringRateLimits(rest))
					.handle((debt, failure) -> new Taken(full.amount() + ((failure != null) ? 0 : rest), 0, null));
	}

	private static Taken taken(ConsumptionProbe probe, long wanted) {
		return (probe.isConsumed()) ? new Taken(wanted, 0, null)
				: new Taken(0, Math.max(1, probe.getNanosToWaitForRefill()), null);
	}

	/**
	 * What one call has taken. An answer that came too late counts all the same, and a
	 * call that was sent without one is charged at its end.
	 *
	 * @param bucket where it was taken from
	 * @param taken what the engine said
	 */
	private record Share(QuotaBucket bucket, CompletableFuture<Taken> taken) implements Part {

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
