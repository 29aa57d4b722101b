package dev.crossregion.bedrock.benchmarks.outage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.benchmarks.contender.Baselines;
import dev.crossregion.bedrock.benchmarks.contender.CallCost;
import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.contender.StarterContender;
import dev.crossregion.bedrock.benchmarks.contender.Streams;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec.RegionQuota;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.load.CompletedCall;
import dev.crossregion.bedrock.benchmarks.load.OpenLoop;
import dev.crossregion.bedrock.benchmarks.load.Prompts;
import dev.crossregion.bedrock.benchmarks.measure.Figures;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * Measures an outage of the first of three source Regions under load.
 *
 * @since 0.1.0
 */
public final class OutageScenario implements Scenario {

	private static final long SEED = 20_261_125;

	private static final String FAILING_REGION = Setup.REGIONS.get(0);

	/** The calls that the sum of the quotas can serve. */
	private static final double CALLS_PER_SECOND = 90;

	private static final double LOAD = 0.6;

	private static final Duration WINDOW = Duration.ofSeconds(10);

	private static final Duration LATENCY = Duration.ofMillis(200);

	private static final Duration TIMEOUT = Duration.ofSeconds((Scale.isReduced()) ? 5 : 1);

	private static final Duration BEFORE = Duration.ofSeconds(Scale.of(6, 2));

	private static final Duration OUTAGE = Duration.ofSeconds(Scale.of(20, 4));

	private static final Duration AFTER = Duration.ofSeconds(Scale.of(9, 4));

	private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(15);

	private static final Duration DETECTION_TIME = Duration.ofSeconds(3);

	/** Calls that open connections, before the load. */
	private static final int WARMUP_CALLS = 20;

	private static final double MAX_MEDIAN_GAP_MILLIS = 0.5;

	private static final double MAX_LONG_GAP_MILLIS = 20;

	private static final double MAX_RECOVERY_SECONDS = 5;

	private final Prompts prompts = new Prompts(SEED);

	@Override
	public String name() {
		return "outage";
	}

	@Override
	public String description() {
		return "The preferred one of three source Regions with equal quotas dies for 20 s, in four ways, while calls arrive "
				+ "at 0.6 of the sum of the quotas; every other call is a stream, and all of them when streams stall. "
				+ "Gaps are from the end of a failed attempt to the start of the next one of the same call. Recovery is from "
				+ "the return of the Region to the end of its first success. Changes are how often attempts on the Region, "
				+ "in the order of their starts, went from answered to failed or back: two are the outage itself. "
				+ "At the end, the only source Region answers 503 to everything: requests sent per call, when that has "
				+ "lasted for a while, are what retries add; afterwards calls are answered again.";
	}

