package dev.crossregion.bedrock.benchmarks.emulator;

import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * The refills of quotas that are measured.
 *
 * @since 0.1.0
 */
public final class Refills {

	private Refills() {
	}

	/**
	 * The measured refills.
	 * @return all of them; in a trial run only the first
	 */
	public static List<Refill> measured() {
		return (Scale.isReduced()) ? List.of(Refill.CONTINUOUS) : List.of(Refill.values());
	}

	/**
	 * The name of a refill in labels.
	 * @param refill the refill
	 * @return its name, such as {@code fixed-window}
	 */
	public static String name(Refill refill) {
		return refill.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
