package dev.crossregion.bedrock.benchmarks.quota;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec.RegionQuota;
import dev.crossregion.bedrock.emulator.EmulatorQuota;

/**
 * The token quotas of a round. Requests are not limited, so that tokens are what counts.
 *
 * @param tokens tokens in a window by source Region, in the order of preference
 */
record Quotas(Map<String, Long> tokens) {

	/** Short, so that many fit in a run; AWS's is a minute. */
	static final Duration WINDOW = Duration.ofSeconds(4);

	private static final List<Double> SHARES = List.of(0.5, 0.3, 0.2);

	private static final long REQUESTS = 1_000_000;

	/**
	 * Unequal quotas for three source Regions.
	 * @param tokensPerSecond their sum
	 * @return the quotas
	 */
	static Quotas ofThree(double tokensPerSecond) {
		Map<String, Long> tokens = new LinkedHashMap<>();
		for (int index = 0; index < SHARES.size(); index++) {
			tokens.put(Setup.REGIONS.get(index),
					Math.round(SHARES.get(index) * tokensPerSecond * WINDOW.toMillis() / 1000));
		}
		return new Quotas(tokens);
	}

	/**
	 * How many calls the first Region is good for in a window.
	 * @param callsPerSecond what the sum of the quotas is good for
	 * @return the number
	 */
	static double callsPerWindow(double callsPerSecond) {
		return SHARES.get(0) * callsPerSecond * WINDOW.toMillis() / 1000;
	}

	/**
	 * The first Region alone.
	 * @return its quota
	 */
	Quotas first() {
		String region = this.tokens.keySet().iterator().next();
		return new Quotas(Map.of(region, this.tokens.get(region)));
	}

	List<String> regions() {
		return List.copyOf(this.tokens.keySet());
	}

	double tokensPerSecond() {
		return sum() * 1000.0 / WINDOW.toMillis();
	}

	private long sum() {
		return this.tokens.values().stream().mapToLong(Long::longValue).sum();
	}

	long tokensPerMinute(String region) {
		return this.tokens.get(region) * 60_000 / WINDOW.toMillis();
	}

	List<RegionQuota> refilled(EmulatorQuota.Refill refill) {
		return this.tokens.entrySet()
			.stream()
			.map((entry) -> new RegionQuota(entry.getKey(), Setup.PROFILE, entry.getValue(), REQUESTS, refill))
			.toList();
	}

}
