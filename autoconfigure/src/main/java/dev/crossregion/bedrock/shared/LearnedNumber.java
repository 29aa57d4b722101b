package dev.crossregion.bedrock.shared;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import dev.crossregion.bedrock.routing.FailureKind;
import io.github.bucket4j.EstimationProbe;
import org.jspecify.annotations.Nullable;

/**
 * A number that is learned from throttles. Each instance learns its own share of it, and
 * a throttle of one of them counts for all: it sets a mark, and an instance that sees the
 * mark learns as if it had been throttled itself.
 */
final class LearnedNumber implements SharedNumber {

	private final QuotaBucket mark;

	private final FailureKind kind;

	/** When the mark was set that this instance has seen last, or has set itself. */
	private final AtomicLong seen = new AtomicLong(System.nanoTime() - QuotaBucket.MARKED.toNanos());

	LearnedNumber(QuotaBucket mark, FailureKind kind) {
		this.mark = mark;
		this.kind = kind;
	}

	@Override
	public boolean isOf(@Nullable Long size) {
		return size == null;
	}

	@Override
	public Part take(long amount) {
		return new Look(this.mark.run((proxy) -> proxy.estimateAbilityToConsume(1)).thenApply(this::looked));
	}

	private Taken looked(EstimationProbe probe) {
		return (!probe.canBeConsumed() && isNews(probe.getNanosToWaitForRefill())) ? new Taken(0, 0, this.kind)
				: Taken.NOTHING;
	}

	// One mark is set at most once in its time, so two that are nearer are the same.
	private boolean isNews(long left) {
		long setAt = System.nanoTime() - (QuotaBucket.MARKED.toNanos() - left);
		long before = this.seen.get();
		return setAt - before > QuotaBucket.MARKED.toNanos() / 2 && this.seen.compareAndSet(before, setAt);
	}

	/**
	 * What one call has seen: it takes nothing.
	 */
	private final class Look implements Part {

		private final CompletableFuture<Taken> taken;

		private Look(CompletableFuture<Taken> taken) {
			this.taken = taken;
		}

		@Override
		public CompletableFuture<Taken> taken() {
			return this.taken;
		}

		@Override
		public CompletableFuture<Void> settle(long cost) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void throttled() {
			LearnedNumber.this.seen.set(System.nanoTime());
			LearnedNumber.this.mark.run((proxy) -> proxy.tryConsume(1));
		}

	}

}
