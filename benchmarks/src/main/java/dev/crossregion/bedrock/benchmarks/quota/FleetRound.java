package dev.crossregion.bedrock.benchmarks.quota;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.benchmarks.emulator.Refills;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * A round of the fleet scenario.
 *
 * @param label the start of its labels
 * @param kind what it is measured for
 * @param candidate the candidate that gets the load
 * @param refill the refill of the quotas
 */
record FleetRound(String label, Kind kind, QuotaCandidate candidate, Refill refill) {

	/**
	 * The rounds of one load. The baselines differ little between the refills, so one of
	 * them is enough; it is that of the outage, too.
	 * @param load the load divided by the quotas
	 * @param port the port of a Redis server
	 * @param failingPort the port of the one that has an outage
	 * @param outage the start of the label of the round with the outage
	 * @return the rounds; in a trial run without the baselines that are no starter
	 */
	static List<FleetRound> of(double load, int port, int failingPort, String outage) {
		List<FleetRound> rounds = new ArrayList<>();
		if (!Scale.isReduced()) {
			rounds.add(of(load, Refill.CONTINUOUS, Kind.OTHER, QuotaCandidate.PLAIN));
			rounds.add(of(load, Refill.CONTINUOUS, Kind.OTHER, QuotaCandidate.TUNED));
		}
		for (Refill refill : Refills.measured()) {
			FleetRound alone = of(load, refill, Kind.NOT_SHARED, QuotaCandidate.INSTANCES_DECLARED);
			rounds.add(alone);
			rounds.add(of(load, refill, Kind.SHARED, QuotaCandidate.sharing(port, alone.label)));
		}
		QuotaCandidate candidate = QuotaCandidate.sharing(failingPort, outage);
		rounds.add(new FleetRound(outage + candidate.name() + ", ", Kind.OUTAGE, candidate, Refill.CONTINUOUS));
		return rounds;
	}

	private static FleetRound of(double load, Refill refill, Kind kind, QuotaCandidate candidate) {
		String label = String.format(Locale.ROOT, "%s, load %.1f, %s, ", Refills.name(refill), load, candidate.name());
		return new FleetRound(label, kind, candidate, refill);
	}

	/**
	 * Whether this is what a round with an outage is compared with.
	 * @return {@code true} for instances with the same quotas that do not share them
	 */
	boolean isReferenceOfOutage() {
		return this.kind == Kind.NOT_SHARED && this.refill == Refill.CONTINUOUS;
	}

	/**
	 * What a round is measured for.
	 */
	enum Kind {

		/** Not the starter. */
		OTHER,

		/** Instances that do not share their quotas. */
		NOT_SHARED,

		/** Instances that share their quotas. */
		SHARED,

		/** The same, with an outage of the Redis server. */
		OUTAGE

	}

}
