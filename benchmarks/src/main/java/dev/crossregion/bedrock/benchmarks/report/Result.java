package dev.crossregion.bedrock.benchmarks.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;

/**
 * The result of one run of a scenario, with its conditions. The names of its components
 * are keys of the JSON files.
 *
 * @param scenario the name of the scenario
 * @param description the description of the scenario
 * @param date the end of the run
 * @param seconds the duration of the run
 * @param loadBefore the load average of the machine before, or a negative number if
 * unknown; other load distorts the figures
 * @param machine the machine
 * @param versions the versions of the contenders
 * @param settings the settings of the run
 * @param measurements the figures
 * @since 0.1.0
 */
public record Result(String scenario, String description, Instant date, long seconds, double loadBefore,
		Machine machine, Map<String, String> versions, Map<String, String> settings, List<Measurement> measurements) {

	/**
	 * Create a result.
	 * @param scenario the scenario
	 * @param measurements the figures
	 * @param seconds the duration of the run
	 * @param loadBefore the load average of the machine before, or a negative number if
	 * unknown; other load distorts the figures
	 * @return the result
	 */
	public static Result of(Scenario scenario, List<Measurement> measurements, long seconds, double loadBefore) {
		return new Result(scenario.name(), scenario.description(), Instant.now().truncatedTo(ChronoUnit.SECONDS),
				seconds, loadBefore, Machine.current(), new TreeMap<>(Versions.load()), scenario.settings(),
				measurements);
	}

	/**
	 * Whether a target is missed.
	 * @return {@code true} if any is
	 */
	public boolean isMissed() {
		return this.measurements.stream().anyMatch(Measurement::isMissed);
	}

}
