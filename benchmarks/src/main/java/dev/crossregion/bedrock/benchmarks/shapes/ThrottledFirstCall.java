package dev.crossregion.bedrock.benchmarks.shapes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec.RegionQuota;
import dev.crossregion.bedrock.benchmarks.emulator.FaultSpec;
import dev.crossregion.bedrock.benchmarks.emulator.Refills;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.emulator.RequestCounts;
import dev.crossregion.bedrock.benchmarks.load.ConcurrentRounds;
import dev.crossregion.bedrock.benchmarks.load.OpenLoop;
import dev.crossregion.bedrock.benchmarks.load.Prompts;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * Measures the calls after a throttled first call. The first call of the application is
 * tiny and is throttled, because another application has used up the quota. Ordinary
 * calls for half of the quota follow, which is free again by then.
 */
final class ThrottledFirstCall {

	private static final String NAME = "tiny first call throttled, ";

	private static final String TINY = "Hi";

	private static final Duration WINDOW = Duration.ofSeconds(10);

	private static final Duration LATENCY = Duration.ofMillis(200);

	/** Half of the calls that the quota can serve. */
	private static final double CALLS_PER_SECOND = 5;

	private static final long TOKENS = 45_600;

	private static final int MAX_TOKENS = 512;

	private static final Duration ROUND = Duration.ofSeconds(Scale.of(10, 4));

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(15);

	private static final double MAX_RECOVERY_SECONDS = 2;

	/** A call that takes longer counts as delayed. */
	private static final Duration DELAYED = LATENCY.multipliedBy(3);

	private final Prompts prompts = new Prompts(Shape.SEED);

	private final EmulatorProcess process;

	ThrottledFirstCall(EmulatorProcess process) {
		this.process = process;
	}

	List<Measurement> run() throws Exception {
		List<Round> rounds = new ArrayList<>();
		try {
			for (Refill refill : Refills.measured()) {
				for (ShapeCandidate candidate : candidates()) {
					rounds.add(new Round(candidate, refill));
				}
			}
			List<Measurement> measurements = new ArrayList<>();
			ConcurrentRounds.run(rounds, Round::run).forEach(measurements::addAll);
			return measurements;
		}
		finally {
			rounds.forEach(Round::close);
		}
	}

	private static List<ShapeCandidate> candidates() {
		List<ShapeCandidate> candidates = new ArrayList<>(List.of(ShapeCandidate.PLAIN, ShapeCandidate.TUNED));
		candidates.addAll((Scale.isReduced()) ? ShapeCandidate.SINGLE_STARTERS : ShapeCandidate.STARTERS);
		return candidates;
	}

	/**
	 * One candidate with its own emulator and quota.
	 */
	private final class Round implements AutoCloseable {

		private final Queue<Delay> delays = new ConcurrentLinkedQueue<>();

		private final ShapeCandidate candidate;

		private final Refill refill;

		private final RemoteEmulator emulator;

		private final List<Contender> instances;

		Round(ShapeCandidate candidate, Refill refill) {
			this.candidate = candidate;
			this.refill = refill;
			this.emulator = ThrottledFirstCall.this.process.emulator(EmulatorSpec.FREE.times(LATENCY, Duration.ZERO)
				.seed(Shape.SEED)
				.quotas(WINDOW, List
					.of(new RegionQuota(ShapeRound.REGION, Setup.PROFILE, TOKENS, ShapeRound.REQUESTS, refill))));
			this.instances = candidate.start(
					Setup.of(this.emulator.uri()).regions(List.of(ShapeRound.REGION)).maxOutputTokens(MAX_TOKENS),
					TOKENS * 60_000 / WINDOW.toMillis());
		}

		List<Measurement> run() throws Exception {
			this.emulator.fail(FaultSpec.of(FaultSpec.Kind.THROTTLED_TOKENS).times(1));
			long start = System.nanoTime();
			Thread tiny = new Thread(() -> this.instances.get(0).call(TINY), "tiny");
			tiny.setUncaughtExceptionHandler((thread, ex) -> Progress.log("The tiny call failed: %s", ex));
			tiny.setDaemon(true);
			tiny.start();
			awaitThrottled(tiny);
			try (OpenLoop calls = OpenLoop.start(CALLS_PER_SECOND, Shape.SEED, (number) -> call(number, start))) {
				Thread.sleep(ROUND.toMillis());
				calls.finish(DRAIN_TIMEOUT);
				return measurements(calls.started(), this.emulator.counts());
			}
		}

		// A call that has ended without a 429 does not get one any more.
		private void awaitThrottled(Thread tiny) throws InterruptedException {
			boolean ended;
			do {
				ended = !tiny.isAlive();
				if (this.emulator.counts().throttled() > 0) {
					return;
				}
				Thread.sleep(1);
			}
			while (!ended);
			throw new IllegalStateException("The tiny call of " + this.candidate.name() + " was not throttled");
		}

		private void call(int number, long start) {
			long arrived = System.nanoTime();
			boolean answered = false;
			try {
				this.instances.get(number % this.instances.size()).call(ThrottledFirstCall.this.prompts.prompt(number));
				answered = true;
			}
			finally {
				this.delays
					.add(new Delay((arrived - start) / 1e9, Duration.ofNanos(System.nanoTime() - arrived), answered));
			}
		}

		private List<Measurement> measurements(int arrived, RequestCounts usage) {
			double last = this.delays.stream().filter(Delay::isDelayed).mapToDouble(Delay::arrival).max().orElse(0);
			long answered = this.delays.stream().filter(Delay::answered).count();
			String label = NAME + Refills.name(this.refill) + ", " + this.candidate.name() + ", ";
			Progress.log("%slast delayed call after %.2f s, %d of %d answered, %d 429s", label, last, answered, arrived,
					usage.throttled());
			Measurement flowing = Measurement.of(label + "last call that was delayed or failed", last, "s")
				.note("since the tiny call");
			Measurement unanswered = Measurement.of(label + "calls without an answer", arrived - answered, "")
				.note("of " + arrived);
			Measurement throttled = Measurement.of(label + "429s", usage.throttled(), "");
			return (this.candidate.isStarter())
					? List.of(flowing.atMost(MAX_RECOVERY_SECONDS), unanswered.atMost(0), throttled)
					: List.of(flowing, unanswered, throttled);
		}

		@Override
		public void close() {
			this.instances.forEach(Contender::close);
			this.emulator.close();
		}

	}

	/**
	 * An ordinary call.
	 *
	 * @param arrival its arrival in seconds since the tiny call
	 * @param duration its duration
	 * @param answered whether it was answered
	 */
	private record Delay(double arrival, Duration duration, boolean answered) {

		boolean isDelayed() {
			return !this.answered || this.duration.compareTo(DELAYED) > 0;
		}

	}

}
