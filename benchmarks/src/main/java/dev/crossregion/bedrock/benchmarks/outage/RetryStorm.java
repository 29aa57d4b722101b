package dev.crossregion.bedrock.benchmarks.outage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

import dev.crossregion.bedrock.benchmarks.contender.Baselines;
import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.contender.StarterContender;
import dev.crossregion.bedrock.benchmarks.contender.Streams;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.FaultSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.load.CompletedCall;
import dev.crossregion.bedrock.benchmarks.load.OpenLoop;
import dev.crossregion.bedrock.benchmarks.load.Prompts;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.Scale;

/**
 * Measures the retries while the only source Region answers every request with 503.
 * Retries cannot help then, so their number shows whether the contender limits them.
 */
final class RetryStorm {

	/** Requests per call, counted after {@link #SETTLE_TIME}. */
	static final String REQUESTS_PER_CALL = "requests per call";

	private static final double CALLS_PER_SECOND = 54;

	private static final Duration STORM = Duration.ofSeconds(Scale.of(20, 6));

	private static final Duration SETTLE_TIME = Duration.ofSeconds(3);

	private static final Duration AFTER = Duration.ofSeconds(Scale.of(8, 3));

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

	private static final double MAX_REQUESTS_PER_CALL = 1.1;

	private final Prompts prompts;

	private final long seed;

	RetryStorm(Prompts prompts, long seed) {
		this.prompts = prompts;
		this.seed = seed;
	}

	/**
	 * Run the contenders that retry.
	 * @param process the process of the emulators
	 * @return the figures
	 * @throws Exception if a round cannot be run
	 */
	List<Measurement> run(EmulatorProcess process) throws Exception {
		List<FutureTask<List<Measurement>>> rounds = new ArrayList<>();
		// At the same time, each with its own emulator, because there is little load.
		for (Function<Setup, Contender> contender : List.<Function<Setup, Contender>>of(Baselines::plain,
				Baselines::resilience4j, (setup) -> StarterContender.builder(setup).start())) {
			FutureTask<List<Measurement>> round = new FutureTask<>(() -> round(process, contender));
			rounds.add(round);
			new Thread(round, "retry storm").start();
		}
		List<Measurement> measurements = new ArrayList<>();
		for (FutureTask<List<Measurement>> round : rounds) {
			measurements.addAll(round.get());
		}
		return measurements;
	}

	private List<Measurement> round(EmulatorProcess process, Function<Setup, Contender> candidate) throws Exception {
		try (RemoteEmulator emulator = process.emulator(EmulatorSpec.FREE.seed(this.seed));
				Contender contender = candidate.apply(Setup.of(emulator.uri()).regions(Setup.REGIONS.subList(0, 1)))) {
			contender.call(this.prompts.prompt(0));
			Streams.read(contender, this.prompts.prompt(0));
			emulator.fail(FaultSpec.of(FaultSpec.Kind.UNAVAILABLE));
			try (OpenLoop calls = OpenLoop.start(CALLS_PER_SECOND, this.seed, (number) -> call(contender, number))) {
				Thread.sleep(SETTLE_TIME.toMillis());
				long from = System.currentTimeMillis();
				int before = calls.started();
				Thread.sleep(STORM.minus(SETTLE_TIME).toMillis());
				int stormy = calls.started() - before;
				long requests = RemoteEmulator.sum(emulator.counts(from, System.currentTimeMillis())).requests();
				emulator.clearFaults();
				Thread.sleep(AFTER.dividedBy(2).toMillis());
				int returned = calls.started();
				Thread.sleep(AFTER.dividedBy(2).toMillis());
				long failed = calls.finish(DRAIN_TIMEOUT)
					.stream()
					.filter((call) -> call.number() >= returned && call.failure() != null)
					.map(CompletedCall::number)
					.count();
				Progress.log("%s, retry storm: %d requests of %d calls, %d failed afterwards", contender.name(),
						requests, stormy, failed);
				return measurements(contender.name(), (double) requests / stormy, failed);
			}
		}
	}

	private static List<Measurement> measurements(String contender, double requestsPerCall, long failed) {
		String label = contender + ", 503 from the only Region, ";
		Measurement requests = Measurement.of(label + REQUESTS_PER_CALL, requestsPerCall, REQUESTS_PER_CALL)
			.note("from " + SETTLE_TIME.toSeconds() + " s after its begin");
		Measurement afterwards = Measurement.of(label + "calls without an answer afterwards", failed, "");
		return (contender.equals("starter")) ? List.of(requests.atMost(MAX_REQUESTS_PER_CALL), afterwards.atMost(0))
				: List.of(requests, afterwards);
	}

	private void call(Contender contender, int number) throws Exception {
		String prompt = this.prompts.prompt(number);
		if (number % 2 == 1) {
			Streams.read(contender, prompt);
		}
		else {
			contender.call(prompt);
		}
	}

}
