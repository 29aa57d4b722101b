package dev.crossregion.bedrock.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.crossregion.bedrock.routing.RoutingSimulation.Client;
import dev.crossregion.bedrock.routing.RoutingSimulation.Result;
import dev.crossregion.bedrock.routing.RoutingSimulation.Settings;
import dev.crossregion.bedrock.routing.RoutingSimulation.Sizes;
import dev.crossregion.bedrock.routing.SimulatedQuota.Refill;

/**
 * Shapes of traffic in which a mirror of a quota can do harm, each beside the same calls
 * sent without a mirror and beside the most that the quota could have served.
 */
final class ShapeSimulation {

	private static final int INSTANCES = 8;

	private ShapeSimulation() {
	}

	/**
	 * Run all cells.
	 * @param seeds how often each cell runs
	 * @return the cells, in order of their shapes
	 */
	static List<Cell> cells(int seeds) {
		List<Cell> cells = new ArrayList<>();
		for (Shape shape : Shape.values()) {
			cells.addAll(cells(shape, seeds));
		}
		return cells;
	}

	/**
	 * Run the cells of one shape.
	 * @param shape the shape
	 * @param seeds how often each cell runs
	 * @return the cells
	 */
	static List<Cell> cells(Shape shape, int seeds) {
		List<Cell> cells = new ArrayList<>();
		for (Quota quota : shape.quotas()) {
			Reference reference = Reference.of(shape, quota, seeds);
			for (boolean given : new boolean[] { true, false }) {
				for (int instances : new int[] { 1, INSTANCES }) {
					cells.add(cell(shape, quota, given, instances, seeds, reference));
				}
			}
		}
		return cells;
	}

	private static Cell cell(Shape shape, Quota quota, boolean given, int instances, int seeds, Reference reference) {
		List<Result> results = new ArrayList<>();
		for (int seed = 1; seed <= seeds; seed++) {
			results.add(run(shape, quota, Client.STARTER, given, instances, seed));
		}
		return new Cell(shape, quota, given, instances, mean(results), refusals(results), first(results), reference);
	}

	private static Result run(Shape shape, Quota quota, Client client, boolean given, int instances, int seed) {
		Settings settings = new Settings();
		settings.shares = new double[] { 1 };
		shape.configuration.accept(settings);
		settings.refill = quota.refill;
		if (quota.calls > 0) {
			settings.callsPerSecond = shape.callsPerSecond;
			settings.burstOf(quota.calls * shape.largeCall);
		}
		settings.client = client;
		settings.declared = given;
		settings.instances = instances;
		settings.seed = seed;
		return new RoutingSimulation(settings).run();
	}

	private static double mean(List<Result> results) {
		return results.stream().mapToDouble(Result::lateGoodput).average().orElseThrow();
	}

	private static double refusals(List<Result> results) {
		return results.stream().mapToDouble((result) -> result.refusals).sum()
				/ results.stream().mapToDouble((result) -> result.successes).sum();
	}

	private static double first(List<Result> results) {
		return results.stream().mapToDouble((result) -> result.firstOrdinary).max().orElseThrow();
	}

	/** How a quota refills, and what it holds. */
	enum Quota {

		/** A bucket of one window. */
		CONTINUOUS(Refill.CONTINUOUS, 0),

		/** Full again when a window begins. */
		FIXED_WINDOW(Refill.FIXED_WINDOW, 0),

		/** A bucket of a twelfth of a window: up to 37 calls of most shapes. */
		SHORT_BURST(Refill.SHORT_BURST, 0),

		/** A bucket of little more than two large calls. */
		TWO_CALLS(Refill.SHORT_BURST, 2.2),

		/** A bucket of little more than one large call. */
		ONE_CALL(Refill.SHORT_BURST, 1.1),

		/** A bucket of less than one large call, which is admitted when it is full. */
		HALF_A_CALL(Refill.SHORT_BURST, 0.45);

		private final Refill refill;

		private final double calls;

		Quota(Refill refill, double calls) {
			this.refill = refill;
			this.calls = calls;
		}

	}

	/** A shape of traffic. */
	enum Shape {

		/** No maximum is stated: 64,000 tokens reserved, 400 used. */
		UNSET_MAXIMUM((settings) -> {
			settings.callsPerSecond = 72;
			settings.sizes = sizes(100, 300, 64_000);
			settings.latencyFrom = 0.2;
			settings.latencyTo = 0.4;
			settings.seconds = 60;
		}),

		/** The maximum is ten times what is used. */
		TENFOLD_MAXIMUM((settings) -> settings.sizes = sizes(100, 400, 4_000), 4_100, 20),

		/** From 1 to 100,000 tokens. */
		HEAVY_TAIL((settings) -> {
			settings.callsPerSecond = 40;
			settings.sizes = heavyTail();
			settings.seconds = 90;
		}, 115_000, 14),

		/** One call in a second, in windows of a minute. */
		FEW_CALLS((settings) -> {
			settings.callsPerSecond = 1;
			settings.window = 60;
			settings.seconds = 900;
			settings.warm = 120;
			settings.maxWait = 20;
			settings.latencyFrom = 0.5;
			settings.latencyTo = 3;
		}, 1_475, 1),

