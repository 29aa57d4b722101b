package dev.crossregion.bedrock.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Records every request when its answer ends, oldest first. Keeps the newest entries, by
 * default 100,000. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Journal {

	static final int DEFAULT_CAPACITY = 100_000;

	private final int capacity;

	private final Deque<JournalEntry> entries = new ArrayDeque<>();

	private long dropped;

	Journal(int capacity) {
		this.capacity = capacity;
	}

	synchronized void add(JournalEntry entry) {
		this.entries.addLast(entry);
		if (this.entries.size() > this.capacity) {
			this.entries.removeFirst();
			this.dropped++;
		}
	}

	/**
	 * All entries.
	 * @return the entries, oldest first
	 */
	public synchronized List<JournalEntry> entries() {
		return List.copyOf(this.entries);
	}

	/**
	 * The entries of one operation.
	 * @param operation the operation
	 * @return the entries, oldest first
	 */
	public List<JournalEntry> entries(Operation operation) {
		return entries().stream().filter((entry) -> entry.operation() == operation).toList();
	}

	/**
	 * The number of entries.
	 * @return the number
	 */
	public synchronized int size() {
		return this.entries.size();
	}

	/**
	 * The number of entries that were dropped because the journal was full.
	 * @return the number since the last {@link #clear()}
	 */
	public synchronized long dropped() {
		return this.dropped;
	}

	/**
	 * Remove all entries.
	 */
	public synchronized void clear() {
		this.entries.clear();
		this.dropped = 0;
	}

}
