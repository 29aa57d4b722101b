package dev.crossregion.bedrock.benchmarks.jmh;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Progress;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the JMH benchmarks of routing.
 *
 * @since 0.1.0
 */
public final class JmhScenario implements Scenario {

	private static final int MANY_THREADS = 64;

	private static final double MAX_MEDIAN_NANOS = 2_000;

	private static final double MAX_ALLOCATED_BYTES = 1_000;

	private static final String ALLOCATED = "gc.alloc.rate.norm";

	private static final int WARMUPS = Scale.of(2, 1);

	private static final int ITERATIONS = Scale.of(3, 1);

	private static final TimeValue TIME = TimeValue.milliseconds(Scale.of(1_000, 100));

	@Override
	public String name() {
		return "jmh";
	}

	@Override
	public String description() {
		return "JMH, in JVMs of its own. Admission: deciding on one of three routes with declared quotas, reserving "
				+ "room and settling it, on a state that all threads share; the median is that of JMH's sampled times "
				+ "of single operations, so with 64 threads on few cores it leaves out the time that most operations "
				+ "do not wait for a core, and the mean CPU time of an operation (mean time x cores / threads) is "
				+ "printed beside it. Planning: three routes from the bundled evidence. Client: a whole call through "
				+ "the routing clients over regional clients that answer at once, beside those alone.";
	}

	@Override
	public Map<String, String> settings() {
		Map<String, String> settings = new LinkedHashMap<>();
		settings.put("warm-up", WARMUPS + " x " + TIME);
		settings.put("measured", ITERATIONS + " x " + TIME);
		Scale.mark(settings);
		return settings;
	}

	@Override
	public List<Measurement> run() throws RunnerException {
		System.setProperty("jmh.ignoreLock", "true");
		List<Measurement> measurements = new ArrayList<>();
		for (int threads : (Scale.isReduced()) ? new int[] { MANY_THREADS } : new int[] { 1, MANY_THREADS }) {
			Progress.log("admission with %d threads", threads);
			admission(threads, measurements);
		}
		Progress.log("planning and clients");
		others(measurements);
		return measurements;
	}

	private static void admission(int threads, List<Measurement> measurements) throws RunnerException {
		Collection<RunResult> results = new Runner(options().include(AdmissionBenchmark.class.getName())
			.mode(Mode.SampleTime)
			.mode(Mode.AverageTime)
			.threads(threads)
			.build()).run();
		for (RunResult result : results) {
			String label = "admission, " + result.getParams().getParam("strategy").toLowerCase() + ", " + threads
					+ ((threads == 1) ? " thread" : " threads");
			if (result.getParams().getMode() == Mode.SampleTime) {
				measurements.add(Measurement
					.of(label + ": median", result.getPrimaryResult().getStatistics().getPercentile(50), "ns")
					.atMost(MAX_MEDIAN_NANOS));
				measurements.add(Measurement.of(label + ": p99",
						result.getPrimaryResult().getStatistics().getPercentile(99), "ns"));
			}
			else {
				int cores = Runtime.getRuntime().availableProcessors();
				measurements.add(Measurement.of(label + ": mean CPU time",
						result.getPrimaryResult().getScore() * Math.min(cores, threads) / threads, "ns"));
				measurements
					.add(Measurement.of(label + ": allocated", allocated(result), "B").atMost(MAX_ALLOCATED_BYTES));
			}
		}
	}

	private static void others(List<Measurement> measurements) throws RunnerException {
		Collection<RunResult> results = new Runner(options().include(PlanningBenchmark.class.getName())
			.include(RoutingClientBenchmark.class.getName())
			.mode(Mode.AverageTime)
			.threads(1)
			.build()).run();
		for (RunResult result : results) {
			String[] names = result.getParams().getBenchmark().split("\\.");
			String label = names[names.length - 2].replace("Benchmark", "") + "." + names[names.length - 1];
			measurements.add(Measurement.of(label + ": mean", result.getPrimaryResult().getScore(), "ns"));
			measurements.add(Measurement.of(label + ": allocated", allocated(result), "B"));
		}
	}

	private static ChainedOptionsBuilder options() {
		return new OptionsBuilder().warmupIterations(WARMUPS)
			.warmupTime(TIME)
			.measurementIterations(ITERATIONS)
			.measurementTime(TIME)
			.forks(1)
			.timeUnit(TimeUnit.NANOSECONDS)
			.addProfiler(GCProfiler.class)
			.jvmArgs("-Xms1g", "-Xmx1g")
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT);
	}

	private static double allocated(RunResult result) {
		return result.getSecondaryResults().get(ALLOCATED).getScore();
	}

}
