package dev.crossregion.bedrock.benchmarks.emulator;

import org.jspecify.annotations.Nullable;

/**
 * A line from the benchmark to the process of the emulators.
 *
 * @param action what to do
 * @param emulator the name of the emulator
 * @param spec to start: how it should be
 * @param fault to fail: how
 * @param from to count: only what arrived since then, in milliseconds of the epoch
 * @param to to count: only what arrived before
 */
record Command(Action action, String emulator, @Nullable EmulatorSpec spec, @Nullable FaultSpec fault, long from,
		long to) {

	static Command of(Action action, String emulator) {
		return new Command(action, emulator, null, null, 0, 0);
	}

	enum Action {

		START, FAIL, CLEAR_FAULTS, COUNT, STOP

	}

}
