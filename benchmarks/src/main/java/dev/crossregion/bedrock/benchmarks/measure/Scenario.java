package dev.crossregion.bedrock.benchmarks.measure;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A benchmark of all contenders in one run.
 *
 * @since 0.1.0
 */
public interface Scenario {

	/**
	 * The name on the command line.
	 * @return lower-case letters, digits and hyphens
	 */
	String name();

	/**
	 * Describes what the scenario measures, and how.
	 * @return a few sentences
	 */
	String description();

	/**
	 * The settings with which a run can be repeated: seeds, rates, windows.
	 * @return names and values, in the order in which they are shown
	 */
	Map<String, String> settings();

	/**
	 * The software that the scenario needs and this machine lacks.
	 * @return what to install, or empty
	 */
	default Optional<String> lacking() {
		return Optional.empty();
	}

	/**
	 * Run the scenario.
	 * @return the figures, in the order in which they are shown
	 * @throws Exception if a figure cannot be measured
	 */
	List<Measurement> run() throws Exception;

}
