package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.profile.DisplayText;
import org.jspecify.annotations.Nullable;

/**
 * Joins attempts and events, one partition after another. A partition that is too large
 * for the memory is divided again.
 */
final class PartitionJoin {

	/** The size of a file whose rows are held in memory. */
	private final long maxFileSize;

	private final Path directory;

	private final TimeWindow window;

	private final Findings findings;

	private final OutsideCall.Consumer outside;

	private int divided;

	PartitionJoin(Path directory, long maxFileSize, TimeWindow window, Findings findings,
			OutsideCall.Consumer outside) {
		this.directory = directory;
		this.maxFileSize = maxFileSize;
		this.window = window;
		this.findings = findings;
		this.outside = outside;
	}

	/**
	 * Join all partitions, and delete their files.
	 * @param attempts the attempts of the ledger
	 * @param events the events of CloudTrail
	 * @param level how often they were divided before
	 * @throws IOException if a file cannot be read or written
	 */
	void join(Partitions attempts, Partitions events, int level) throws IOException {
		for (int i = 0; i < Partitions.COUNT; i++) {
			Path left = attempts.files().get(i);
			Path right = events.files().get(i);
			boolean large = Math.max(Files.size(left), Files.size(right)) > this.maxFileSize;
			if (large && level + 1 < Partitions.MAX_LEVEL) {
				this.divided++;
				join(divide(left, "attempts", level + 1), divide(right, "events", level + 1), level + 1);
			}
			else {
				join(left, right);
			}
		}
	}

	private Partitions divide(Path file, String name, int level) throws IOException {
		try (Partitions parts = new Partitions(this.directory, name + "-" + this.divided, level)) {
			RowFile.drain(file, parts);
			return parts;
		}
	}

	private void join(Path attempts, Path events) throws IOException {
		Map<String, Attempt> byId = new HashMap<>();
		RowFile.drain(attempts, (row) -> {
			Attempt first = byId.putIfAbsent(row.requestId(), new Attempt(row));
			if (first != null) {
				duplicate(first, row);
			}
		});
		Set<String> unknown = new HashSet<>();
		RowFile.drain(events, (row) -> {
			Attempt attempt = byId.get(row.requestId());
			if (attempt == null) {
				withoutLine(row, unknown.add(row.requestId()));
			}
			else {
				compare(attempt, row);
			}
		});
		byId.values().stream().filter((attempt) -> !attempt.isMatched()).forEach(this::withoutEvent);
	}

	// A second line with other destinations could hide where the call was admitted.
	private void duplicate(Attempt first, Row row) {
		if (this.window.contains(row.time())) {
			this.findings.duplicateLines++;
			if (!first.row.fields().equals(row.fields())) {
				this.findings.unreadable.add("request ID " + DisplayText.oneLine(row.requestId())
						+ ": two lines of the ledger differ in its route");
			}
		}
	}

	private void withoutLine(Row row, boolean first) {
		if (!this.window.contains(row.time())) {
			return;
		}
		if (!first) {
			this.findings.duplicateEvents++;
			return;
		}
		this.findings.events++;
		this.findings.ranIn(row.field(Row.RAN_IN));
		this.findings.eventsWithoutLine.add(DisplayText.oneLine(row.requestId()));
	}

	private void compare(Attempt attempt, Row event) {
		boolean first = !attempt.isMatched();
		String region = event.field(Row.RAN_IN);
		boolean duplicate = !attempt.addRegion(region);
		if (!this.window.contains(attempt.row.time())) {
			return;
		}
		if (duplicate) {
			this.findings.duplicateEvents++;
			return;
		}
		this.findings.events++;
		this.findings.ranIn(region);
		this.findings.matched += (first) ? 1 : 0;
		if (!region.isEmpty() && !attempt.row.admits(region)) {
			this.findings.outside++;
			this.outside.accept(new OutsideCall(attempt.row, region));
		}
	}

	private void withoutEvent(Attempt attempt) {
		if (this.window.contains(attempt.row.time())) {
			this.findings.attemptsWithoutEvent.add(DisplayText.oneLine(attempt.row.requestId()));
		}
	}

	/**
	 * An attempt with the Regions that events name for it.
	 */
	private static final class Attempt {

		private final Row row;

		private @Nullable String region;

		private @Nullable List<String> furtherRegions;

		Attempt(Row row) {
			this.row = row;
		}

		boolean isMatched() {
			return this.region != null;
		}

		boolean addRegion(String region) {
			if (this.region == null) {
				this.region = region;
				return true;
			}
			if (this.region.equals(region) || (this.furtherRegions != null && this.furtherRegions.contains(region))) {
				return false;
			}
			if (this.furtherRegions == null) {
				this.furtherRegions = new ArrayList<>(1);
			}
			this.furtherRegions.add(region);
			return true;
		}

	}

}
