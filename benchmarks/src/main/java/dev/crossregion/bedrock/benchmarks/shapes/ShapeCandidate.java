package dev.crossregion.bedrock.benchmarks.shapes;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.benchmarks.contender.Baselines;
import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.contender.StarterContender;

/**
 * Who makes the calls of a round.
 *
 * @param name the name under which its figures are printed
 * @param instances how many instances there are, among which calls are dealt in turn
 * @param isTold whether they are told the quota
 * @param isStarter whether it is the starter
 */
record ShapeCandidate(String name, int instances, boolean isTold, boolean isStarter) {

	static final ShapeCandidate PLAIN = new ShapeCandidate("plain", 1, false, false);

	static final ShapeCandidate TUNED = new ShapeCandidate("tuned", 1, false, false);

	static final List<ShapeCandidate> STARTERS = List.of(starter(1, true), starter(1, false), starter(8, true),
			starter(8, false));

	/** One instance alone, told and not told. */
	static final List<ShapeCandidate> SINGLE_STARTERS = STARTERS.subList(0, 2);

	private static ShapeCandidate starter(int instances, boolean isTold) {
		return new ShapeCandidate("starter, quota " + ((isTold) ? "given" : "learned")
				+ ((instances == 1) ? "" : ", " + instances + " instances"), instances, isTold, true);
	}

	/**
	 * Start its instances.
	 * @param setup where to call
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
			if (this.isTold) {
				builder.property("routes[0].quota.tokens-per-minute", String.valueOf(tokensPerMinute));
			}
			return builder.start();
		}).toList();
	}

}
