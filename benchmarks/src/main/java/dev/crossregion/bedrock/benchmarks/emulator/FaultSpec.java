package dev.crossregion.bedrock.benchmarks.emulator;

import java.time.Duration;

import dev.crossregion.bedrock.emulator.Fault;

/**
 * A fault that an emulator should have.
 *
 * @param kind what goes wrong
 * @param afterEvents streaming: how many events come before
 * @param exception the name of an exception frame, or empty
 * @param region the source Region, or empty for all
 * @param times how often
 * @param isInFlight whether it hits requests too that are open when it begins
 * @param pause streaming: how long nothing is sent before it
 * @since 0.1.0
 */
public record FaultSpec(Kind kind, int afterEvents, String exception, String region, int times, boolean isInFlight,
		Duration pause) {

	/**
	 * A fault of all requests, at the beginning of their answers.
	 * @param kind what goes wrong
	 * @return the fault
	 */
	public static FaultSpec of(Kind kind) {
		return new FaultSpec(kind, 0, "", "", Integer.MAX_VALUE, false, Duration.ZERO);
	}

	/**
	 * The same for one source Region.
	 * @param region the source Region
	 * @return the changed fault
	 */
	public FaultSpec from(String region) {
		return new FaultSpec(this.kind, this.afterEvents, this.exception, region, this.times, this.isInFlight,
				this.pause);
	}

	/**
	 * The same for so many requests.
	 * @param times how many
	 * @return the changed fault
	 */
	public FaultSpec times(int times) {
		return new FaultSpec(this.kind, this.afterEvents, this.exception, this.region, times, this.isInFlight,
				this.pause);
	}

	/**
	 * The same at another place of a stream.
	 * @param events how many events come before
	 * @return the changed fault
	 */
	public FaultSpec after(int events) {
		return new FaultSpec(this.kind, events, this.exception, this.region, this.times, this.isInFlight, this.pause);
	}

	/**
	 * The same with another exception frame.
	 * @param exception its name
	 * @return the changed fault
	 */
	public FaultSpec exception(String exception) {
		return new FaultSpec(this.kind, this.afterEvents, exception, this.region, this.times, this.isInFlight,
				this.pause);
	}

	/**
	 * The same for requests too that are already open.
	 * @return the changed fault
	 */
	public FaultSpec alsoInFlight() {
		return new FaultSpec(this.kind, this.afterEvents, this.exception, this.region, this.times, true, this.pause);
	}

	/**
	 * The same a while after the events before it.
	 * @param pause how long nothing is sent
	 * @return the changed fault
	 */
	public FaultSpec pausing(Duration pause) {
		return new FaultSpec(this.kind, this.afterEvents, this.exception, this.region, this.times, this.isInFlight,
				pause);
	}

	Fault fault() {
		Fault fault = switch (this.kind) {
			case THROTTLED -> Fault.throttled();
			case THROTTLED_TOKENS -> Fault.throttledTokens();
			case UNAVAILABLE -> Fault.unavailable();
			case BLACK_HOLE -> Fault.blackHole();
			case CONNECTION_RESET -> Fault.connectionReset();
			case STALL -> Fault.stall(this.afterEvents);
			case STREAM_RESET -> Fault.resetStream(this.afterEvents);
			case TRUNCATED -> Fault.truncated(this.afterEvents);
			case EXCEPTION -> Fault.midStream(this.exception, this.afterEvents);
		};
		Fault narrowed = ((this.region.isEmpty()) ? fault : fault.from(this.region)).times(this.times);
		Fault delayed = (this.pause.isZero()) ? narrowed : narrowed.pausing(this.pause);
		return (this.isInFlight) ? delayed.alsoInFlight() : delayed;
	}

	/**
	 * What goes wrong.
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

		/** Streaming: nothing more comes. */
		STALL,

		/** Streaming: the HTTP/2 stream is reset. */
		STREAM_RESET,

		/** Streaming: it ends in the middle. */
		TRUNCATED,

		/** Streaming: an exception frame. */
		EXCEPTION

	}

}
