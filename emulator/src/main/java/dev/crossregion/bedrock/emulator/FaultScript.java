package dev.crossregion.bedrock.emulator;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The faults that are due, in the order in which they were added. Thread-safe.
 */
final class FaultScript {

	private final List<Entry> entries = new CopyOnWriteArrayList<>();

	private final Random random;

	FaultScript(Random random) {
		this.random = random;
	}

	void add(Fault fault) {
		this.entries.add(new Entry(fault, new AtomicInteger(fault.match().times())));
	}

	void clear() {
		this.entries.clear();
	}

	Optional<Fault.Effect> next(Operation operation, String sourceRegion, String model) {
		for (Entry entry : this.entries) {
			Fault.Match match = entry.fault.match();
			if (match.hits(operation, sourceRegion, model) && likely(match.probability())
					&& entry.left.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
				return Optional.of(entry.fault.effect());
			}
		}
		return Optional.empty();
	}

	private boolean likely(double probability) {
		if (probability >= 1) {
			return true;
		}
		synchronized (this.random) {
			return this.random.nextDouble() < probability;
		}
	}

	private record Entry(Fault fault, AtomicInteger left) {
	}

}
