package dev.crossregion.bedrock.benchmarks.context;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
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
 * Measures the start and the close of applications, each in a new JVM.
 *
 * @since 0.1.0
 */
public final class ContextScenario implements Scenario {

	private static final int ROUNDS = Scale.of(20, 1);

	private static final Map<Variant, Double> MAX_START_RATIOS = new EnumMap<>(
			Map.of(Variant.BUNDLED, 1.10, Variant.LIVE, 1.15, Variant.LIVE_SIX, 1.25));

	private static final double MAX_CLOSE_RATIO = 0.2;

	private static final Duration JVM_TIMEOUT = Duration.ofSeconds(60);

	private static final double NANOS_PER_MILLI = 1_000_000;

	/** Entries of the class path that an application with the starter would not have. */
	private static final List<String> FOREIGN = List.of("spring-ai-", "resilience4j-", "jmh-", "tomcat-", "bucket4j",
			"lettuce-", "spring-boot-data-", "spring-boot-starter-data-", "spring-data-",
			"bedrock-cross-region-emulator-", "/emulator/target/classes");

	private static final List<String> STARTER = List.of("bedrock-cross-region-spring-boot-",
			"/autoconfigure/target/classes", "/starter/target/classes");

	@Override
	public String name() {
		return "context";
	}

	@Override
	public String description() {
		return "From before SpringApplication.run to its return, and the close of the context after one blocking and "
				+ "one streaming call, each in a fresh JVM: beans of the tuned models written by hand (without the "
				+ "starter on the class path), and the starter with the snapshot, with the control plane of the "
				+ "emulator, and with those of six source Regions. All variants follow one another in every round, in "
				+ "changing order; the ratios are those of medians, against both hand-written variants together. The "
				+ "hand-written variant runs twice, and the ratio of the two is what noise makes.";
	}

	@Override
	public Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("rounds", String.valueOf(ROUNDS));
		Scale.mark(settings);
		return settings;
	}

	@Override
	public List<Measurement> run() throws Exception {
		Map<Variant, List<ReportedFigures>> reports = new EnumMap<>(Variant.class);
		try (EmulatorProcess process = EmulatorProcess.start();
				RemoteEmulator emulator = process.emulator(EmulatorSpec.FREE)) {
			String endpoint = emulator.uri().toString();
			for (Variant variant : Variant.values()) {
				reports.put(variant, new ArrayList<>());
				if (!Scale.isReduced()) {
					once(variant, endpoint);
				}
			}
			List<Variant> order = new ArrayList<>(Arrays.asList(Variant.values()));
			for (int round = 0; round < ROUNDS; round++) {
				for (Variant variant : order) {
					reports.get(variant).add(once(variant, endpoint));
				}
				Collections.rotate(order, 1);
				Progress.log("round %d of %d", round + 1, ROUNDS);
			}
		}
		return measurements(reports);
	}

	private static ReportedFigures once(Variant variant, String endpoint) throws Exception {
		return ForkedJvm.of(ContextMain.class, "-Xshare:auto", "-Xmx512m")
			.without((entry) -> isOneOf(FOREIGN, entry) || (variant.isHandWritten() && isOneOf(STARTER, entry)))
			.run(JVM_TIMEOUT, variant.name(), endpoint);
	}

	// Jars match by the beginning of their names, directories of the build by their end.
	private static boolean isOneOf(List<String> parts, String entry) {
		String name = entry.substring(entry.lastIndexOf('/') + 1);
		return parts.stream().anyMatch((part) -> (part.startsWith("/")) ? entry.endsWith(part) : name.startsWith(part));
	}

	private static List<Measurement> measurements(Map<Variant, List<ReportedFigures>> reports) {
		List<Measurement> measurements = new ArrayList<>();
		for (Variant variant : Variant.values()) {
			measurements.add(Measurement.of(variant.label() + ": start",
					median(reports, ContextMain.START, variant) / NANOS_PER_MILLI, "ms"));
			measurements.add(Measurement.of(variant.label() + ": CPU time of the start",
					median(reports, ContextMain.START_CPU, variant) / NANOS_PER_MILLI, "ms"));
			measurements.add(Measurement.of(variant.label() + ": first calls",
					median(reports, ContextMain.CALLS, variant) / NANOS_PER_MILLI, "ms"));
			measurements.add(Measurement.of(variant.label() + ": close",
					median(reports, ContextMain.CLOSE, variant) / NANOS_PER_MILLI, "ms"));
		}
		measurements.add(Measurement.of("A/A: start, hand-written again / hand-written",
				median(reports, ContextMain.START, Variant.HAND_WRITTEN_AGAIN)
						/ median(reports, ContextMain.START, Variant.HAND_WRITTEN),
				""));
		double start = median(reports, ContextMain.START, Variant.HAND_WRITTEN, Variant.HAND_WRITTEN_AGAIN);
		double close = median(reports, ContextMain.CLOSE, Variant.HAND_WRITTEN, Variant.HAND_WRITTEN_AGAIN);
		new EnumMap<>(MAX_START_RATIOS).forEach((variant, most) -> {
			measurements.add(
					Measurement
						.of("start, " + variant.label() + " / hand-written",
								median(reports, ContextMain.START, variant) / start, "")
						.atMost(most));
			measurements.add(
					Measurement
						.of("close, " + variant.label() + " / hand-written",
								median(reports, ContextMain.CLOSE, variant) / close, "")
						.atMost(MAX_CLOSE_RATIO));
		});
		return measurements;
	}

	private static double median(Map<Variant, List<ReportedFigures>> reports, String figure, Variant... variants) {
		List<Double> values = new ArrayList<>();
		for (Variant variant : variants) {
			reports.get(variant).forEach((report) -> values.add(report.one(figure)));
		}
		return Figures.median(values);
	}

}
