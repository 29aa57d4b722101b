package dev.crossregion.bedrock.benchmarks.emulator;

import org.jspecify.annotations.Nullable;

/**
 * A command to the process of the emulators, sent as one line of JSON.
 *
 * @param action the action
 * @param emulator the name of the emulator
 * @param spec the configuration, to start
 * @param fault the fault, to fail
 * @param period the period, to count
 */
record Command(Action action, String emulator, @Nullable EmulatorSpec spec, @Nullable FaultSpec fault,
		@Nullable Period period) {

	static Command of(Action action, String emulator) {
		return new Command(action, emulator, null, null, null);
	}

	/**
	 * A period in milliseconds of the epoch.
	 *
	 * @param from its start, inclusive
	 * @param to its end, exclusive
	 */
	record Period(long from, long to) {

		boolean contains(long time) {
			return time >= this.from && time < this.to;
		}

	}

	enum Action {

		START, FAIL, CLEAR_FAULTS, COUNT, STOP

	}

}
