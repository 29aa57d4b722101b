package dev.crossregion.bedrock.benchmarks.report;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;

/**
 * What one run of a scenario found, and everything that is needed to judge it.
 *
 * @param scenario the name of the scenario
 * @param description what it measures
 * @param date when the run ended
 * @param seconds how long it took
 * @param loadBefore the load average of the machine before, or a negative number where
 * there is none: others that keep it busy spoil the figures
 * @param machine where
 * @param versions of what is compared
 * @param settings what it was run with
 * @param measurements the figures
 * @since 0.1.0
 */
public record Result(String scenario, String description, Instant date, long seconds, double loadBefore,
		Machine machine, Map<String, String> versions, Map<String, String> settings, List<Measurement> measurements) {

	/**
	 * Put a result together.
	 * @param scenario what was run
	 * @param measurements what it found
	 * @param seconds how long it took
	 * @param loadBefore the load average of the machine before, or a negative number
	 * where there is none: others that keep it busy spoil the figures
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
