package dev.crossregion.bedrock.benchmarks.measure;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something that is measured, for all contenders in one run.
 *
 * @since 0.1.0
 */
public interface Scenario {

	/**
	 * The name by which it is chosen on the command line.
	 * @return lower-case letters, digits and hyphens
	 */
	String name();

	/**
	 * What it measures and how.
	 * @return a few sentences
	 */
	String description();

	/**
	 * What it was run with, so that it can be run again: seeds, rates, windows.
	 * @return names and values, in the order in which they are shown
	 */
	Map<String, String> settings();

	/**
	 * What it needs and this machine does not have.
	 * @return what to install, or empty
	 */
	default Optional<String> lacking() {
		return Optional.empty();
	}

	/**
	 * Measure.
	 * @return the figures, in the order in which they are shown
	 * @throws Exception if a figure could not be taken
	 */
	List<Measurement> run() throws Exception;

}
