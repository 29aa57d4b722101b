package dev.crossregion.bedrock.benchmarks.quota;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.benchmarks.emulator.Refills;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.RoundWindows;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * Measures a load just below the quotas of three source Regions.
 *
 * @since 0.1.0
 */
public final class LowLoadScenario implements Scenario {

	private static final double LOAD = 0.9;

	/** The longest time after which a candidate gives up. */
	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

	private static final double MAX_ATTEMPTS = 1.02;

	private static final Set<QuotaCandidate> STARTERS = Set.of(QuotaCandidate.DECLARED, QuotaCandidate.LEARNED,
			QuotaCandidate.INSTANCES_LEARNED);

	@Override
	public String name() {
		return "load-0.9";
	}

	@Override
	public String description() {
		return "Calls arrive at 0.9 times what the unequal token quotas of three source Regions are good for. Every call "
				+ "is waited for. Requests over the wire are counted by the emulator.";
	}

	@Override
	public Map<String, String> settings() {
		return RoundSettings.of(LOAD, QuotaWindows::fromFirstCall);
	}

	@Override
	public List<Measurement> run() throws Exception {
		List<Measurement> measurements = new ArrayList<>();
		try (QuotaTestbed testbed = new QuotaTestbed()) {
			for (Refill refill : Refills.measured()) {
				RoundWindows windows = QuotaWindows.fromFirstCall(refill);
				for (QuotaCandidate candidate : QuotaCandidate.of(refill)) {
					QuotaRound round = testbed.run(candidate, testbed.quotas(windows), refill, LOAD, windows,
							DRAIN_TIMEOUT);
					Progress.log("%s, %s: %s", candidate.name(), Refills.name(refill), round.summary());
					measurements.addAll(measurements(candidate, refill, round));
				}
			}
		}
		return measurements;
	}

	private static List<Measurement> measurements(QuotaCandidate candidate, Refill refill, QuotaRound round) {
		String label = candidate.name() + ", " + Refills.name(refill) + ", ";
		Measurement unanswered = Measurement
			.of(label + "calls without an answer", round.calls().arrived() - round.calls().answered(), "")
			.note("of " + round.calls().arrived());
		Measurement attempts = Measurement.of(label + "requests per call", round.attemptsPerCall(), "");
		return (STARTERS.contains(candidate)) ? List.of(unanswered.atMost(0), attempts.atMost(MAX_ATTEMPTS))
				: List.of(unanswered, attempts);
	}

}
