package dev.crossregion.bedrock.benchmarks.quota;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.contender.StarterContender;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.measure.Figures;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Scale;

/**
 * Measures the latency that sharing quotas adds to a call.
 */
final class AddedLatency {

	private static final int WARMUP = Scale.of(5_000, 100);

	private static final int COUNT = Scale.of(3_000, 100);

	/** A declared quota that is never exhausted. */
	private static final long TOKENS_PER_MINUTE = 1_000_000_000;

	private static final double MAX_ADDED_MILLIS = 1;

	private static final double NANOS_PER_MILLI = 1_000_000;

	private static final String PROMPT = "What is a Region?";

	private AddedLatency() {
	}

	static Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("pairs of calls for warm-up", String.valueOf(WARMUP));
		settings.put("pairs of calls measured", String.valueOf(COUNT));
		return settings;
	}

	/**
	 * Measure the added latency.
	 * @param port the port of the Redis server
	 * @return the figures
	 * @throws Exception if a call fails
	 */
	static List<Measurement> measure(int port) throws Exception {
		try (EmulatorProcess process = EmulatorProcess.start();
				RemoteEmulator emulator = process.emulator(EmulatorSpec.FREE)) {
			Setup setup = Setup.of(emulator.uri()).regions(Setup.REGIONS.subList(0, 1));
			try (Contender alone = builder(setup).start();
					Contender sharing = builder(setup).sharing(port, "added-time:").start()) {
				Random random = new Random(QuotaTestbed.SEED);
				times(alone, sharing, WARMUP, random);
				return measurements(times(alone, sharing, COUNT, random));
			}
		}
	}

	private static StarterContender.Builder builder(Setup setup) {
		return StarterContender.builder(setup)
			.property("routes[0].quota.tokens-per-minute", String.valueOf(TOKENS_PER_MINUTE));
	}

	private static List<Pair> times(Contender alone, Contender sharing, int count, Random random) {
		List<Pair> pairs = new ArrayList<>();
		for (int number = 0; number < count; number++) {
			if (random.nextBoolean()) {
				double first = millis(alone);
				pairs.add(new Pair(first, millis(sharing)));
			}
			else {
				double first = millis(sharing);
				pairs.add(new Pair(millis(alone), first));
			}
		}
		return pairs;
	}

	private static double millis(Contender contender) {
		long start = System.nanoTime();
		contender.call(PROMPT);
		return (System.nanoTime() - start) / NANOS_PER_MILLI;
	}

	private static List<Measurement> measurements(List<Pair> pairs) {
		String label = "one call after another, ";
		return List.of(
				Measurement.of(label + "starter, median", Figures.median(pairs.stream().map(Pair::alone).toList()),
						"ms"),
				Measurement.of(label + "starter, shared quotas, median",
						Figures.median(pairs.stream().map(Pair::sharing).toList()), "ms"),
				Measurement
					.of(label + "added by sharing, median",
							Figures.median(pairs.stream().map((pair) -> pair.sharing() - pair.alone()).toList()), "ms")
					.atMost(MAX_ADDED_MILLIS));
	}

	/**
	 * The durations of two consecutive calls.
	 *
	 * @param alone the duration without sharing, in milliseconds
	 * @param sharing the duration with sharing, in milliseconds
	 */
	private record Pair(double alone, double sharing) {
	}

}
