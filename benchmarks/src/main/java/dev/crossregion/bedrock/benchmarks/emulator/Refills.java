package dev.crossregion.bedrock.benchmarks.emulator;

import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * The ways in which quotas come back.
 *
 * @since 0.1.0
 */
public final class Refills {

	private Refills() {
	}

	/**
	 * The ways that are measured.
	 * @return all of them; in a trial run the first
	 */
	public static List<Refill> measured() {
		return (Scale.isReduced()) ? List.of(Refill.CONTINUOUS) : List.of(Refill.values());
	}

	/**
	 * What figures call a way.
	 * @param refill the way
	 * @return its name, such as {@code fixed-window}
	 */
	public static String name(Refill refill) {
		return refill.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
