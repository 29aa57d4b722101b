package dev.crossregion.bedrock.benchmarks.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.crossregion.bedrock.benchmarks.emulator.FaultSpec;

/**
 * One cell of the matrix: what goes wrong, and when. Each has a source Region of its own,
 * in which it goes wrong with every stream, so that it is known what every stream meets.
 *
 * @param phase when
 * @param failure what
 * @param region where
 */
record FaultCase(Phase phase, Failure failure, String region) {

	private static final int LATER_THAN_ALL = 1_000;

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
	 * How many events of a stream come before the fault.
	 * @param events how many a whole stream has
	 * @return their number
	 */
	int eventsBefore(int events) {
		return switch (this.phase) {
			case OPENING -> 0;
			case PREAMBLE -> 1;
			case CONTENT -> events / 2;
			case BEFORE_METADATA -> events - 1;
			case END -> LATER_THAN_ALL;
		};
	}

	/**
	 * What the emulator does to streams of this cell. A status comes before anything
	 * else; later, a frame says the same.
	 * @param events how many events a whole stream has
	 * @param pause how long what was sent has to arrive before the fault, where there is
	 * text that could be lost
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
	 * A point of a stream.
	 */
	enum Phase {

		/** Before its first event. */
		OPENING,

		/** Before its first content. */
		PREAMBLE,

		/** In the middle of its text. */
		CONTENT,

		/** After its text, and before the event that says what it cost. */
		BEFORE_METADATA,

		/** After its last event. */
		END

	}

	/**
	 * A fault.
	 */
	enum Failure {

		/** Throttled. */
		STATUS_429,

		/** No capacity. */
		STATUS_503,

		/** An exception frame that says throttled. */
		THROTTLING_FRAME,

		/** A reset of the HTTP/2 stream. */
		RESET,

		/** Nothing more comes. */
		STALL,

		/** A clean end, too early. */
		TRUNCATION

	}

}
