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
final class StreamCounts {

	private final String contender;

	private final List<ObservedStream> conversations;

	StreamCounts(String contender, List<ObservedStream> conversations) {
		this.contender = contender;
		this.conversations = List.copyOf(conversations);
	}

	List<Measurement> measurements() {
		List<Measurement> measurements = new ArrayList<>();
		measurements.add(Measurement.of(this.contender + ": streams", this.conversations.size(), ""));
		measurements.add(count("text lost", ObservedStream::hasLostText));
		measurements.add(count("text repeated", ObservedStream::hasRepeatedText));
		measurements.add(count("second terminal signals", ObservedStream::hasSecondEnd));
		measurements.add(count("missing terminal signals", (conversation) -> !conversation.hasEnded()));
		return measurements;
	}

	List<Measurement> targets() {
		return measurements().stream()
			.map((measurement) -> (measurement.label().endsWith(": streams")) ? measurement : measurement.atMost(0))
			.toList();
	}

	Measurement unexpected() {
		return count("ended otherwise than the matrix says", ObservedStream::isUnexpected);
	}

	private Measurement count(String what, Predicate<ObservedStream> counted) {
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
