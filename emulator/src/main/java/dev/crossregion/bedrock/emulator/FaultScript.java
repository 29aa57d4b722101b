package dev.crossregion.bedrock.emulator;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * The faults that are due, in the order in which they were added. Each has a chance of
 * its own, so that what one fault draws does not depend on the others. Thread-safe.
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
	 * Forget all faults, and begin again with the seed.
	 */
	synchronized void clear() {
		this.entries.clear();
		this.random = new SplittableRandom(this.seed);
	}

	Optional<Fault.Effect> next(Operation operation, String sourceRegion, String model, BooleanSupplier guarded) {
		for (Entry entry : this.entries) {
			if (entry.strikes(operation, sourceRegion, model, guarded)) {
				if (entry.isExhausted()) {
					this.entries.remove(entry);
				}
				return Optional.of(entry.fault.effect());
			}
		}
		return Optional.empty();
	}

	/**
	 * A fault and how often it has happened.
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
			return this.hits >= this.fault.match().times();
		}

		/**
		 * Whether a request is hit, which then counts.
		 * @param operation the operation
		 * @param sourceRegion its source Region
		 * @param model what it names as the model
		 * @param guarded answers whether it has a guardrail
		 * @return {@code true} if it is hit
		 */
		synchronized boolean strikes(Operation operation, String sourceRegion, String model, BooleanSupplier guarded) {
			Fault.Match match = this.fault.match();
			if (isExhausted() || !match.hits(operation, sourceRegion, model, guarded)
					|| (match.probability() < 1 && this.random.nextDouble() >= match.probability())) {
				return false;
			}
			this.hits++;
			return true;
		}

	}

}
