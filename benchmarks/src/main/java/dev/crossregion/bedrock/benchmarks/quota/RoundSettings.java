package dev.crossregion.bedrock.benchmarks.quota;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import dev.crossregion.bedrock.benchmarks.emulator.Refills;
import dev.crossregion.bedrock.benchmarks.measure.RoundWindows;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * The settings of rounds, as results show them.
 */
final class RoundSettings {

	private RoundSettings() {
	}

	static Map<String, String> of(double load, Function<Refill, RoundWindows> windows) {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("seed", String.valueOf(QuotaTestbed.SEED));
		for (Refill refill : Refills.measured()) {
			settings.put("windows, " + Refills.name(refill), windows.apply(refill) + ", instead of a minute each");
		}
		settings.put("load", String.valueOf(load));
		settings.put("quotas good for", QuotaTestbed.CALLS_PER_SECOND + " calls a second");
		settings.put("answer after", QuotaTestbed.LATENCY.toMillis() + " ms");
		Scale.mark(settings);
		return settings;
	}

}
