package dev.crossregion.bedrock.benchmarks.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.crossregion.bedrock.benchmarks.emulator.FaultSpec;

/**
 * One cell of the matrix of faults: a failure in a phase of a stream. Each has its own
 * source Region, in which every stream has that fault.
 *
 * @param phase the phase
 * @param failure the failure
 * @param region the source Region
 */
record FaultCase(Phase phase, Failure failure, String region) {

	private static final int AFTER_ALL_EVENTS = 1_000;

	private static final String THROTTLING = "throttlingException";

	static List<FaultCase> all(List<String> regions) {
		List<FaultCase> cells = new ArrayList<>();
		for (Phase phase : Phase.values()) {
			for (Failure failure : Failure.values()) {
				cells.add(new FaultCase(phase, failure, regions.get(cells.size())));
			}
		}
		return cells;
	}

	String model() {
		return "cell" + (this.phase.ordinal() * Failure.values().length + this.failure.ordinal());
	}

	/**
	 * The number of events before the fault.
	 * @param events the number of events of a complete stream
	 * @return the number
	 */
	int eventsBefore(int events) {
		return switch (this.phase) {
			case OPENING -> 0;
			case PREAMBLE -> 1;
			case CONTENT -> events / 2;
			case BEFORE_METADATA -> events - 1;
			case END -> AFTER_ALL_EVENTS;
		};
	}

	/**
	 * The fault of the emulator for streams of this cell. A status is possible only
	 * before the first event; later, an exception frame has the same meaning.
	 * @param events the number of events of a complete stream
	 * @param pause the time for data to arrive before the fault, if there is text that
	 * could be lost
	 * @return the fault
	 */
	FaultSpec fault(int events, Duration pause) {
		FaultSpec fault = switch (this.failure) {
			case STATUS_429 -> (this.phase == Phase.OPENING) ? FaultSpec.of(FaultSpec.Kind.THROTTLED)
					: FaultSpec.of(FaultSpec.Kind.EXCEPTION).exception(THROTTLING);
			case STATUS_503 -> (this.phase == Phase.OPENING) ? FaultSpec.of(FaultSpec.Kind.UNAVAILABLE)
					: FaultSpec.of(FaultSpec.Kind.EXCEPTION).exception("serviceUnavailableException");
			case THROTTLING_FRAME -> FaultSpec.of(FaultSpec.Kind.EXCEPTION).exception(THROTTLING);
			case RESET -> FaultSpec.of(FaultSpec.Kind.STREAM_RESET);
			case STALL -> FaultSpec.of(FaultSpec.Kind.STALL);
			case TRUNCATION -> FaultSpec.of(FaultSpec.Kind.TRUNCATED);
		};
		boolean pausing = !isAnswered() && this.failure != Failure.STALL;
		return fault.after(eventsBefore(events)).from(this.region).pausing((pausing) ? pause : Duration.ZERO);
	}

	boolean isAnswered() {
		return this.phase != Phase.CONTENT && this.phase != Phase.BEFORE_METADATA;
	}

	@Override
	public String toString() {
		return this.phase + " " + this.failure;
	}

	/**
	 * A phase of a stream.
	 */
	enum Phase {

		/** Before its first event. */
		OPENING,

		/** Before its first content. */
		PREAMBLE,

		/** In the middle of its text. */
		CONTENT,

		/** After its text, and before the event with the usage. */
		BEFORE_METADATA,

		/** After its last event. */
		END

	}

	/**
	 * A failure.
	 */
	enum Failure {

		/** Throttled. */
		STATUS_429,

		/** No capacity. */
		STATUS_503,

		/** An exception frame with a throttling exception. */
		THROTTLING_FRAME,

		/** A reset of the HTTP/2 stream. */
		RESET,

		/** A stall. */
		STALL,

		/** A clean end before the last event. */
		TRUNCATION

	}

}
