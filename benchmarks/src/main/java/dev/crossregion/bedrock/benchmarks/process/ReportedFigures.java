package dev.crossregion.bedrock.benchmarks.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures that a child JVM has reported.
 *
 * @since 0.1.0
 */
public final class ReportedFigures {

	private final Map<String, List<Double>> figures;

	ReportedFigures(Map<String, List<Double>> figures) {
		this.figures = new LinkedHashMap<>(figures);
	}

	/**
	 * All values of a figure, in the order of their reports.
	 * @param name its name
	 * @return the values
	 * @throws IllegalStateException if there is none
	 */
	public List<Double> all(String name) {
		List<Double> values = this.figures.get(name);
		if (values == null) {
			throw new IllegalStateException("No figure '" + name + "' was reported, only " + this.figures.keySet());
		}
		return values;
	}

	/**
	 * The only value of a figure.
	 * @param name its name
	 * @return the value
	 * @throws IllegalStateException if there is none, or more than one
	 */
	public double one(String name) {
		List<Double> values = all(name);
		if (values.size() != 1) {
			throw new IllegalStateException("The figure '" + name + "' was reported " + values.size() + " times");
		}
		return values.get(0);
	}

}
