package dev.crossregion.bedrock.benchmarks.contender;

import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.emulator.RequestCounts;
import dev.crossregion.bedrock.benchmarks.load.Prompts;

/**
 * Finds out what a call costs, so that quotas can be given in calls.
 *
 * @since 0.1.0
 */
public final class CallCost {

	private static final int SAMPLE = 300;

	private CallCost() {
	}

	/**
	 * Make some calls and streams. They also warm up the starter, and what it shares with
	 * others.
	 * @param process where to make them
	 * @param prompts what to ask
	 * @return the mean cost of a call in tokens of quota
	 * @throws Exception if one of them fails
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
