package dev.crossregion.bedrock.benchmarks.outage;

import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.FaultSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;

/**
 * A kind of outage of a Region. It also hits open calls, except for the 503, which is an
 * answer to a new call.
 */
enum OutageKind {

	/** Connections are refused, and open connections are reset. */
	REFUSED("connection refused"),

	/** Requests are accepted and never answered. */
	BLACK_HOLE("black hole"),

	/** Requests are answered with 503 at once. */
	UNAVAILABLE("503"),

	/** Streams stall before their first text. */
	STALL("stall before content");

	private final String text;

	OutageKind(String text) {
		this.text = text;
	}

	/**
	 * Whether all calls are streams.
	 * @return {@code false} if every other call is a stream
	 */
	boolean isOfStreams() {
		return this == STALL;
	}

	/**
	 * Start the outage.
	 * @param region the emulator of the Region
	 */
	void kill(RemoteEmulator region) {
		switch (this) {
			case REFUSED -> region.close();
			case BLACK_HOLE -> region.fail(FaultSpec.of(FaultSpec.Kind.BLACK_HOLE).alsoInFlight());
			case UNAVAILABLE -> region.fail(FaultSpec.of(FaultSpec.Kind.UNAVAILABLE));
			// The first event of a stream has no content.
			case STALL -> region.fail(FaultSpec.of(FaultSpec.Kind.STALL).after(1).alsoInFlight());
		}
	}

	/**
	 * End the outage.
	 * @param region the emulator of the Region
	 * @param process the process that starts another emulator
	 * @param spec the configuration of the emulator
	 * @return the emulator of the Region from now on
	 */
	RemoteEmulator revive(RemoteEmulator region, EmulatorProcess process, EmulatorSpec spec) {
		if (this == REFUSED) {
			return process.emulator(spec.port(region.port()));
		}
		region.clearFaults();
		return region;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
