package dev.crossregion.bedrock.benchmarks.quota;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.crossregion.bedrock.benchmarks.contender.CallCost;
import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.emulator.RequestCounts;
import dev.crossregion.bedrock.benchmarks.load.CompletedCall;
import dev.crossregion.bedrock.benchmarks.load.OpenLoop;
import dev.crossregion.bedrock.benchmarks.load.Prompts;
import dev.crossregion.bedrock.benchmarks.measure.Figures;
import dev.crossregion.bedrock.benchmarks.measure.RoundWindows;
import dev.crossregion.bedrock.emulator.EmulatorQuota;
import dev.langchain4j.exception.RateLimitException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

/**
 * Runs rounds of load, each with a new emulator whose quotas are full, and measures whole
 * windows.
 */
final class QuotaTestbed implements AutoCloseable {

	static final long SEED = 20_261_124;

	/** The calls that the sum of the quotas can serve. */
	static final double CALLS_PER_SECOND = 120;

	static final Duration LATENCY = Duration.ofMillis(200);

	private final EmulatorProcess process;

	private final Prompts prompts = new Prompts(SEED);

	private final double tokensPerCall;

	QuotaTestbed() throws Exception {
		this.process = EmulatorProcess.start();
		this.tokensPerCall = CallCost.measure(this.process, this.prompts);
	}

	Quotas quotas(RoundWindows windows) {
		return quotas(windows, CALLS_PER_SECOND);
	}

	Quotas quotas(RoundWindows windows, double callsPerSecond) {
		return Quotas.ofThree(callsPerSecond * this.tokensPerCall, windows.length());
	}

	/**
	 * Run one round.
	 * @param candidate the candidate that gets the load
	 * @param quotas the quotas
	 * @param refill the refill of the quotas
	 * @param load the load divided by the quotas
	 * @param windows the windows of the round
	 * @param drainTimeout how long to wait for open calls at the end
	 * @return the outcome
	 * @throws InterruptedException if the round is interrupted
	 */
	QuotaRound run(QuotaCandidate candidate, Quotas quotas, EmulatorQuota.Refill refill, double load,
			RoundWindows windows, Duration drainTimeout) throws InterruptedException {
		return run(candidate, quotas, refill, load, windows, drainTimeout, () -> {
		});
	}

	/**
	 * Run one round with an event.
	 * @param candidate the candidate that gets the load
	 * @param quotas the quotas
	 * @param refill the refill of the quotas
	 * @param load the load divided by the quotas
	 * @param windows the windows of the round
	 * @param drainTimeout how long to wait for open calls at the end
	 * @param meanwhile the event; starts with the load, on another thread
	 * @return the outcome
	 * @throws InterruptedException if the round is interrupted
	 */
	QuotaRound run(QuotaCandidate candidate, Quotas quotas, EmulatorQuota.Refill refill, double load,
			RoundWindows windows, Duration drainTimeout, Runnable meanwhile) throws InterruptedException {
		EmulatorSpec spec = EmulatorSpec.FREE.times(LATENCY, Duration.ZERO)
			.quotas(quotas.window(), quotas.refilled(refill))
			.seed(SEED);
		try (RemoteEmulator emulator = this.process.emulator(spec)) {
			Setup setup = Setup.of(emulator.uri()).regions(quotas.regions());
			List<Contender> instances = candidate.instances().apply(setup, quotas);
			double rate = load * quotas.tokensPerSecond() / this.tokensPerCall;
			try (OpenLoop calls = OpenLoop.start(rate, SEED,
					(number) -> instances.get(number % instances.size()).call(this.prompts.prompt(number)))) {
				Thread thread = new Thread(meanwhile, "meanwhile");
				thread.start();
				QuotaRound round = measure(emulator, calls, quotas, windows, drainTimeout);
				thread.join();
				return round;
			}
			finally {
				instances.forEach(Contender::close);
			}
		}
	}

	private static QuotaRound measure(RemoteEmulator emulator, OpenLoop calls, Quotas quotas, RoundWindows windows,
			Duration drainTimeout) throws InterruptedException {
		long window = windows.length().toMillis();
		long from = (windows.before() > 0) ? startOfWindow(emulator, window) + windows.before() * window
				: System.currentTimeMillis();
		long to = from + windows.measured() * window;
		Thread.sleep(to - System.currentTimeMillis());
		List<CompletedCall> ended = calls.finish(drainTimeout);
		// Calls that arrived last are still being answered.
		Thread.sleep(2 * LATENCY.toMillis());
		RequestCounts warm = RemoteEmulator.sum(emulator.counts(from, to));
		double goodput = warm.quotaTokens() / (quotas.tokensPerSecond() * windows.measured() * window / 1000);
		List<Double> durations = answered(ended).map((call) -> call.duration().toNanos() / 1e6).toList();
		QuotaRound.Calls counts = new QuotaRound.Calls(calls.started(), durations.size(),
				ended.size() - durations.size(), notThrottled(ended));
		return new QuotaRound(goodput, warm, emulator.counts(), counts, Figures.median(durations));
	}

	private static long startOfWindow(RemoteEmulator emulator, long window) {
		long past = System.currentTimeMillis() - emulator.startedAt();
		return emulator.startedAt() + (past + window - 1) / window * window;
	}

	private static int notThrottled(List<CompletedCall> calls) {
		return (int) calls.stream().filter((call) -> call.failure() != null && !isThrottled(call.failure())).count();
	}

	private static boolean isThrottled(Throwable failure) {
		return failure instanceof RateLimitException || failure instanceof ThrottlingException
				|| (failure.getCause() != null && isThrottled(failure.getCause()));
	}

	private static Stream<CompletedCall> answered(List<CompletedCall> calls) {
		return calls.stream().filter((call) -> call.failure() == null);
	}

	@Override
	public void close() throws IOException {
		this.process.close();
	}

}
