package dev.crossregion.bedrock.benchmarks.quota;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.benchmarks.contender.Baselines;
import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.contender.StarterContender;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * Who is sent the load of a round.
 *
 * @param name the name under which its figures are printed
 * @param instances makes the application instances among which calls are dealt in turn
 */
record QuotaCandidate(String name, BiFunction<Setup, Quotas, List<Contender>> instances) {

	private static final int INSTANCES = 8;

	static final QuotaCandidate PLAIN = baseline("plain", Baselines::plain);

	static final QuotaCandidate TUNED = baseline("tuned", Baselines::tuned);

	static final QuotaCandidate SPRING_AI = baseline("Spring AI", Baselines::springAi);

	static final QuotaCandidate RESILIENCE4J = baseline("Resilience4j", Baselines::resilience4j);

	/** The starter, told the quotas. */
	static final QuotaCandidate SEEDED = new QuotaCandidate("starter, quotas given",
			(setup, quotas) -> List.of(told(setup, quotas).start()));

	/** The starter, told nothing. */
	static final QuotaCandidate LEARNED = new QuotaCandidate("starter, learned",
			(setup, quotas) -> List.of(StarterContender.builder(setup).start()));

	/** Several starters that know nothing of the quotas nor of one another. */
	static final QuotaCandidate INSTANCES_LEARNED = new QuotaCandidate(
			"starter, learned by " + INSTANCES + " instances",
			(setup, quotas) -> instances(StarterContender.builder(setup)));

	/** Several starters, each told the quotas, that do not know of one another. */
	static final QuotaCandidate INSTANCES_SEEDED = new QuotaCandidate("starter, " + INSTANCES + " instances",
			(setup, quotas) -> instances(told(setup, quotas)));

	/**
	 * Several starters that share the quotas.
	 * @param port where the Redis server is that they share them on
	 * @param keyPrefix what their keys begin with, so that no other round has them too
	 * @return the candidate
	 */
	static QuotaCandidate sharing(int port, String keyPrefix) {
		return new QuotaCandidate("starter, " + INSTANCES + " instances, shared quotas",
				(setup, quotas) -> instances(told(setup, quotas).sharing(port, keyPrefix)));
	}

	private static StarterContender.Builder told(Setup setup, Quotas quotas) {
		StarterContender.Builder builder = StarterContender.builder(setup);
		for (int index = 0; index < setup.regions().size(); index++) {
			builder.property("routes[" + index + "].quota.tokens-per-minute",
					String.valueOf(quotas.tokensPerMinute(setup.regions().get(index))));
		}
		return builder;
	}

	private static List<Contender> instances(StarterContender.Builder builder) {
		return IntStream.range(0, INSTANCES).<Contender>mapToObj((index) -> builder.start()).toList();
	}

	/**
	 * Who is measured. What others make of quotas differs little between the ways in
	 * which they come back, so that is measured for one of them.
	 * @param refill how quotas come back
	 * @return the starter in three ways, after the others; in a trial run alone
	 */
	static List<QuotaCandidate> of(Refill refill) {
		List<QuotaCandidate> candidates = new ArrayList<>();
		if (refill == Refill.CONTINUOUS && !Scale.isReduced()) {
			candidates.addAll(List.of(PLAIN, TUNED, SPRING_AI, RESILIENCE4J));
		}
		candidates.addAll(List.of(SEEDED, LEARNED, INSTANCES_LEARNED));
		return candidates;
	}

	private static QuotaCandidate baseline(String name, Function<Setup, Contender> contender) {
		return new QuotaCandidate(name, (setup, quotas) -> List.of(contender.apply(setup)));
	}

}