	@Override
	public Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("seed", String.valueOf(SEED));
		settings.put("load", String.valueOf(LOAD));
		settings.put("quotas good for", CALLS_PER_SECOND + " calls a second");
		settings.put("window", WINDOW.toSeconds() + " s instead of a minute");
		settings.put("answer after", LATENCY.toMillis() + " ms");
		settings.put("read and first-token timeout", TIMEOUT.toSeconds() + " s");
		settings.put("before, outage, after",
				BEFORE.toSeconds() + " s, " + OUTAGE.toSeconds() + " s, " + AFTER.toSeconds() + " s");
		Scale.mark(settings);
		return settings;
	}

	private static List<OutageKind> deaths() {
		return (Scale.isReduced()) ? List.of(OutageKind.UNAVAILABLE) : List.of(OutageKind.values());
	}

	@Override
	public List<Measurement> run() throws Exception {
		List<Measurement> measurements = new ArrayList<>();
		try (EmulatorProcess process = EmulatorProcess.start()) {
			double tokensPerCall = CallCost.measure(process, this.prompts);
			for (OutageKind death : deaths()) {
				// At the same time, each with its own emulators, because there is little
				// load.
				FutureTask<List<Measurement>> baseline = new FutureTask<>(
						() -> baseline(process, death, tokensPerCall));
				new Thread(baseline, "baseline").start();
				List<Measurement> starter = starter(process, death, tokensPerCall);
				measurements.addAll(baseline.get());
				measurements.addAll(starter);
			}
			measurements.addAll(new RetryStorm(this.prompts, SEED).run(process));
		}
		return measurements;
	}

	private List<Measurement> baseline(EmulatorProcess process, OutageKind death, double tokensPerCall)
			throws Exception {
		Round round = round(process, death, tokensPerCall, Baselines::resilience4j);
		return List.of(round.failed("Resilience4j, " + death + ", "));
	}

	private List<Measurement> starter(EmulatorProcess process, OutageKind death, double tokensPerCall)
			throws Exception {
		Queue<InvocationRecord> records = new ConcurrentLinkedQueue<>();
		Round round = round(process, death, tokensPerCall, (setup) -> {
			StarterContender.Builder builder = StarterContender.builder(setup)
				.property("client.read-timeout", TIMEOUT.toMillis() + "ms")
				.property("client.first-token-timeout", TIMEOUT.toMillis() + "ms")
				.bean(InvocationListener.class, records::add);
			for (int index = 0; index < setup.regions().size(); index++) {
				builder.property("routes[" + index + "].quota.tokens-per-minute",
						String.valueOf(Math.round(tokensPerCall * 60 * CALLS_PER_SECOND / setup.regions().size())));
			}
			return builder.start();
		});
		Observation seen = new Observation(FAILING_REGION, round.died, round.returned,
				records.stream().filter((call) -> !call.startedAt().isBefore(round.began)).toList());
		List<Double> gaps = seen.gaps();
		String label = "starter, " + death + ", ";
		return List.of(round.failed(label).atMost(0),
				Measurement.of(label + "gap, median", Figures.median(gaps), "ms")
					.atMost(MAX_MEDIAN_GAP_MILLIS)
					.note(gaps.size() + " gaps"),
				Measurement.of(label + "gap, 99th percentile", Figures.percentile(gaps, 0.99), "ms")
					.atMost(MAX_LONG_GAP_MILLIS),
				Measurement.of(label + "recovery", seen.recovery(), "s").atMost(MAX_RECOVERY_SECONDS),
				Measurement.of(label + "changes", seen.changes().size(), "")
					.atMost(2)
					.note("seconds after its death: "
							+ seen.changes().stream().limit(6).map(Figures::show).collect(Collectors.joining(", "))),
				Measurement
					.of(label + "attempts on the dead Region a second", seen.attemptsPerSecond(DETECTION_TIME), "")
					.atMost(1)
					.note("from " + DETECTION_TIME.toSeconds() + " s after its death"));
	}

	private Round round(EmulatorProcess process, OutageKind death, double tokensPerCall,
			Function<Setup, Contender> candidate) throws Exception {
		EmulatorSpec spec = spec(tokensPerCall);
		RemoteEmulator dying = process.emulator(spec);
		try (RemoteEmulator others = process.emulator(spec)) {
			Setup setup = Setup.of(others.uri()).readTimeout(TIMEOUT).endpoints(Map.of(FAILING_REGION, dying.uri()));
			try (Contender contender = candidate.apply(setup)) {
				warmUp(contender);
				Instant began = Instant.now();
				try (OpenLoop calls = OpenLoop.start(LOAD * CALLS_PER_SECOND, SEED,
						(number) -> call(contender, death, number))) {
					Thread.sleep(BEFORE.toMillis());
					Instant died = Instant.now();
					death.kill(dying);
					Thread.sleep(OUTAGE.toMillis());
					dying = death.revive(dying, process, spec);
					Instant returned = Instant.now();
					Thread.sleep(AFTER.toMillis());
					Round round = new Round(began, died, returned, calls.finish(DRAIN_TIMEOUT), calls.started());
					Progress.log("%s, %s: %s", contender.name(), death, round.summary());
					return round;
				}
			}
		}
		finally {
			dying.close();
		}
	}

	private void warmUp(Contender contender) throws Exception {
		for (int number = 0; number < WARMUP_CALLS; number++) {
			contender.call(this.prompts.prompt(number));
			Streams.read(contender, this.prompts.prompt(number));
		}
	}

	private static EmulatorSpec spec(double tokensPerCall) {
		long tokens = Math.round(tokensPerCall * CALLS_PER_SECOND / Setup.REGIONS.size() * WINDOW.toSeconds());
		return EmulatorSpec.FREE.times(LATENCY, Duration.ZERO)
			.seed(SEED)
			.quotas(WINDOW,
					Setup.REGIONS.stream()
						.map((region) -> new RegionQuota(region, Setup.PROFILE, tokens, 1_000_000, Refill.CONTINUOUS))
						.toList());
	}

	private void call(Contender contender, OutageKind death, int number) throws Exception {
		String prompt = this.prompts.prompt(number);
		if (death.isOfStreams() || number % 2 == 1) {
			Streams.read(contender, prompt);
		}
		else {
			contender.call(prompt);
		}
	}

	/**
	 * The outcome of a round.
	 *
	 * @param began the start of the load
	 * @param died the start of the outage
	 * @param returned the end of the outage
	 * @param calls the calls that ended
	 * @param arrived the number of calls that were made
	 */
	private record Round(Instant began, Instant died, Instant returned, List<CompletedCall> calls, int arrived) {

		private List<Double> answered() {
			return this.calls.stream()
				.filter((call) -> call.failure() == null)
				.map((call) -> call.duration().toNanos() / 1e6)
				.toList();
		}

		Measurement failed(String label) {
			return Measurement.of(label + "calls without an answer", this.arrived - answered().size(), "")
				.note("of " + this.arrived + "; answered in " + Figures.show(Figures.median(answered()))
						+ " ms, 99th percentile " + Figures.show(Figures.percentile(answered(), 0.99)) + " ms");
		}

		String summary() {
			return String.format(Locale.ROOT, "%d calls, %d answered, longest %.0f ms, first failure %s", this.arrived,
					answered().size(), Figures.percentile(answered(), 1),
					this.calls.stream()
						.filter((call) -> call.failure() != null)
						.findFirst()
						.map((call) -> String.valueOf(call.failure()))
						.orElse("none"));
		}

	}

}
