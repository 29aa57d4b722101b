package dev.crossregion.bedrock.benchmarks.quota;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import dev.crossregion.bedrock.emulator.EmulatorQuota;

/**
 * What rounds were run with.
 */
final class Settings {

	private Settings() {
	}

	static Map<String, String> of(double load, int before, int windows) {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("seed", String.valueOf(QuotaRig.SEED));
		settings.put("window", Quotas.WINDOW.toSeconds() + " s instead of a minute");
		settings.put("windows", before + " before and " + windows + " measured");
		settings.put("load", String.valueOf(load));
		settings.put("quotas good for", QuotaRig.CALLS_PER_SECOND + " calls a second");
		settings.put("answer after", QuotaRig.LATENCY.toMillis() + " ms");
		return settings;
	}

	static String name(EmulatorQuota.Refill refill) {
		return refill.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
