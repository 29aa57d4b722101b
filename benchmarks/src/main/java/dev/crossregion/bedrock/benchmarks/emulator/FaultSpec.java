package dev.crossregion.bedrock.benchmarks.emulator;

import java.time.Duration;

import dev.crossregion.bedrock.emulator.Fault;

/**
 * A fault of an emulator in another process.
 *
 * @param kind the kind of fault
 * @param position the position in a stream
 * @param exception the name of an exception frame, or empty
 * @param scope the requests that it hits
 * @since 0.1.0
 */
public record FaultSpec(Kind kind, Position position, String exception, Scope scope) {

	/**
	 * A fault of all requests, at the start of their answers.
	 * @param kind the kind of fault
	 * @return the fault
	 */
	public static FaultSpec of(Kind kind) {
		return new FaultSpec(kind, new Position(0, Duration.ZERO), "", new Scope("", Integer.MAX_VALUE, false));
	}

	/**
	 * This fault for one source Region.
	 * @param region the source Region
	 * @return the changed fault
	 */
	public FaultSpec from(String region) {
		return with(new Scope(region, this.scope.times, this.scope.isInFlight));
	}

	/**
	 * This fault for a number of requests.
	 * @param times the maximum number of hits
	 * @return the changed fault
	 */
	public FaultSpec times(int times) {
		return with(new Scope(this.scope.region, times, this.scope.isInFlight));
	}

	/**
	 * This fault also for requests that are open when it begins.
	 * @return the changed fault
	 */
	public FaultSpec alsoInFlight() {
		return with(new Scope(this.scope.region, this.scope.times, true));
	}

	private FaultSpec with(Scope scope) {
		return new FaultSpec(this.kind, this.position, this.exception, scope);
	}

	/**
	 * This fault at another position in a stream.
	 * @param events the number of events before it
	 * @return the changed fault
	 */
	public FaultSpec after(int events) {
		return with(new Position(events, this.position.pause));
	}

	/**
	 * This fault with a pause after the events before it.
	 * @param pause the time without data before it
	 * @return the changed fault
	 */
	public FaultSpec pausing(Duration pause) {
		return with(new Position(this.position.afterEvents, pause));
	}

	private FaultSpec with(Position position) {
		return new FaultSpec(this.kind, position, this.exception, this.scope);
	}

	/**
	 * This fault with another exception frame.
	 * @param exception the name of the exception
	 * @return the changed fault
	 */
	public FaultSpec exception(String exception) {
		return new FaultSpec(this.kind, this.position, exception, this.scope);
	}

	Fault fault() {
		Fault fault = switch (this.kind) {
			case THROTTLED -> Fault.throttled();
			case THROTTLED_TOKENS -> Fault.throttledTokens();
			case UNAVAILABLE -> Fault.unavailable();
			case BLACK_HOLE -> Fault.blackHole();
			case CONNECTION_RESET -> Fault.connectionReset();
			case STALL -> Fault.stall(this.position.afterEvents);
			case STREAM_RESET -> Fault.resetStream(this.position.afterEvents);
			case TRUNCATED -> Fault.truncated(this.position.afterEvents);
			case EXCEPTION -> Fault.midStream(this.exception, this.position.afterEvents);
		};
		Fault narrowed = ((this.scope.region.isEmpty()) ? fault : fault.from(this.scope.region))
			.times(this.scope.times);
		Fault delayed = (this.position.pause.isZero()) ? narrowed : narrowed.pausing(this.position.pause);
		return (this.scope.isInFlight) ? delayed.alsoInFlight() : delayed;
	}

	/**
	 * The position of a fault in a stream.
	 *
	 * @param afterEvents the number of events before it
	 * @param pause the time without data before it
	 */
	public record Position(int afterEvents, Duration pause) {
	}

	/**
	 * The requests that a fault hits.
	 *
	 * @param region the source Region, or empty for all
	 * @param times the maximum number of hits
	 * @param isInFlight whether it also hits requests that are open when it begins
	 */
	public record Scope(String region, int times, boolean isInFlight) {
	}

	/**
	 * A kind of fault.
	 */
	public enum Kind {

		/** 429, for too many requests. */
		THROTTLED,

		/** 429, for too many tokens. */
		THROTTLED_TOKENS,

		/** 503. */
		UNAVAILABLE,

		/** Accepted and never answered. */
		BLACK_HOLE,

		/** The connection is reset. */
		CONNECTION_RESET,

		/** Streaming: a stall. */
		STALL,

		/** Streaming: the HTTP/2 stream is reset. */
		STREAM_RESET,

		/** Streaming: a clean end before the last event. */
		TRUNCATED,

		/** Streaming: an exception frame. */
		EXCEPTION

	}

}
