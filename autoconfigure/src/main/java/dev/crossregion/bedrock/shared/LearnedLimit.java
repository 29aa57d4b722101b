package dev.crossregion.bedrock.shared;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import dev.crossregion.bedrock.routing.FailureKind;
import io.github.bucket4j.EstimationProbe;
import org.jspecify.annotations.Nullable;

/**
 * A limit that is learned from throttles. Each instance learns its own share of the
 * limit. A throttle sets a mark in the store, and an instance that sees the mark lowers
 * its estimate as if it had been throttled itself.
 */
final class LearnedLimit implements SharedLimit {

	private final QuotaBucket mark;

	private final FailureKind kind;

	/** When the mark that this instance saw or set last was set, as nanoTime. */
	private final AtomicLong lastSetAt = new AtomicLong(System.nanoTime() - QuotaBucket.MARK_DURATION.toNanos());

	LearnedLimit(QuotaBucket mark, FailureKind kind) {
		this.mark = mark;
		this.kind = kind;
	}

	@Override
	public boolean hasSize(@Nullable Long size) {
		return size == null;
	}

	@Override
	public Share tryTake(long amount) {
		return new MarkShare(this.mark.run((proxy) -> proxy.estimateAbilityToConsume(1)).thenApply(this::taken));
	}

	private Taken taken(EstimationProbe probe) {
		return (!probe.canBeConsumed() && isNew(probe.getNanosToWaitForRefill())) ? new Taken(0, 0, this.kind)
				: Taken.NOTHING;
	}

	// A mark is set at most once within its duration, so two times closer than half of
	// that belong to the same mark.
	private boolean isNew(long left) {
		long setAt = System.nanoTime() - (QuotaBucket.MARK_DURATION.toNanos() - left);
		long before = this.lastSetAt.get();
		return setAt - before > QuotaBucket.MARK_DURATION.toNanos() / 2 && this.lastSetAt.compareAndSet(before, setAt);
	}

	/**
	 * The share of one call, which checks the mark and takes no tokens.
	 */
	private final class MarkShare implements Share {

		private final CompletableFuture<Taken> taken;

		private MarkShare(CompletableFuture<Taken> taken) {
			this.taken = taken;
		}

		@Override
		public CompletableFuture<Taken> taken() {
			return this.taken;
		}

		@Override
		public long tryTakeUnanswered() {
			return 0;
		}

		@Override
		public CompletableFuture<Void> settle(long cost) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void throttled() {
			LearnedLimit.this.lastSetAt.set(System.nanoTime());
			LearnedLimit.this.mark.run((proxy) -> proxy.tryConsume(1));
		}

	}

}
