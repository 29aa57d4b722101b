package dev.crossregion.bedrock.emulator;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * Holds the active faults in the order in which they were added. Each has a random
 * generator of its own, so that its hits do not depend on the other faults. Thread-safe.
 */
final class FaultScript {

	private final List<Entry> entries = new CopyOnWriteArrayList<>();

	private final long seed;

	private SplittableRandom random;

	FaultScript(long seed) {
		this.seed = seed;
		this.random = new SplittableRandom(seed);
	}

	synchronized List<Entry> add(List<Fault> faults) {
		List<Entry> added = faults.stream().map((fault) -> new Entry(fault, this.random.split())).toList();
		this.entries.addAll(added);
		return added;
	}

	void remove(Collection<Entry> entries) {
		this.entries.removeAll(entries);
	}

	/**
	 * Remove all faults, and restart the random generator from the seed.
	 */
	synchronized void clear() {
		this.entries.clear();
		this.random = new SplittableRandom(this.seed);
	}

	Optional<FaultEffect> next(Operation operation, String sourceRegion, String model, BooleanSupplier guarded) {
		for (Entry entry : this.entries) {
			if (entry.tryHit(operation, sourceRegion, model, guarded)) {
				if (entry.isExhausted()) {
					this.entries.remove(entry);
				}
				return Optional.of(entry.fault.effect());
			}
		}
		return Optional.empty();
	}

	/**
	 * A fault and the number of requests that it has hit.
	 */
	static final class Entry {

		private final Fault fault;

		private final SplittableRandom random;

		private int hits;

		Entry(Fault fault, SplittableRandom random) {
			this.fault = fault;
			this.random = random;
		}

		Fault fault() {
			return this.fault;
		}

		synchronized int hits() {
			return this.hits;
		}

		private synchronized boolean isExhausted() {
			return this.hits >= this.fault.match().frequency().times();
		}

		/**
		 * Hit a request if the fault matches it, and count the hit.
		 * @param operation the operation
		 * @param sourceRegion its source Region
		 * @param model the model that it names
		 * @param guarded tells whether it has a guardrail
		 * @return {@code true} if the request is hit
		 */
		synchronized boolean tryHit(Operation operation, String sourceRegion, String model, BooleanSupplier guarded) {
			FaultMatch match = this.fault.match();
			if (isExhausted() || !match.filter().matches(operation, sourceRegion, model, guarded)
					|| (match.frequency().probability() < 1
							&& this.random.nextDouble() >= match.frequency().probability())) {
				return false;
			}
			this.hits++;
			return true;
		}

	}

}
