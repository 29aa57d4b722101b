package dev.crossregion.bedrock.benchmarks.outage;

import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.FaultSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;

/**
 * A way for a Region to die. Calls that are under way are hit too, but for the 503, which
 * is an answer to a new call.
 */
enum OutageKind {

	/** Nobody listens, and open connections are broken. */
	REFUSED("connection refused"),

	/** Accepted and never answered. */
	BLACK_HOLE("black hole"),

	/** Told so at once. */
	UNAVAILABLE("503"),

	/** Streams begin and stop before their first text. */
	STALL("stall before content");

	private final String text;

	OutageKind(String text) {
		this.text = text;
	}

	/**
	 * Whether all calls are streams; else every other one is.
	 * @return {@code true} if all are
	 */
	boolean isOfStreams() {
		return this == STALL;
	}

	/**
	 * Kill the Region that an emulator of its own stands for.
	 * @param region the emulator
	 */
	void kill(RemoteEmulator region) {
		switch (this) {
			case REFUSED -> region.close();
			case BLACK_HOLE -> region.fail(FaultSpec.of(FaultSpec.Kind.BLACK_HOLE).alsoInFlight());
			case UNAVAILABLE -> region.fail(FaultSpec.of(FaultSpec.Kind.UNAVAILABLE));
			// The first event of a stream is no content.
			case STALL -> region.fail(FaultSpec.of(FaultSpec.Kind.STALL).after(1).alsoInFlight());
		}
	}

	/**
	 * Bring it back.
	 * @param region the emulator that was killed
	 * @param process where to start another
	 * @param spec how it was
	 * @return the emulator that stands for the Region from now on
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