		/** A 429 takes 0.3 seconds. */
		SLOW_THROTTLING((settings) -> {
			settings.refusal = 0.3;
			settings.latencyFrom = 0.3;
			settings.latencyTo = 0.8;
		}),

		/** Calls last as long as a window, and half as long again. */
		LONG_CALLS((settings) -> {
			settings.latencyFrom = 10;
			settings.latencyTo = 15;
			settings.seconds = 90;
			settings.warm = 30;
		}, 1_475, 10),

		/** Somebody else uses half of the quota, on and off. */
		OTHERS((settings) -> {
			settings.othersShare = 0.5;
			settings.seconds = 90;
		}),

		/** The first call is tiny, and finds an empty quota. */
		TINY_FIRST((settings) -> settings.emptyAtFirst = true);

		private final Consumer<Settings> configuration;

		private final double largeCall;

		private final double callsPerSecond;

		Shape(Consumer<Settings> configuration) {
			this(configuration, 0, 0);
		}

		/**
		 * Create a shape that also has quotas with bursts of a call or two.
		 * @param configuration the calls
		 * @param largeCall the tokens that a large call reserves
		 * @param callsPerSecond the load of these quotas: that of the benchmark, because
		 * a pause after a throttle costs more the fewer calls a burst holds
		 */
		Shape(Consumer<Settings> configuration, double largeCall, double callsPerSecond) {
			this.configuration = configuration;
			this.largeCall = largeCall;
			this.callsPerSecond = callsPerSecond;
		}

		private List<Quota> quotas() {
			return Stream.of(Quota.values()).filter((quota) -> quota.calls == 0 || this.largeCall > 0).toList();
		}

		private static Sizes sizes(long input, long output, long maximum) {
			return new Sizes() {

				@Override
				public long[] next(Random random) {
					return new long[] { Math.round(input * (0.5 + random.nextDouble())),
							Math.round(output * (0.5 + random.nextDouble())), maximum };
				}

				@Override
				public double meanCost() {
					return input + output;
				}

			};
		}

		// As many calls of each order of magnitude.
		private static Sizes heavyTail() {
			return new Sizes() {

				@Override
				public long[] next(Random random) {
					double size = Math.exp(random.nextDouble() * Math.log(100_000));
					long input = (long) Math.ceil(size / 2);
					long output = (long) Math.ceil(size / 2);
					return new long[] { input, output, (long) Math.ceil(output * 1.3) };
				}

				@Override
				public double meanCost() {
					return 99_999 / Math.log(100_000);
				}

			};
		}

	}

	/**
	 * What the same calls come to without a mirror.
	 *
	 * @param sent when each is sent once
	 * @param retried when each is sent as the SDK does by default
	 * @param quota when each is sent just when the quota admits it
	 * @param refusals 429s per answer when each is sent once
	 * @param retriedRefusals 429s per answer when each is sent as the SDK does by default
	 * @param first when the quota admitted the first call of ordinary size
	 */
	record Reference(double sent, double retried, double quota, double refusals, double retriedRefusals, double first) {

		static Reference of(Shape shape, Quota quota, int seeds) {
			List<Result> sent = new ArrayList<>();
			List<Result> retried = new ArrayList<>();
			List<Result> ideal = new ArrayList<>();
			for (int seed = 1; seed <= seeds; seed++) {
				sent.add(run(shape, quota, Client.EVERYTHING, true, 1, seed));
				retried.add(run(shape, quota, Client.EVERYTHING_RETRIED, true, 1, seed));
				ideal.add(run(shape, quota, Client.CLAIRVOYANT, true, 1, seed));
			}
			return new Reference(mean(sent), mean(retried), mean(ideal), ShapeSimulation.refusals(sent),
					ShapeSimulation.refusals(retried), ShapeSimulation.first(ideal));
		}

		double best() {
			return Math.max(this.sent, Math.max(this.retried, this.quota));
		}

	}

	/**
	 * What the starter comes to.
	 *
	 * @param shape the shape of the calls
	 * @param quota how the quota refills, and what it holds
	 * @param given whether the quota is declared
	 * @param instances how many instances share it
	 * @param goodput what answers used of the quota
	 * @param refusals 429s per answer
	 * @param first when the first call of ordinary size that was answered had been sent
	 * @param reference what to compare it with
	 */
	record Cell(Shape shape, Quota quota, boolean given, int instances, double goodput, double refusals, double first,
			Reference reference) {

		static final String HEADER = "shape           quota        quotas  inst.  goodput |  sent retried  quota | ratio"
				+ " | 429s/answer: starter   sent retried | part | first ordinary";

		double ratio() {
			return this.goodput / this.reference.best();
		}

		double part() {
			return this.refusals / this.reference.refusals;
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT,
					"%-15s %-12s %-7s %d       %.3f | %.3f   %.3f  %.3f | %.3f%s | %18.4f  %6.3f  %6.3f | %.3f%s | %.2f",
					this.shape, this.quota, (this.given) ? "given" : "learned", this.instances, this.goodput,
					this.reference.sent, this.reference.retried, this.reference.quota, ratio(),
					(ratio() < 0.97) ? "!" : " ", this.refusals, this.reference.refusals,
					this.reference.retriedRefusals, part(), (part() > 0.2) ? "!" : " ",
					this.first - this.reference.first);
		}

	}

}
