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
 * A candidate that gets the load of a round.
 *
 * @param name the name in labels
 * @param instances starts the application instances, which get the calls in turn
 */
record QuotaCandidate(String name, BiFunction<Setup, Quotas, List<Contender>> instances) {

	private static final int INSTANCES = 8;

	static final QuotaCandidate PLAIN = baseline("plain", Baselines::plain);

	static final QuotaCandidate TUNED = baseline("tuned", Baselines::tuned);

	static final QuotaCandidate SPRING_AI = baseline("Spring AI", Baselines::springAi);

	static final QuotaCandidate RESILIENCE4J = baseline("Resilience4j", Baselines::resilience4j);

	/** The starter with declared quotas. */
	static final QuotaCandidate DECLARED = new QuotaCandidate("starter, quotas given",
			(setup, quotas) -> List.of(withQuotas(setup, quotas).start()));

	/** The starter without declared quotas. */
	static final QuotaCandidate LEARNED = new QuotaCandidate("starter, learned",
			(setup, quotas) -> List.of(StarterContender.builder(setup).start()));

	/** Spring AI through the starter, without declared quotas. */
	static final QuotaCandidate SPRING_AI_LEARNED = new QuotaCandidate("starter with Spring AI, learned",
			(setup, quotas) -> List.of(StarterContender.builder(setup).springAi().start()));

	/** Several instances without declared or shared quotas. */
	static final QuotaCandidate INSTANCES_LEARNED = new QuotaCandidate(
			"starter, learned by " + INSTANCES + " instances",
			(setup, quotas) -> instances(StarterContender.builder(setup)));

	/** Several instances with declared quotas that do not share them. */
	static final QuotaCandidate INSTANCES_DECLARED = new QuotaCandidate("starter, " + INSTANCES + " instances",
			(setup, quotas) -> instances(withQuotas(setup, quotas)));

	/**
	 * Several instances that share the quotas.
	 * @param port the port of the Redis server
	 * @param keyPrefix the prefix of their keys, different for each round
	 * @return the candidate
	 */
	static QuotaCandidate sharing(int port, String keyPrefix) {
		return new QuotaCandidate("starter, " + INSTANCES + " instances, shared quotas",
				(setup, quotas) -> instances(withQuotas(setup, quotas).sharing(port, keyPrefix)));
	}

	private static StarterContender.Builder withQuotas(Setup setup, Quotas quotas) {
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
	 * The candidates of a refill. The baselines differ little between the refills, so
	 * they, and Spring AI through the starter, are measured with one of them.
	 * @param refill the refill of the quotas
	 * @return the baselines, except in a trial run, and the candidates of the starter
	 */
	static List<QuotaCandidate> of(Refill refill) {
		List<QuotaCandidate> candidates = new ArrayList<>();
		if (refill == Refill.CONTINUOUS && !Scale.isReduced()) {
			candidates.addAll(List.of(PLAIN, TUNED, SPRING_AI, RESILIENCE4J));
		}
		candidates.addAll(List.of(DECLARED, LEARNED, INSTANCES_LEARNED));
		if (refill == Refill.CONTINUOUS) {
			candidates.add(SPRING_AI_LEARNED);
		}
		return candidates;
	}

	private static QuotaCandidate baseline(String name, Function<Setup, Contender> contender) {
		return new QuotaCandidate(name, (setup, quotas) -> List.of(contender.apply(setup)));
	}

}
