package dev.crossregion.bedrock.benchmarks.shapes;

import java.time.Duration;

import dev.crossregion.bedrock.benchmarks.measure.Scale;

/**
 * How long a round lasts, in windows of its quota.
 *
 * @param length the length of a window; AWS's is a minute
 * @param before windows before those that are measured
 * @param measured windows that are measured
 */
record ShapeWindows(Duration length, int before, int measured) {

	private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

	static final ShapeWindows USUAL = new ShapeWindows(TEN_SECONDS, Scale.of(3, 1), Scale.of(4, 1));

	/** For calls of which one may use an eighth of a window. */
	static final ShapeWindows MORE = new ShapeWindows(TEN_SECONDS, USUAL.before(), Scale.of(6, 1));

	/** For calls that last longer than a window. */
	static final ShapeWindows SHORT = new ShapeWindows(Duration.ofSeconds(5), Scale.of(6, 2), Scale.of(12, 2));

	/** For a load of which a window has next to nothing. */
	static final ShapeWindows MANY = new ShapeWindows(TEN_SECONDS, USUAL.before(), Scale.of(45, 1));

	double from() {
		return this.before * this.length.toMillis() / 1000.0;
	}

	double to() {
		return (this.before + this.measured) * this.length.toMillis() / 1000.0;
	}

	@Override
	public String toString() {
		return this.before + " before and " + this.measured + " measured, of " + this.length.toSeconds() + " s";
	}

}
