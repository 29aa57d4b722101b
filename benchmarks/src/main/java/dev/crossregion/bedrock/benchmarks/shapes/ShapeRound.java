package dev.crossregion.bedrock.benchmarks.shapes;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec.RegionQuota;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.emulator.RequestCounts;
import dev.crossregion.bedrock.benchmarks.load.OpenLoop;
import dev.crossregion.bedrock.benchmarks.measure.RoundWindows;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls of one shape by one candidate, with its own emulator and quota.
 * Instances are started before the calls begin, so that rounds that run at the same time
 * do not disturb one another.
 */
final class ShapeRound implements AutoCloseable {

	static final String REGION = Setup.REGIONS.get(0);

	/** So large that only tokens are limited. */
	static final long REQUESTS = 1_000_000;

	private static final Duration SETTLE_TIME = Duration.ofMillis(500);

	private final Shape shape;

	private final Refill refill;

	private final ShapeCandidate candidate;

	private final RemoteEmulator emulator;

	private final List<Contender> instances;

	ShapeRound(EmulatorProcess process, Shape shape, Refill refill, ShapeCandidate candidate) {
		this.shape = shape;
		this.refill = refill;
		this.candidate = candidate;
		Duration window = shape.windows().length();
		this.emulator = process.emulator(EmulatorSpec.FREE.times(shape.delays().latency(), Duration.ZERO)
			.throttledLatency(shape.delays().throttledLatency())
			.seed(Shape.SEED)
			.quotas(window, List.of(new RegionQuota(REGION, Setup.PROFILE, shape.tokens(), REQUESTS, refill))));
		Setup setup = Setup.of(this.emulator.uri())
			.regions(List.of(REGION))
			.maxOutputTokens((shape.calls().maxTokens() > 0) ? shape.calls().maxTokens() : null);
		this.instances = candidate.start(setup, shape.tokens() * 60_000 / window.toMillis());
	}

	Shape shape() {
		return this.shape;
	}

	Refill refill() {
		return this.refill;
	}

	ShapeCandidate candidate() {
		return this.candidate;
	}

	/**
	 * Start calls at the start of a window, and measure whole windows after the first
	 * ones.
	 * @return the outcome
	 * @throws InterruptedException if the round is interrupted
	 */
	Outcome run() throws InterruptedException {
		RoundWindows windows = this.shape.windows();
		long window = windows.length().toMillis();
		long past = System.currentTimeMillis() - this.emulator.startedAt();
		long start = this.emulator.startedAt() + (past / window + 1) * window;
		long from = start + windows.before() * window;
		long to = from + windows.measured() * window;
		Thread.sleep(start - System.currentTimeMillis());
		try (NoisyNeighbour neighbour = neighbour();
				OpenLoop calls = OpenLoop.start(this.shape.load().callsPerSecond(), Shape.SEED,
						(number) -> this.instances.get(number % this.instances.size())
							.call(this.shape.calls().prompts().prompt(number)))) {
			Thread.sleep(to - System.currentTimeMillis());
			int arrived = calls.started();
			calls.finish(Duration.ZERO);
			// Calls that were admitted last are still being answered.
			Thread.sleep(this.shape.delays().latency().plus(SETTLE_TIME).toMillis());
			double quota = this.shape.load().tokensPerSecond() * windows.measured() * window / 1000;
			double others = (neighbour != null) ? neighbour.quotaTokens(from, to) : 0;
			RequestCounts measured = RemoteEmulator.sum(this.emulator.counts(from, to));
			return new Outcome(measured.quotaTokens() / (quota - others), this.emulator.counts(), arrived,
					this.shape.load().callsPerSecond() * (to - start) / 1000);
		}
	}

	private @Nullable NoisyNeighbour neighbour() {
		return (this.shape.load().neighbourCallsPerSecond() > 0)
				? NoisyNeighbour.start(this.emulator.uri(), REGION, this.shape) : null;
	}

	@Override
	public void close() {
		this.instances.forEach(Contender::close);
		this.emulator.close();
	}

	/**
	 * The outcome of a round.
	 *
	 * @param goodput tokens of answers divided by the tokens of the quota that the
	 * neighbour left
	 * @param usage the requests since the first call
	 * @param arrived calls that were made
	 * @param due calls that should have been made
	 */
	record Outcome(double goodput, RequestCounts usage, int arrived, double due) {

		private static final double MIN_SHARE_OF_LOAD = 0.95;

		/**
		 * 429s for each answer, from the first call on.
		 * @return the ratio
		 */
		double throttledPerAnswer() {
			return (this.usage.answered() > 0) ? this.usage.throttled() / (double) this.usage.answered()
					: Double.POSITIVE_INFINITY;
		}

		/**
		 * A note if the machine was too busy to generate the load.
		 * @return a note, or empty
		 */
		String shortfall() {
			return (this.arrived >= MIN_SHARE_OF_LOAD * this.due) ? "" : String.format(Locale.ROOT,
					"not the load: the machine let %d of %.0f calls arrive", this.arrived, this.due);
		}

		String summary() {
			return String.format(Locale.ROOT, "goodput %.4f, 429s per answer %.4f, %d calls, %d answered, %d requests",
					this.goodput, throttledPerAnswer(), this.arrived, this.usage.answered(), this.usage.requests());
		}

	}

}
