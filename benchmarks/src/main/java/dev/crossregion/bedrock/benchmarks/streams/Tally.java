package dev.crossregion.bedrock.benchmarks.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.benchmarks.measure.Measurement;

/**
 * Counts what became of streams.
 */
final class Tally {

	private final String contender;

	private final List<Conversation> conversations;

	Tally(String contender, List<Conversation> conversations) {
		this.contender = contender;
		this.conversations = List.copyOf(conversations);
	}

	List<Measurement> measurements() {
		List<Measurement> measurements = new ArrayList<>();
		measurements.add(Measurement.of(this.contender + ": streams", this.conversations.size(), ""));
		measurements.add(count("text lost", Conversation::hasLostText));
		measurements.add(count("text repeated", Conversation::hasRepeatedText));
		measurements.add(count("second terminal signals", Conversation::hasSecondEnd));
		measurements.add(count("missing terminal signals", (conversation) -> !conversation.hasEnded()));
		return measurements;
	}

	List<Measurement> targets() {
		return measurements().stream()
			.map((measurement) -> (measurement.label().endsWith(": streams")) ? measurement : measurement.atMost(0))
			.toList();
	}

	Measurement unexpected() {
		return count("ended otherwise than the matrix says", Conversation::isUnexpected);
	}

	private Measurement count(String what, Predicate<Conversation> counted) {
		Map<String, Long> cells = this.conversations.stream()
			.filter(counted)
			.collect(Collectors.groupingBy((conversation) -> conversation.cell().toString(), TreeMap::new,
					Collectors.counting()));
		String note = cells.entrySet()
			.stream()
			.map((cell) -> cell.getKey() + " " + cell.getValue())
			.collect(Collectors.joining(", "));
		return Measurement
			.of(this.contender + ": " + what, cells.values().stream().mapToLong(Long::longValue).sum(), "")
			.note(note);
	}

}
