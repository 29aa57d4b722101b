package dev.crossregion.bedrock.benchmarks.heap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorProcess;
import dev.crossregion.bedrock.benchmarks.emulator.EmulatorSpec;
import dev.crossregion.bedrock.benchmarks.emulator.RemoteEmulator;
import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.benchmarks.process.ForkedJvm;
import dev.crossregion.bedrock.benchmarks.process.ReportedFigures;

/**
 * Measures the heap of an additional source Region.
 *
 * @since 0.1.0
 */
public final class HeapScenario implements Scenario {

	private static final int BETWEEN_STARTS_SECONDS = Scale.of(5, 2);

	private static final int STEP = (Scale.isReduced()) ? HeapMain.MAX_REGIONS - HeapMain.MIN_REGIONS : 1;

	private static final double MAX_KIB_PER_REGION = 128;

	private static final double BYTES_PER_KIB = 1024;

	private static final Duration JVM_TIMEOUT = Duration.ofMinutes(5);

	@Override
	public String name() {
		return "heap";
	}

	@Override
	public String description() {
		return "Applications with " + HeapMain.MIN_REGIONS + " to " + HeapMain.MAX_REGIONS
				+ " source Regions of one model, "
				+ "with evidence from the control plane, each in a JVM of its own, started one after another. Every Region "
				+ "answers a blocking and a streaming call; then the garbage is collected until nothing more is found, "
				+ "and the heap in use is read. The slope is that of the line with the least squares. "
				+ "The emulator is one host for all Regions, so what a pool keeps for each host is not in it.";
	}

	@Override
	public Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("heap", "256 MiB, serial collector");
		Scale.mark(settings);
		return settings;
	}

	@Override
	public List<Measurement> run() throws Exception {
		Map<Integer, Future<ReportedFigures>> reports = new TreeMap<>();
		ScheduledExecutorService executor = Executors.newScheduledThreadPool(HeapMain.MAX_REGIONS);
		try (EmulatorProcess process = EmulatorProcess.start();
				RemoteEmulator emulator = process.emulator(EmulatorSpec.FREE)) {
			String endpoint = emulator.uri().toString();
			for (int regions = HeapMain.MIN_REGIONS; regions <= HeapMain.MAX_REGIONS; regions += STEP) {
				String count = String.valueOf(regions);
				reports.put(regions, executor.schedule(() -> once(endpoint, count),
						(long) reports.size() * BETWEEN_STARTS_SECONDS, TimeUnit.SECONDS));
			}
			List<double[]> points = new ArrayList<>();
			List<Measurement> measurements = new ArrayList<>();
			for (Map.Entry<Integer, Future<ReportedFigures>> report : reports.entrySet()) {
				double kib = report.getValue().get().one(HeapMain.USED_HEAP) / BYTES_PER_KIB;
				points.add(new double[] { report.getKey(), kib });
				measurements.add(Measurement.of("in use with " + report.getKey() + " Regions", kib, "KiB"));
			}
			measurements
				.add(Measurement.of("for each further Region", slope(points), "KiB").atMost(MAX_KIB_PER_REGION));
			return measurements;
		}
		finally {
			executor.shutdownNow();
		}
	}

	private static ReportedFigures once(String endpoint, String regions) throws Exception {
		return ForkedJvm.of(HeapMain.class, "-Xms256m", "-Xmx256m", "-XX:+UseSerialGC")
			.run(JVM_TIMEOUT, Setup.MODEL, endpoint, regions);
	}

	private static double slope(List<double[]> points) {
		double meanX = points.stream().mapToDouble((point) -> point[0]).average().orElseThrow();
		double meanY = points.stream().mapToDouble((point) -> point[1]).average().orElseThrow();
		double covariance = points.stream().mapToDouble((point) -> (point[0] - meanX) * (point[1] - meanY)).sum();
		double variance = points.stream().mapToDouble((point) -> Math.pow(point[0] - meanX, 2)).sum();
		return covariance / variance;
	}

}
