package dev.crossregion.bedrock.benchmarks.shapes;

import java.time.Duration;
import java.util.List;

import dev.crossregion.bedrock.benchmarks.load.Prompts;
import dev.crossregion.bedrock.benchmarks.measure.RoundWindows;
import dev.crossregion.bedrock.benchmarks.measure.Scale;

/**
 * A shape of traffic to one source Region, and a quota that is too small for it.
 *
 * @param name the name in labels
 * @param calls the requests
 * @param delays the delays of answers
 * @param load the rates of calls and quota
 * @param windows the windows of a round
 */
record Shape(String name, Calls calls, Delays delays, Load load, RoundWindows windows) {

	static final long SEED = 20_261_128;

	/** The length of the active and of the idle phases of the neighbour. */
	static final Duration NEIGHBOUR_PHASE = Duration.ofSeconds(20);

	private static final Duration SHORT_LATENCY = Duration.ofMillis(200);

	private static final Duration LONG_LATENCY = Duration.ofMillis(500);

	private static final int MAX_TOKENS = 512;

	private static final double MAX_PROMPT_TOKENS = 100_000;

	private static final Prompts ORDINARY = new Prompts(SEED);

	/** Calls that use about 400 tokens of quota. */
	private static final Prompts EQUAL = new Prompts(SEED, (place) -> 190 + (int) (place * 30));

	private static final Shape BASE = new Shape("", new Calls(ORDINARY, MAX_TOKENS),
			new Delays(SHORT_LATENCY, Duration.ZERO), new Load(18, 5_500, 0), ShapeWindows.USUAL);

	/** 64,000 tokens are reserved, and 400 used. */
	static final Shape NO_MAXIMUM = BASE.named("no maxTokens").prompts(EQUAL, 0).latency(LONG_LATENCY).load(20, 45_000);

	/** Ten times what is used is reserved. */
	static final Shape LARGE_MAXIMUM = BASE.named("maxTokens ten times the use").prompts(EQUAL, 4_000).load(20, 5_400);

	/**
	 * Most calls are small, most tokens are in large ones: the logarithm of the size is
	 * spread evenly.
	 */
	static final Shape HEAVY_TAIL = BASE.named("heavy tail of sizes")
		.prompts(new Prompts(SEED, (place) -> Math.max(1, (int) (4 * Math.pow(MAX_PROMPT_TOKENS, place)) - 4)), 128)
		.load(14, 83_000)
		.windows(ShapeWindows.LARGE_CALLS);

	/** One call a second, of which the quota can serve two thirds. */
	static final Shape FEW = BASE.named("one call a second").load(1, 304).windows(ShapeWindows.FEW_CALLS);

	/** Requests within 0.3 s of a first 429 are throttled too. */
	static final Shape SLOW_THROTTLING = BASE.named("429s after 0.3 s").throttled(Duration.ofMillis(300));

	/** Calls last a window and a quarter. */
	static final Shape LONG = BASE.named("calls longer than a window")
		.latency(Duration.ofMillis(ShapeWindows.LONG_CALLS.length().toMillis() * 5 / 4))
		.load(10, 3_040)
		.windows(ShapeWindows.LONG_CALLS);

	/** A neighbour takes half of the quota in its active phases. */
	static final Shape NEIGHBOUR = BASE.named("somebody else uses half, on and off").load(24, 7_300).neighbour(8);

	/**
	 * The groups of shapes that are measured at the same time. Except in a short run,
	 * each shape is a group of its own: beside calls of a heavy tail, one instance whose
	 * calls last longer than a window had a tenth to a fifth less goodput. {@link #FEW}
	 * runs beside all groups.
	 * @return the groups in their order
	 */
	static List<List<Shape>> groups() {
		return (Scale.isReduced()) ? List.of(List.of(NO_MAXIMUM, SLOW_THROTTLING))
				: List.of(List.of(NO_MAXIMUM), List.of(LARGE_MAXIMUM), List.of(HEAVY_TAIL), List.of(LONG),
						List.of(SLOW_THROTTLING), List.of(NEIGHBOUR));
	}

	QuotaTokens size(int number) {
		return QuotaTokens.of(this.calls.prompts.length(number), this.calls.maxTokens);
	}

	/**
	 * The quota of a window.
	 * @return tokens
	 */
	long tokens() {
		return Math.round(this.load.tokensPerSecond * this.windows.length().toMillis() / 1000);
	}

	/**
	 * Whether the neighbour is in an active phase.
	 * @param seconds the time since the load has begun
	 * @return {@code true} if it calls
	 */
	static boolean isNeighbourActive(double seconds) {
		return (long) (seconds * 1000 / NEIGHBOUR_PHASE.toMillis()) % 2 == 0;
	}

	private Shape named(String name) {
		return new Shape(name, this.calls, this.delays, this.load, this.windows);
	}

	private Shape prompts(Prompts prompts, int maxTokens) {
		return new Shape(this.name, new Calls(prompts, maxTokens), this.delays, this.load, this.windows);
	}

	private Shape latency(Duration latency) {
		return with(new Delays(latency, this.delays.throttledLatency));
	}

	private Shape throttled(Duration throttledLatency) {
		return with(new Delays(this.delays.latency, throttledLatency));
	}

	private Shape with(Delays delays) {
		return new Shape(this.name, this.calls, delays, this.load, this.windows);
	}

	private Shape load(double callsPerSecond, double tokensPerSecond) {
		return with(new Load(callsPerSecond, tokensPerSecond, this.load.neighbourCallsPerSecond));
	}

	private Shape neighbour(double callsPerSecond) {
		return with(new Load(this.load.callsPerSecond, this.load.tokensPerSecond, callsPerSecond));
	}

	private Shape with(Load load) {
		return new Shape(this.name, this.calls, this.delays, load, this.windows);
	}

	private Shape windows(RoundWindows windows) {
		return new Shape(this.name, this.calls, this.delays, this.load, windows);
	}

	/**
	 * The requests.
	 *
	 * @param prompts the prompts
	 * @param maxTokens the maximum length of answers, or 0 for that of the model
	 */
	record Calls(Prompts prompts, int maxTokens) {
	}

	/**
	 * The delays of answers.
	 *
	 * @param latency the time before an answer
	 * @param throttledLatency the time before a 429
	 */
	record Delays(Duration latency, Duration throttledLatency) {
	}

	/**
	 * The rates of calls and quota.
	 *
	 * @param callsPerSecond the rate of calls
	 * @param tokensPerSecond the refill of the quota
	 * @param neighbourCallsPerSecond the rate of calls of the noisy neighbour in its
	 * active phases, 0 for no neighbour
	 */
	record Load(double callsPerSecond, double tokensPerSecond, double neighbourCallsPerSecond) {
	}

}
