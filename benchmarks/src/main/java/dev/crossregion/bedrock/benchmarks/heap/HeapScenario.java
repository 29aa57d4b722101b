package dev.crossregion.bedrock.benchmarks.heap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.measure.Figures;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.benchmarks.process.ForkedJvm;
import dev.crossregion.bedrock.benchmarks.process.Reports;

/**
 * What one more source Region costs of the heap.
 *
 * @since 0.1.0
 */
public final class HeapScenario implements Scenario {

	private static final int PASSES = Scale.of(5, 1);

	private static final double MOST_KIB = 128;

	private static final double BYTES_PER_KIB = 1024;

	private static final long SEED = Long.getLong("benchmark.seed", 42);

	private static final Duration AT_MOST = Duration.ofMinutes(5);

	@Override
	public String name() {
		return "heap";
	}

	@Override
	public String description() {
		return "Applications with " + HeapProgram.FEWEST + " to " + HeapProgram.MOST + " source Regions of one model, "
				+ "with evidence from the control plane, one after another in one JVM and in changing order. In each, "
				+ "every Region has answered a blocking and a streaming call; then the garbage is collected several "
				+ "times and the heap in use is read. The slope is that of the line with the least squares through all "
				+ "readings. The emulator is one host for all Regions, so what a pool keeps for each host is not in it.";
	}

	@Override
	public Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("passes", String.valueOf(PASSES));
		settings.put("heap", "512 MiB, serial collector");
		settings.put("seed", String.valueOf(SEED));
		Scale.mark(settings);
		return settings;
	}

	@Override
	public List<Measurement> run() throws Exception {
		Reports reports;
		try (EmulatorProcess process = EmulatorProcess.start();
				RemoteEmulator emulator = process.emulator(EmulatorSpec.FREE)) {
			reports = ForkedJvm.of(HeapProgram.class, "-Xms512m", "-Xmx512m", "-XX:+UseSerialGC")
				.run(AT_MOST, Setup.MODEL, emulator.uri().toString(), String.valueOf(PASSES), String.valueOf(SEED));
		}
		List<double[]> points = new ArrayList<>();
		List<Measurement> measurements = new ArrayList<>();
		for (int regions = HeapProgram.FEWEST; regions <= HeapProgram.MOST; regions++) {
			List<Double> used = reports.all("used-" + regions);
			for (double bytes : used) {
				points.add(new double[] { regions, bytes / BYTES_PER_KIB });
			}
			measurements.add(
					Measurement.of("in use with " + regions + " Regions", Figures.median(used) / BYTES_PER_KIB, "KiB"));
		}
		measurements.add(Measurement.of("for each further Region", slope(points), "KiB").atMost(MOST_KIB));
		return measurements;
	}

	private static double slope(List<double[]> points) {
		double meanX = points.stream().mapToDouble((point) -> point[0]).average().orElseThrow();
		double meanY = points.stream().mapToDouble((point) -> point[1]).average().orElseThrow();
		double covariance = points.stream().mapToDouble((point) -> (point[0] - meanX) * (point[1] - meanY)).sum();
		double variance = points.stream().mapToDouble((point) -> Math.pow(point[0] - meanX, 2)).sum();
		return covariance / variance;
	}

}
