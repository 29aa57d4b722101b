package dev.crossregion.bedrock.benchmarks.calls;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import dev.crossregion.bedrock.benchmarks.contender.Baselines;
import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.contender.StarterContender;
import dev.crossregion.bedrock.benchmarks.measure.Figures;
import dev.crossregion.bedrock.benchmarks.process.ChildJvm;

/**
 * Makes one call after another with each contender in turn, and reports their durations.
 *
 * @since 0.1.0
 */
public final class SequentialMain {

	private static final String PROMPT = "What is a Region?";

	private SequentialMain() {
	}

	/**
	 * Run the calls.
	 * @param args the endpoint, the numbers of blocking and of streaming warm-up calls,
	 * the number of measured calls, a seed, and whether the starter has everything on
	 */
	public static void main(String[] args) {
		ChildJvm.endWithParent();
		Setup setup = Setup.of(URI.create(args[0])).regions(List.of("eu-central-1"));
		int count = Integer.parseInt(args[3]);
		Random random = new Random(Long.parseLong(args[4]));
		try (Contender tuned = Baselines.tuned(setup);
				Contender again = Baselines.tuned(setup);
				Contender starter = starter(setup, Boolean.parseBoolean(args[5]))) {
			List<Contender> contenders = List.of(tuned, again, starter);
			for (Way way : Way.values()) {
				measure(way, contenders, Integer.parseInt(args[1 + way.ordinal()]), random);
				report(way, measure(way, contenders, count, random));
			}
		}
		System.exit(0);
	}

	private static Contender starter(Setup setup, boolean everythingOn) {
		return (everythingOn) ? EverythingOn.start(setup) : StarterContender.builder(setup).start();
	}

	// Every round has one call of each contender, in random order.
	private static List<List<Double>> measure(Way way, List<Contender> contenders, int count, Random random) {
		List<List<Double>> nanos = new ArrayList<>();
		List<Integer> order = new ArrayList<>();
		for (int index = 0; index < contenders.size(); index++) {
			nanos.add(new ArrayList<>(count));
			order.add(index);
		}
		for (int round = 0; round < count; round++) {
			Collections.shuffle(order, random);
			for (int index : order) {
				long start = System.nanoTime();
				way.call(contenders.get(index));
				nanos.get(index).add((double) (System.nanoTime() - start));
			}
		}
		return nanos;
	}

	private static void report(Way way, List<List<Double>> nanos) {
		String name = way.name().toLowerCase(Locale.ROOT);
		List<Double> first = nanos.get(0);
		List<Double> second = nanos.get(1);
		List<Double> starter = nanos.get(2);
		double tuned = Figures.median(first);
		ChildJvm.report(name + "-tuned", tuned);
		ChildJvm.report(name + "-starter", Figures.median(starter));
		ChildJvm.report(name + "-a-a", 1 + medianDifference(second, first) / tuned);
		ChildJvm.report(name + "-ratio", 1 + (medianDifference(starter, first) + medianDifference(starter, second))
				/ (tuned + Figures.median(second)));
	}

	private static double medianDifference(List<Double> of, List<Double> from) {
		List<Double> differences = new ArrayList<>(of.size());
		for (int round = 0; round < of.size(); round++) {
			differences.add(of.get(round) - from.get(round));
		}
		return Figures.median(differences);
	}

	/**
	 * A way to call.
	 */
	private enum Way {

		/** The caller's thread waits. */
		SYNC {

			@Override
			void call(Contender contender) {
				contender.call(PROMPT);
			}

		},

		/** The answer is streamed, and the caller waits for its end. */
		STREAMING {

			@Override
			void call(Contender contender) {
				StreamFuture.of(contender, PROMPT).join();
			}

		};

		abstract void call(Contender contender);

	}

}
