package dev.crossregion.bedrock.benchmarks.quota;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.benchmarks.emulator.Refills;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * Measures a load above the quota of the only route.
 *
 * @since 0.1.0
 */
public final class OneRouteScenario implements Scenario {

	private static final double LOAD = 1.5;

	private static final double MAX_THROTTLED = 0.2;

	@Override
	public String name() {
		return "one-route";
	}

	@Override
	public String description() {
		return "Calls arrive at 1.5 times what the token quota of one source Region is good for, and there is no other. "
				+ "Figures of the starter are by those of tuned, which sends every call and lets it fail: goodput in "
				+ "whole windows after the first ones, 429s from the first call on.";
	}

	@Override
	public Map<String, String> settings() {
		return RoundSettings.of(LOAD, QuotaWindows::overload);
	}

	@Override
	public List<Measurement> run() throws Exception {
		List<Measurement> measurements = new ArrayList<>();
		try (QuotaTestbed testbed = new QuotaTestbed()) {
			for (Refill refill : Refills.measured()) {
				QuotaRound tuned = round(testbed, QuotaCandidate.TUNED, refill);
				measurements.addAll(figures("tuned, " + Refills.name(refill) + ", ", tuned));
				for (QuotaCandidate starter : List.of(QuotaCandidate.DECLARED, QuotaCandidate.LEARNED)) {
					QuotaRound round = round(testbed, starter, refill);
					String label = starter.name() + ", " + Refills.name(refill) + ", ";
					measurements.addAll(figures(label, round));
					measurements.add(Measurement.of(label + "goodput by tuned's", round.goodput() / tuned.goodput(), "")
						.atLeast(goodput(refill))
						.note("as much, to the call in a window that can be told apart"));
					measurements.add(
							Measurement
								.of(label + "429s per answer by tuned's",
										round.throttledPerAnswer() / tuned.throttledPerAnswer(), "")
								.atMost(MAX_THROTTLED));
				}
			}
		}
		return measurements;
	}

	// The resolution of goodput is one call in a window.
	private static double goodput(Refill refill) {
		return 1 - 1 / Quotas.callsPerWindow(QuotaTestbed.CALLS_PER_SECOND, QuotaWindows.overload(refill).length());
	}

	private static List<Measurement> figures(String label, QuotaRound round) {
		return List.of(Measurement.of(label + "goodput", round.goodput(), ""),
				Measurement.of(label + "429s per answer", round.throttledPerAnswer(), ""));
	}

	private static QuotaRound round(QuotaTestbed testbed, QuotaCandidate candidate, Refill refill)
			throws InterruptedException {
		QuotaRound round = testbed.run(candidate, testbed.quotas(QuotaWindows.overload(refill)).first(), refill, LOAD,
				QuotaWindows.overload(refill), Duration.ZERO);
		Progress.log("%s, %s: %s", candidate.name(), Refills.name(refill), round.summary());
		return round;
	}

}
