package dev.crossregion.bedrock.benchmarks.calls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.measure.Figures;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.benchmarks.process.ForkedJvm;
import dev.crossregion.bedrock.benchmarks.process.ReportedFigures;

/**
 * Measures the time that the starter adds to a call that is answered at once.
 *
 * @since 0.1.0
 */
public final class SequentialScenario implements Scenario {

	private static final int JVMS = Scale.of(2, 1);

	/**
	 * All contenders call the SDK, which is fully compiled after a third of these calls.
	 * The code of the starter alone needs all of them. Blocking calls need the most,
	 * because they differ by a few microseconds.
	 */
	private static final int SYNC_WARMUP = Scale.of(24_000, 50);

	private static final int STREAMING_WARMUP = Scale.of(8_000, 50);

	private static final int COUNT = Scale.of(3_000, 100);

	private static final double MAX_SYNC_RATIO = 1.03;

	private static final double MAX_STREAMING_RATIO = 1.06;

	private static final double NANOS_PER_MICRO = 1_000;

	private static final long SEED = Long.getLong("benchmark.seed", 42);

	private static final Duration JVM_TIMEOUT = Duration.ofMinutes(5);

	@Override
	public String name() {
		return "sequential";
	}

	@Override
	public String description() {
		return "One call after another on one thread, while the emulator answers at once. In every round the tuned "
				+ "models, the tuned models a second time and the starter make one call each, in random order, in one "
				+ "JVM with a fixed heap; after the warm-up, the ratio is 1 + the median of the differences within a "
				+ "round / the median of tuned, for both tuned models and averaged, since one of two equal clients may "
				+ "have the better connection. The ratio of one to the other is what that and noise make. The figures are "
				+ "medians over several JVMs. The starter with everything on, ledger, meters, prices and observations, "
				+ "has JVMs of its own, in which it takes the place of the starter.";
	}

	@Override
	public Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("JVMs", String.valueOf(JVMS));
		settings.put("rounds for warm-up", SYNC_WARMUP + " blocking, " + STREAMING_WARMUP + " streaming, in each JVM");
		settings.put("rounds measured", COUNT + " each way, in each JVM");
		settings.put("heap", "1 GiB");
		settings.put("seed", String.valueOf(SEED));
		Scale.mark(settings);
		return settings;
	}

	@Override
	public List<Measurement> run() throws Exception {
		List<ReportedFigures> plain = new ArrayList<>();
		List<ReportedFigures> everythingOn = new ArrayList<>();
		try (EmulatorProcess process = EmulatorProcess.start();
				RemoteEmulator emulator = process.emulator(EmulatorSpec.FREE)) {
			for (int jvm = 0; jvm < JVMS; jvm++) {
				Progress.log("JVM %d of %d", jvm + 1, JVMS);
				plain.add(run(emulator, jvm, false));
				everythingOn.add(run(emulator, jvm, true));
			}
		}
		List<Measurement> measurements = new ArrayList<>();
		add(measurements, plain, "sync", "", MAX_SYNC_RATIO);
		add(measurements, plain, "streaming", "", MAX_STREAMING_RATIO);
		add(measurements, everythingOn, "sync", ", everything on", MAX_SYNC_RATIO);
		add(measurements, everythingOn, "streaming", ", everything on", MAX_STREAMING_RATIO);
		return measurements;
	}

	private static ReportedFigures run(RemoteEmulator emulator, int jvm, boolean everythingOn) throws Exception {
		return ForkedJvm.of(SequentialMain.class, "-Xms1g", "-Xmx1g")
			.run(JVM_TIMEOUT, emulator.uri().toString(), String.valueOf(SYNC_WARMUP), String.valueOf(STREAMING_WARMUP),
					String.valueOf(COUNT), String.valueOf(SEED + jvm), String.valueOf(everythingOn));
	}

	private static void add(List<Measurement> measurements, List<ReportedFigures> reports, String way, String suffix,
			double most) {
		String of = way + suffix;
		measurements
			.add(Measurement.of(of + ": tuned, median", median(reports, way + "-tuned") / NANOS_PER_MICRO, "µs"));
		measurements
			.add(Measurement.of(of + ": starter, median", median(reports, way + "-starter") / NANOS_PER_MICRO, "µs"));
		measurements.add(Measurement.of(of + ": A/A, tuned again / tuned", median(reports, way + "-a-a"), ""));
		measurements.add(Measurement.of(of + ": starter / tuned", median(reports, way + "-ratio"), "").atMost(most));
	}

	private static double median(List<ReportedFigures> reports, String figure) {
		return Figures.median(reports.stream().map((report) -> report.one(figure)).toList());
	}

}
