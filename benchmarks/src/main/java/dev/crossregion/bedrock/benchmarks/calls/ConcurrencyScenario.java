package dev.crossregion.bedrock.benchmarks.calls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.measure.Figures;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.benchmarks.process.ForkedJvm;
import dev.crossregion.bedrock.benchmarks.process.InstalledJdks;
import dev.crossregion.bedrock.benchmarks.process.ReportedFigures;

/**
 * Measures as many concurrent slow calls as an application may have.
 *
 * @since 0.1.0
 */
public final class ConcurrencyScenario implements Scenario {

	private static final int CALLS = Scale.of(1_000, 100);

	private static final int ROUNDS = Scale.of(3, 1);

	private static final int WARMUP_ROUNDS = Scale.of(4, 1);

	private static final Duration LATENCY = Duration.ofSeconds(Scale.of(10, 1));

	private static final Duration WARMUP_LATENCY = Duration.ofSeconds(1);

	/** The time-out of a round. */
	private static final Duration ROUND_TIMEOUT = Duration.ofSeconds(15);

	private static final double MAX_RATIO_TO_IDEAL = 1.10;

	private static final double MAX_RATIO_TO_TUNED = 1.03;

	private static final double NANOS_PER_SECOND = 1_000_000_000;

	private static final Duration JVM_TIMEOUT = Duration.ofMinutes(5);

	@Override
	public String name() {
		return "concurrency";
	}

	@Override
	public String description() {
		return "Calls that take as long as the latency of the emulator, all at once, from the first call to the last "
				+ "answer: blocking on platform threads, blocking on virtual threads (in a JVM of JDK 25), and streaming "
				+ "(with a heap of 6 GiB). After a warm-up of rounds that "
				+ "take a second, and of one that makes the connections, the starter and the tuned models take turns, and the ratios are those of medians. Plain makes one round, which is "
				+ "given up after " + ROUND_TIMEOUT.toSeconds() + " s.";
	}

	@Override
	public Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("calls at once", String.valueOf(CALLS));
		settings.put("latency", LATENCY.toSeconds() + " s");
		settings.put("rounds for warm-up", WARMUP_ROUNDS + " of " + WARMUP_LATENCY.toSeconds() + " s, and one");
		settings.put("rounds", String.valueOf(ROUNDS));
		Scale.mark(settings);
		return settings;
	}

	@Override
	public List<Measurement> run() throws Exception {
		List<Measurement> measurements = new ArrayList<>();
		try (EmulatorProcess process = EmulatorProcess.start();
				RemoteEmulator emulator = process.emulator(EmulatorSpec.FREE.times(LATENCY, Duration.ZERO));
				RemoteEmulator sooner = process.emulator(EmulatorSpec.FREE.times(WARMUP_LATENCY, Duration.ZERO))) {
			List<String> endpoints = List.of(emulator.uri().toString(), sooner.uri().toString());
			measure(CallMode.PLATFORM, ForkedJvm.of(ConcurrencyMain.class, "-Xmx2g"), endpoints, measurements);
			Optional<Path> jdk = (Scale.isReduced()) ? Optional.empty() : InstalledJdks.jdk25();
			if (jdk.isPresent()) {
				measure(CallMode.VIRTUAL, ForkedJvm.of(ConcurrencyMain.class, "-Xmx2g").on(jdk.get()), endpoints,
						measurements);
			}
			else {
				measurements.add(Measurement.of(CallMode.VIRTUAL.label(), Double.NaN, "")
					.note("left out: there is no JDK 25 here, which -Dbenchmark.jdk25 names, or this is a trial run"));
			}
			measure(CallMode.STREAMING, ForkedJvm.of(ConcurrencyMain.class, "-Xmx6g"), endpoints, measurements);
		}
		return measurements;
	}

	private static void measure(CallMode mode, ForkedJvm jvm, List<String> endpoints, List<Measurement> measurements)
			throws Exception {
		Progress.log("%s", mode.label());
		ReportedFigures reports = jvm.run(JVM_TIMEOUT, mode.name(), endpoints.get(0), endpoints.get(1),
				String.valueOf(CALLS), String.valueOf(ROUNDS), String.valueOf(ROUND_TIMEOUT.toSeconds()),
				String.valueOf(WARMUP_ROUNDS));
		double ideal = LATENCY.toNanos();
		double tuned = Figures.median(reports.all("tuned"));
		double starter = Figures.median(reports.all("starter"));
		String label = mode.label() + ": ";
		measurements.add(Measurement.of(label + "starter", starter / NANOS_PER_SECOND, "s"));
		measurements.add(Measurement.of(label + "tuned", tuned / NANOS_PER_SECOND, "s"));
		measurements.add(Measurement.of(label + "plain", reports.one("plain") / NANOS_PER_SECOND, "s")
			.note((long) reports.one("plain-answered") + " of " + CALLS + " answered when it was given up or over"));
		measurements.add(
				Measurement.of(label + "starter, fewest answered", Collections.min(reports.all("starter-answered")), "")
					.atLeast(CALLS));
		measurements
			.add(Measurement.of(label + "tuned, fewest answered", Collections.min(reports.all("tuned-answered")), ""));
		measurements.add(Measurement.of(label + "starter / ideal", starter / ideal, "").atMost(MAX_RATIO_TO_IDEAL));
		measurements.add(Measurement.of(label + "starter / tuned", starter / tuned, "").atMost(MAX_RATIO_TO_TUNED));
	}

}
