package dev.crossregion.bedrock.benchmarks.contender;

import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.emulator.RequestCounts;
import dev.crossregion.bedrock.benchmarks.load.Prompts;

/**
 * Measures the quota tokens of a call, so that quotas can be sized in calls.
 *
 * @since 0.1.0
 */
public final class CallCost {

	private static final int SAMPLE = 300;

	private CallCost() {
	}

	/**
	 * Make some calls and streams, which also warm up the contenders.
	 * @param process the process of the emulators
	 * @param prompts the prompts
	 * @return the mean quota tokens of a call
	 * @throws Exception if a call fails
	 */
	public static double measure(EmulatorProcess process, Prompts prompts) throws Exception {
		try (RemoteEmulator emulator = process.emulator(EmulatorSpec.FREE);
				Contender tuned = Baselines.tuned(Setup.of(emulator.uri()));
				Contender starter = StarterContender.builder(Setup.of(emulator.uri())).start()) {
			for (int number = 0; number < SAMPLE; number++) {
				tuned.call(prompts.prompt(number));
				Streams.read(tuned, prompts.prompt(number));
				starter.call(prompts.prompt(number));
				Streams.read(starter, prompts.prompt(number));
			}
			RequestCounts usage = emulator.counts();
			return usage.quotaTokens() / (double) usage.answered();
		}
	}

}
