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
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;
import org.jspecify.annotations.Nullable;

/**
 * Calls of one shape, made by one candidate, with an emulator and a quota of their own.
 * Everything is started before the calls begin, so that rounds which run at the same time
 * do not disturb one another by their starts.
 */
final class ShapeRound implements AutoCloseable {

	static final String REGION = Setup.REGIONS.get(0);

	/** Requests are not limited, so that tokens are what counts. */
	static final long REQUESTS = 1_000_000;

	private static final Duration MOMENT = Duration.ofMillis(500);

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
		this.emulator = process.emulator(EmulatorSpec.FREE.times(shape.latency(), Duration.ZERO)
			.throttledLatency(shape.throttledLatency())
			.seed(Shape.SEED)
			.quotas(window, List.of(new RegionQuota(REGION, Setup.PROFILE, shape.tokens(), REQUESTS, refill))));
		Setup setup = Setup.of(this.emulator.uri())
			.regions(List.of(REGION))
			.maxOutputTokens((shape.maxTokens() > 0) ? shape.maxTokens() : null);
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
	 * Let calls arrive from the start of a window on, and measure whole windows after the
	 * first ones.
	 * @return what came of it
	 * @throws InterruptedException if the round is interrupted
	 */
	Outcome run() throws InterruptedException {
		ShapeWindows windows = this.shape.windows();
		long window = windows.length().toMillis();
		long past = System.currentTimeMillis() - this.emulator.startedAt();
		long start = this.emulator.startedAt() + (past / window + 1) * window;
		long from = start + windows.before() * window;
		long to = from + windows.measured() * window;
		Thread.sleep(start - System.currentTimeMillis());
		try (NoisyNeighbour neighbour = neighbour();
				OpenLoop calls = OpenLoop.start(this.shape.callsPerSecond(), Shape.SEED,
						(number) -> this.instances.get(number % this.instances.size())
							.call(this.shape.prompts().prompt(number)))) {
			Thread.sleep(to - System.currentTimeMillis());
			int arrived = calls.started();
			calls.finish(Duration.ZERO);
			// What was admitted in the last moments is answered in the next ones.
			Thread.sleep(this.shape.latency().plus(MOMENT).toMillis());
			double quota = this.shape.tokensPerSecond() * windows.measured() * window / 1000;
			double others = (neighbour != null) ? neighbour.quotaTokens(from, to) : 0;
			RequestCounts measured = RemoteEmulator.sum(this.emulator.usage(from, to));
			return new Outcome(measured.quotaTokens() / (quota - others), this.emulator.usage(), arrived,
					this.shape.callsPerSecond() * (to - start) / 1000);
		}
	}

	private @Nullable NoisyNeighbour neighbour() {
		return (this.shape.neighbour() > 0) ? NoisyNeighbour.start(this.emulator.uri(), REGION, this.shape) : null;
	}

	@Override
	public void close() {
		this.instances.forEach(Contender::close);
		this.emulator.close();
	}

	/**
	 * What came of a round.
	 *
	 * @param goodput tokens of answers by the tokens of the quota that somebody else left
	 * @param usage what the emulator saw from the first call on
	 * @param arrived calls that were made
	 * @param due calls that should have been made
	 */
	record Outcome(double goodput, RequestCounts usage, int arrived, double due) {

		private static final double ENOUGH = 0.95;

		/**
		 * 429s for each answer, from the first call on.
		 * @return the ratio
		 */
		double throttledPerAnswer() {
			return (this.usage.answered() > 0) ? this.usage.throttled() / (double) this.usage.answered()
					: Double.POSITIVE_INFINITY;
		}

		/**
		 * What to say when the machine was too busy to make the load.
		 * @return a note, or empty
		 */
		String shortfall() {
			return (this.arrived >= ENOUGH * this.due) ? "" : String.format(Locale.ROOT,
					"not the load: the machine let %d of %.0f calls arrive", this.arrived, this.due);
		}

		String summary() {
			return String.format(Locale.ROOT, "goodput %.4f, 429s per answer %.4f, %d calls, %d answered, %d requests",
					this.goodput, throttledPerAnswer(), this.arrived, this.usage.answered(), this.usage.requests());
		}

	}

}
