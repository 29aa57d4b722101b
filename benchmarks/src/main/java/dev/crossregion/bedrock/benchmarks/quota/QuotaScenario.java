package dev.crossregion.bedrock.benchmarks.quota;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.crossregion.bedrock.benchmarks.emulator.Refills;
import dev.crossregion.bedrock.benchmarks.measure.Figures;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * Measures a load above the quotas of three source Regions.
 *
 * @since 0.1.0
 */
public final class QuotaScenario implements Scenario {

	private static final double LOAD = 1.5;

	private static final double MIN_GOODPUT = 0.97;

	private static final Map<QuotaCandidate, Double> MOST_THROTTLED = Map.of(QuotaCandidate.DECLARED, 0.02,
			QuotaCandidate.LEARNED, 0.05, QuotaCandidate.SPRING_AI_LEARNED, 0.05, QuotaCandidate.INSTANCES_LEARNED,
			0.2);

	@Override
	public String name() {
		return "quota";
	}

	@Override
	public String description() {
		return "Calls arrive at 1.5 times what the unequal token quotas of three source Regions are good for. "
				+ "Goodput: quota tokens of complete answers by the sum of the quotas, in whole windows after the first "
				+ "ones. 429s per answer: from the first call on.";
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
				for (QuotaCandidate candidate : QuotaCandidate.of(refill)) {
					QuotaRound round = testbed.run(candidate, testbed.quotas(QuotaWindows.overload(refill)), refill,
							LOAD, QuotaWindows.overload(refill), Duration.ZERO);
					Progress.log("%s, %s: %s", candidate.name(), Refills.name(refill), round.summary());
					measurements.addAll(measurements(candidate, refill, round));
				}
			}
		}
		return measurements;
	}

	private static List<Measurement> measurements(QuotaCandidate candidate, Refill refill, QuotaRound round) {
		String label = candidate.name() + ", " + Refills.name(refill) + ", ";
		Measurement goodput = Measurement.of(label + "goodput", round.goodput(), "");
		Measurement throttled = Measurement.of(label + "429s per answer", round.throttledPerAnswer(), "")
			.note(String.format(Locale.ROOT, "%s in the measured windows; %d calls answered, %d failed",
					Figures.show(round.throttledPerAnswerWarm()), round.calls().answered(), round.calls().failed()));
		Double most = MOST_THROTTLED.get(candidate);
		return (most != null) ? List.of(goodput.atLeast(MIN_GOODPUT), throttled.atMost(most))
				: List.of(goodput, throttled);
	}

}
