package dev.crossregion.bedrock.benchmarks.measure;

import org.jspecify.annotations.Nullable;

/**
 * One figure.
 *
 * @param label what was measured, and of whom
 * @param value the figure
 * @param unit its unit, or empty for a ratio or a count
 * @param target what it should be, or {@code null} when it is only printed beside another
 * @param note what a reader should know, or empty
 * @since 0.1.0
 */
public record Measurement(String label, double value, String unit, @Nullable Target target, String note) {

	/**
	 * A figure without a target.
	 * @param label what was measured
	 * @param value the figure
	 * @param unit its unit
	 * @return the measurement
	 */
	public static Measurement of(String label, double value, String unit) {
		return new Measurement(label, value, unit, null, "");
	}

	/**
	 * The same figure, which should be at most this.
	 * @param bound the bound
	 * @return the measurement
	 */
	public Measurement atMost(double bound) {
		return new Measurement(this.label, this.value, this.unit, new Target(Target.Comparison.AT_MOST, bound),
				this.note);
	}

	/**
	 * The same figure, which should be at least this.
	 * @param bound the bound
	 * @return the measurement
	 */
	public Measurement atLeast(double bound) {
		return new Measurement(this.label, this.value, this.unit, new Target(Target.Comparison.AT_LEAST, bound),
				this.note);
	}

	/**
	 * The same figure with a note.
	 * @param note what a reader should know
	 * @return the measurement
	 */
	public Measurement note(String note) {
		return new Measurement(this.label, this.value, this.unit, this.target, note);
	}

	/**
	 * Whether the target is missed. A figure that could not be taken misses every target.
	 * @return {@code false} also when there is no target
	 */
	public boolean isMissed() {
		return this.target != null && !this.target.isMetBy(this.value);
	}

	/**
	 * The verdict in a word. A trial run meets nothing.
	 * @return {@code met}, {@code missed}, {@code not judged}, or empty without a target
	 */
	public String verdict() {
		if (this.target == null) {
			return "";
		}
		if (isMissed()) {
			return "missed";
		}
		return (Scale.isReduced()) ? "not judged" : "met";
	}

}
