package dev.crossregion.bedrock.benchmarks.shapes;

import java.time.Duration;
import java.util.List;

import dev.crossregion.bedrock.benchmarks.load.Prompts;
import dev.crossregion.bedrock.benchmarks.measure.Scale;

/**
 * A shape of traffic to one source Region, and a quota that is too small for it.
 *
 * @param name what is special about it
 * @param prompts what is asked
 * @param maxTokens the most tokens that an answer may have, or 0 to leave that to the
 * model
 * @param latency how long an answer takes
 * @param throttledLatency how long a 429 takes
 * @param callsPerSecond how many calls arrive
 * @param tokensPerSecond what comes back of the quota in a second
 * @param neighbour how many calls of somebody else arrive in a second, now and then
 * @param windows the windows of a round
 */
record Shape(String name, Prompts prompts, int maxTokens, Duration latency, Duration throttledLatency,
		double callsPerSecond, double tokensPerSecond, double neighbour, ShapeWindows windows) {

	static final long SEED = 20_261_128;

	/** How long somebody else calls, and then does not. */
	static final Duration NEIGHBOUR_PHASE = Duration.ofSeconds(20);

	private static final Duration SOON = Duration.ofMillis(200);

	private static final Duration LATER = Duration.ofMillis(500);

	private static final int MAX_TOKENS = 512;

	private static final double MOST_TOKENS = 100_000;

	private static final Prompts ORDINARY = new Prompts(SEED);

	/** Calls that use about 400 tokens of quota. */
	private static final Prompts EQUAL = new Prompts(SEED, (place) -> 190 + (int) (place * 30));

	private static final Shape BASE = new Shape("", ORDINARY, MAX_TOKENS, SOON, Duration.ZERO, 18, 5_500, 0,
			ShapeWindows.USUAL);

	/** 64,000 tokens are reserved, and 400 used. */
	static final Shape NO_MAXIMUM = BASE.named("no maxTokens").prompts(EQUAL, 0).latency(LATER).load(20, 45_000);

	/** Ten times what is used is reserved. */
	static final Shape LARGE_MAXIMUM = BASE.named("maxTokens ten times the use").prompts(EQUAL, 4_000).load(20, 5_400);

	/**
	 * Most calls are small, most tokens are in large ones: the logarithm of the size is
	 * spread evenly.
	 */
	static final Shape HEAVY_TAIL = BASE.named("heavy tail of sizes")
		.prompts(new Prompts(SEED, (place) -> Math.max(1, (int) (4 * Math.pow(MOST_TOKENS, place)) - 4)), 128)
		.load(14, 83_000)
		.windows(ShapeWindows.MORE);

	/** One call a second in all, of which the quota is good for two thirds. */
	static final Shape FEW = BASE.named("one call a second").load(1, 304).windows(ShapeWindows.MANY);

	/** What is sent within 0.3 s of a first 429 is throttled too. */
	static final Shape SLOW_THROTTLING = BASE.named("429s after 0.3 s").throttled(Duration.ofMillis(300));

	/** Calls last a window and a quarter. */
	static final Shape LONG = BASE.named("calls longer than a window")
		.latency(Duration.ofMillis(ShapeWindows.SHORT.length().toMillis() * 5 / 4))
		.load(10, 3_040)
		.windows(ShapeWindows.SHORT);

	/** Somebody else takes half of the quota for a while, and then nothing. */
	static final Shape NEIGHBOUR = BASE.named("somebody else uses half, on and off").load(24, 7_300).neighbour(8);

	/**
	 * The shapes that are measured at the same time, so that the machine is busy enough
	 * to be done soon, and idle enough that they do not disturb one another.
	 * @return one group after another
	 */
	static List<List<Shape>> groups() {
		return (Scale.isReduced()) ? List.of(List.of(NO_MAXIMUM, SLOW_THROTTLING)) : List.of(List.of(NO_MAXIMUM),
				List.of(LARGE_MAXIMUM), List.of(HEAVY_TAIL, LONG), List.of(SLOW_THROTTLING), List.of(NEIGHBOUR));
	}

	QuotaTokens size(int number) {
		return QuotaTokens.of(this.prompts.length(number), this.maxTokens);
	}

	/**
	 * The quota of a window.
	 * @return tokens
	 */
	long tokens() {
		return Math.round(this.tokensPerSecond * this.windows.length().toMillis() / 1000);
	}

	/**
	 * Whether somebody else calls at the moment.
	 * @param seconds since the load has begun
	 * @return whether calls of somebody else are made
	 */
	static boolean isNeighbourActive(double seconds) {
		return (long) (seconds * 1000 / NEIGHBOUR_PHASE.toMillis()) % 2 == 0;
	}

	private Shape named(String name) {
		return new Shape(name, this.prompts, this.maxTokens, this.latency, this.throttledLatency, this.callsPerSecond,
				this.tokensPerSecond, this.neighbour, this.windows);
	}

	private Shape prompts(Prompts prompts, int maxTokens) {
		return new Shape(this.name, prompts, maxTokens, this.latency, this.throttledLatency, this.callsPerSecond,
				this.tokensPerSecond, this.neighbour, this.windows);
	}

	private Shape latency(Duration latency) {
		return new Shape(this.name, this.prompts, this.maxTokens, latency, this.throttledLatency, this.callsPerSecond,
				this.tokensPerSecond, this.neighbour, this.windows);
	}

	private Shape throttled(Duration throttledLatency) {
		return new Shape(this.name, this.prompts, this.maxTokens, this.latency, throttledLatency, this.callsPerSecond,
				this.tokensPerSecond, this.neighbour, this.windows);
	}

	private Shape load(double callsPerSecond, double tokensPerSecond) {
		return new Shape(this.name, this.prompts, this.maxTokens, this.latency, this.throttledLatency, callsPerSecond,
				tokensPerSecond, this.neighbour, this.windows);
	}

	private Shape neighbour(double neighbour) {
		return new Shape(this.name, this.prompts, this.maxTokens, this.latency, this.throttledLatency,
				this.callsPerSecond, this.tokensPerSecond, neighbour, this.windows);
	}

	private Shape windows(ShapeWindows windows) {
		return new Shape(this.name, this.prompts, this.maxTokens, this.latency, this.throttledLatency,
				this.callsPerSecond, this.tokensPerSecond, this.neighbour, windows);
	}

}
