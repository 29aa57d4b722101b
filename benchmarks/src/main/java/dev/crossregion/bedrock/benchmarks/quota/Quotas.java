package dev.crossregion.bedrock.benchmarks.quota;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec.RegionQuota;
import dev.crossregion.bedrock.emulator.EmulatorQuota;

/**
 * The token quotas of a round. Request quotas are so large that only tokens are limited.
 *
 * @param tokens tokens in a window by source Region, in the order of preference
 * @param window the length of the window; AWS's is a minute
 */
record Quotas(Map<String, Long> tokens, Duration window) {

	private static final List<Double> SHARES = List.of(0.5, 0.3, 0.2);

	private static final long REQUESTS = 1_000_000;

	/**
	 * Unequal quotas for three source Regions.
	 * @param tokensPerSecond their sum
	 * @param window the length of the window
	 * @return the quotas
	 */
	static Quotas ofThree(double tokensPerSecond, Duration window) {
		Map<String, Long> tokens = new LinkedHashMap<>();
		for (int index = 0; index < SHARES.size(); index++) {
			tokens.put(Setup.REGIONS.get(index),
					Math.round(SHARES.get(index) * tokensPerSecond * window.toMillis() / 1000));
		}
		return new Quotas(tokens, window);
	}

	/**
	 * The number of calls that the quota of the first Region can serve in a window.
	 * @param callsPerSecond the calls that the sum of the quotas can serve
	 * @param window the length of the window
	 * @return the number
	 */
	static double callsPerWindow(double callsPerSecond, Duration window) {
		return SHARES.get(0) * callsPerSecond * window.toMillis() / 1000;
	}

	/**
	 * The quota of the first Region only.
	 * @return its quota
	 */
	Quotas first() {
		String region = this.tokens.keySet().iterator().next();
		return new Quotas(Map.of(region, this.tokens.get(region)), this.window);
	}

	List<String> regions() {
		return List.copyOf(this.tokens.keySet());
	}

	double tokensPerSecond() {
		return sum() * 1000.0 / this.window.toMillis();
	}

	private long sum() {
		return this.tokens.values().stream().mapToLong(Long::longValue).sum();
	}

	long tokensPerMinute(String region) {
		return this.tokens.get(region) * 60_000 / this.window.toMillis();
	}

	List<RegionQuota> refilled(EmulatorQuota.Refill refill) {
		return this.tokens.entrySet()
			.stream()
			.map((entry) -> new RegionQuota(entry.getKey(), Setup.PROFILE, entry.getValue(), REQUESTS, refill))
			.toList();
	}

}
