package dev.crossregion.bedrock.benchmarks.shapes;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.benchmarks.contender.Baselines;
import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.contender.StarterContender;

/**
 * A candidate that makes the calls of a round.
 *
 * @param name the name in labels
 * @param instances the number of instances, which get the calls in turn
 * @param isQuotaDeclared whether the quota is declared in their properties
 * @param isStarter whether it is the starter
 */
record ShapeCandidate(String name, int instances, boolean isQuotaDeclared, boolean isStarter) {

	static final ShapeCandidate PLAIN = new ShapeCandidate("plain", 1, false, false);

	static final ShapeCandidate TUNED = new ShapeCandidate("tuned", 1, false, false);

	static final List<ShapeCandidate> STARTERS = List.of(starter(1, true), starter(1, false), starter(8, true),
			starter(8, false));

	/** One instance, with a declared and with a learned quota. */
	static final List<ShapeCandidate> SINGLE_STARTERS = STARTERS.subList(0, 2);

	private static ShapeCandidate starter(int instances, boolean isQuotaDeclared) {
		return new ShapeCandidate("starter, quota " + ((isQuotaDeclared) ? "given" : "learned")
				+ ((instances == 1) ? "" : ", " + instances + " instances"), instances, isQuotaDeclared, true);
	}

	/**
	 * Start its instances.
	 * @param setup the setup
	 * @param tokensPerMinute the quota
	 * @return the instances
	 */
	List<Contender> start(Setup setup, long tokensPerMinute) {
		if (!this.isStarter) {
			Function<Setup, Contender> baseline = (this == PLAIN) ? Baselines::plain : Baselines::tuned;
			return List.of(baseline.apply(setup));
		}
		return IntStream.range(0, this.instances).<Contender>mapToObj((index) -> {
			StarterContender.Builder builder = StarterContender.builder(setup);
			if (this.isQuotaDeclared) {
				builder.property("routes[0].quota.tokens-per-minute", String.valueOf(tokensPerMinute));
			}
			return builder.start();
		}).toList();
	}

}
