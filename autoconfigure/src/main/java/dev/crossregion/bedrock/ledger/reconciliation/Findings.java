package dev.crossregion.bedrock.ledger.reconciliation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.crossregion.bedrock.profile.DisplayText;

/**
 * What the comparison has found: counts, and the first few of what is not in order. Its
 * size does not grow with the input.
 */
final class Findings {

	/** How many of one kind are named. */
	static final int NAMED = 10;

	private static final int MAX_REGIONS = 200;

	private static final String OTHER_REGIONS = "other";

	long calls;

	long refused;

	long attempts;

	long attemptsWithoutRequestId;

	long attemptsNotCompared;

	long events;

	long eventsNotCompared;

	long matched;

	long outside;

	long dropped;

	long duplicateLines;

	long duplicateEvents;

	final Sample attemptsWithoutEvent = new Sample();

	final Sample eventsWithoutLine = new Sample();

	final Sample unreadable = new Sample();

	private final Map<String, Long> regions = new TreeMap<>();

	/**
	 * Count a text that cannot be read.
	 * @param file the file
	 * @param line the line
	 * @param reason what is wrong
	 */
	void unreadable(Path file, long line, String reason) {
		this.unreadable.add(DisplayText.oneLine(file.toString()) + ":" + line + ": " + reason);
	}

	/**
	 * Count an event by the Region that ran it.
	 * @param region the Region; empty if none did
	 */
	void ranIn(String region) {
		String key = (region.isEmpty()) ? "none" : DisplayText.of(region);
		boolean known = this.regions.containsKey(key) || this.regions.size() < MAX_REGIONS;
		this.regions.merge((known) ? key : OTHER_REGIONS, 1L, Long::sum);
	}

	Map<String, Long> regions() {
		return this.regions;
	}

	/**
	 * The verdict, as an exit code.
	 * @return 1 if a call ran outside its destinations, 2 if something could not be
	 * compared, otherwise 0
	 */
	int exitCode() {
		if (this.outside > 0) {
			return 1;
		}
		boolean complete = this.dropped == 0 && this.attemptsWithoutEvent.count() == 0
				&& this.eventsWithoutLine.count() == 0 && this.unreadable.count() == 0;
		return (complete) ? 0 : 2;
	}

	/**
	 * A number of things, of which the first few are named.
	 */
	static final class Sample {

		private long count;

		private final List<String> first = new ArrayList<>();

		void add(String name) {
			this.count++;
			if (this.first.size() < NAMED) {
				this.first.add(name);
			}
		}

		long count() {
			return this.count;
		}

		List<String> first() {
			return this.first;
		}

	}

}
