package dev.crossregion.bedrock.ledger.reconciliation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.Theories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quicktheories.generators.SourceDSL;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares the join on disk with one in memory.
 */
class ReconciliationPropertyTests {

	private static final int EXAMPLES = Math.min(Theories.EXAMPLES, 20);

	private static final List<String> REGIONS = List.of("eu-central-1", "eu-west-1", "us-east-1");

	@TempDir
	Path temporary;

	@Test
	void theJoinOnDiskFindsWhatOneInMemoryFinds() {
		Theories.theory("joins agree", EXAMPLES)
			.forAll(SourceDSL.lists().of(SourceDSL.integers().between(0, 300)).ofSizeBetween(0, 200),
					SourceDSL.lists().of(SourceDSL.integers().between(0, 900)).ofSizeBetween(0, 200))
			.checkAssert((attempts, events) -> {
				try {
					check(attempts, events);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			});
	}

	private void check(List<Integer> attempts, List<Integer> events) throws IOException {
		Path ledger = this.temporary.resolve("l.jsonl");
		Path trail = this.temporary.resolve("t.json");
		Files.write(ledger, attempts.stream().map((id) -> Trail.line("id-" + id, "eu-central-1 eu-west-1")).toList());
		Files.writeString(trail,
				Trail.records(events.stream()
					.map((event) -> Trail.event("id-" + event / 3, REGIONS.get(event % 3)))
					.toArray(String[]::new)));
		Set<Integer> known = new HashSet<>(attempts);
		Map<Integer, Set<Integer>> ran = new HashMap<>();
		events.forEach((event) -> ran.computeIfAbsent(event / 3, (id) -> new HashSet<>()).add(event % 3));
		for (long maxFileSize : new long[] { 1000, Reconciliation.MAX_FILE_SIZE }) {
			List<String> outside = new ArrayList<>();
			Findings findings = new Reconciliation(new TimeWindow(null, null), maxFileSize).run(List.of(ledger),
					List.of(trail), (call) -> outside.add(call.requestId()));
			assertThat(findings.matched).isEqualTo(known.stream().filter(ran::containsKey).count());
			assertThat(findings.attemptsWithoutEvent.count())
				.isEqualTo(known.stream().filter((id) -> !ran.containsKey(id)).count());
			assertThat(findings.eventsWithoutLine.count())
				.isEqualTo(ran.keySet().stream().filter((id) -> !known.contains(id)).count());
			assertThat(outside).containsExactlyInAnyOrderElementsOf(known.stream()
				.filter((id) -> ran.getOrDefault(id, Set.of()).contains(2))
				.map((id) -> "id-" + id)
				.toList());
			assertThat(findings.unreadable.count()).isZero();
		}
	}

}
