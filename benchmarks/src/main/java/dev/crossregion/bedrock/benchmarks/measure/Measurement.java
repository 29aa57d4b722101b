package dev.crossregion.bedrock.benchmarks.measure;

import org.jspecify.annotations.Nullable;

/**
 * One figure.
 *
 * @param label the quantity and the contender
 * @param value the figure
 * @param unit its unit, or empty for a ratio or a count
 * @param target the target, or {@code null} if it is only printed for comparison
 * @param note a note for readers, or empty
 * @since 0.1.0
 */
public record Measurement(String label, double value, String unit, @Nullable Target target, String note) {

	/**
	 * A figure without a target.
	 * @param label the quantity
	 * @param value the figure
	 * @param unit its unit
	 * @return the measurement
	 */
	public static Measurement of(String label, double value, String unit) {
		return new Measurement(label, value, unit, null, "");
	}

	/**
	 * This figure with an upper bound as target.
	 * @param bound the bound
	 * @return the measurement
	 */
	public Measurement atMost(double bound) {
		return new Measurement(this.label, this.value, this.unit, new Target(Target.Comparison.AT_MOST, bound),
				this.note);
	}

	/**
	 * This figure with a lower bound as target.
	 * @param bound the bound
	 * @return the measurement
	 */
	public Measurement atLeast(double bound) {
		return new Measurement(this.label, this.value, this.unit, new Target(Target.Comparison.AT_LEAST, bound),
				this.note);
	}

	/**
	 * This figure with a note.
	 * @param note the note
	 * @return the measurement
	 */
	public Measurement note(String note) {
		return new Measurement(this.label, this.value, this.unit, this.target, note);
	}

	/**
	 * Whether the target is missed. A figure that is not a number misses every target.
	 * @return {@code false} also when there is no target
	 */
	public boolean isMissed() {
		return this.target != null && !this.target.isMetBy(this.value);
	}

	/**
	 * The verdict. A trial run meets no target.
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
