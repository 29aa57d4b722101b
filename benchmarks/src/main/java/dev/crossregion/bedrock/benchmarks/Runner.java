package dev.crossregion.bedrock.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import dev.crossregion.bedrock.benchmarks.report.Result;
import dev.crossregion.bedrock.benchmarks.report.ResultFiles;

/**
 * Runs scenarios and writes their results. Exits with 1 if a target is missed or a
 * scenario fails.
 *
 * @since 0.1.0
 */
public final class Runner {

	private static final String ALL = "all";

	private Runner() {
	}

	/**
	 * Run scenarios in the order of the list.
	 * @param args the names of the scenarios, separated by commas; without arguments all
	 * of them
	 * @throws IOException if the results cannot be written
	 */
	public static void main(String[] args) throws IOException {
		List<Scenario> known = Scenarios.all();
		List<Scenario> chosen = choose(known, (args.length > 0) ? args[0] : ALL);
		environment();
		ResultFiles files = new ResultFiles(Path.of("results"), known.stream().map(Scenario::name).toList());
		List<Result> results = new ArrayList<>();
		boolean failed = false;
		for (Scenario scenario : chosen) {
			if (scenario.lacking().isPresent()) {
				failed = true;
				Progress.log("%s is left out: it needs %s", scenario.name(), scenario.lacking().get());
				continue;
			}
			double loadBefore = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
			Progress.log("%s ... (load average %.1f)", scenario.name(), loadBefore);
			long start = System.nanoTime();
			try {
				List<Measurement> measurements = scenario.run();
				Result result = Result.of(scenario, measurements, (System.nanoTime() - start) / 1_000_000_000,
						loadBefore);
				files.write(result);
				results.add(result);
				Progress.log("%s took %d s", scenario.name(), result.seconds());
			}
			catch (Exception ex) {
				failed = true;
				Progress.log("%s failed", scenario.name());
				ex.printStackTrace(System.out);
			}
		}
		ResultFiles.table(results).forEach(System.out::println);
		// Threads that a contender leaves running must not block the build.
		System.exit((failed || results.stream().anyMatch(Result::isMissed)) ? 1 : 0);
	}

	private static List<Scenario> choose(List<Scenario> known, String names) {
		if (names.equals(ALL)) {
			return known;
		}
		List<String> wanted = Arrays.stream(names.split(",")).map(String::trim).toList();
		List<String> possible = known.stream().map(Scenario::name).toList();
		if (!possible.containsAll(wanted)) {
			throw new IllegalArgumentException(
					"'" + names + "' are not all scenarios; there are " + String.join(", ", possible));
		}
		return known.stream().filter((scenario) -> wanted.contains(scenario.name())).toList();
	}

	// The builders of LangChain4j do not accept these settings, so the SDK reads them
	// here. Logging is not configured, because contexts start while others run.
	static void environment() {
		System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
		System.setProperty("aws.accessKeyId", "emulated");
		System.setProperty("aws.secretAccessKey", "emulated");
		System.setProperty("aws.region", "eu-central-1");
		System.setProperty("aws.disableEc2Metadata", "true");
	}

}
