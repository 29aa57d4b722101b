package dev.crossregion.bedrock.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * Counts the calls that have no line, until a line says so. Thread-safe.
 */
final class DroppedCalls {

	private final AtomicLong total = new AtomicLong();

	private long number;

	private @Nullable Instant since;

	private volatile boolean pending;

	void add(Clock clock) {
		this.total.incrementAndGet();
		synchronized (this) {
			if (this.since == null) {
				this.since = clock.instant();
			}
			this.number++;
			this.pending = true;
		}
	}

	long total() {
		return this.total.get();
	}

	boolean isPending() {
		return this.pending;
	}

	/**
	 * The calls that no line says anything about.
	 * @return their number, at least one if {@link #isPending()}
	 */
	synchronized Count pending() {
		return new Count(this.number, (this.since != null) ? this.since : Instant.EPOCH);
	}

	/**
	 * A line was written.
	 * @param count what it says
	 */
	synchronized void written(Count count) {
		this.number -= count.number();
		this.pending = this.number > 0;
		if (!this.pending) {
			this.since = null;
		}
	}

	/**
	 * Dropped calls.
	 *
	 * @param number their number
	 * @param since when the first of them ended
	 */
	record Count(long number, Instant since) {
	}

}
