package dev.crossregion.bedrock.benchmarks.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.benchmarks.measure.Measurement;

/**
 * Counts the outcomes of streams.
 */
final class StreamCounts {

	private final String contender;

	private final List<ObservedStream> streams;

	StreamCounts(String contender, List<ObservedStream> streams) {
		this.contender = contender;
		this.streams = List.copyOf(streams);
	}

	List<Measurement> measurements() {
		List<Measurement> measurements = new ArrayList<>();
		measurements.add(Measurement.of(this.contender + ": streams", this.streams.size(), ""));
		measurements.add(count("text lost", ObservedStream::hasLostText));
		measurements.add(count("text repeated", ObservedStream::hasRepeatedText));
		measurements.add(count("second terminal signals", ObservedStream::hasSecondEnd));
		measurements.add(count("missing terminal signals", (stream) -> !stream.hasEnded()));
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

	private Measurement count(String outcome, Predicate<ObservedStream> counted) {
		Map<String, Long> cells = this.streams.stream()
			.filter(counted)
			.collect(Collectors.groupingBy((stream) -> stream.cell().toString(), TreeMap::new, Collectors.counting()));
		String note = cells.entrySet()
			.stream()
			.map((cell) -> cell.getKey() + " " + cell.getValue())
			.collect(Collectors.joining(", "));
		return Measurement
			.of(this.contender + ": " + outcome, cells.values().stream().mapToLong(Long::longValue).sum(), "")
			.note(note);
	}

}
