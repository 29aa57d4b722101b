package dev.crossregion.bedrock.benchmarks.shapes;

import java.time.Duration;

import dev.crossregion.bedrock.benchmarks.measure.RoundWindows;
import dev.crossregion.bedrock.benchmarks.measure.Scale;

/**
 * The windows of the rounds of shapes.
 */
final class ShapeWindows {

	private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

	static final RoundWindows USUAL = new RoundWindows(TEN_SECONDS, Scale.of(3, 1), Scale.of(4, 1));

	/** For calls of which one may use an eighth of a window. */
	static final RoundWindows LARGE_CALLS = new RoundWindows(TEN_SECONDS, USUAL.before(), Scale.of(6, 1));

	/**
	 * For calls that last longer than a window. They are short, so that a round lasts
	 * many of these calls.
	 */
	static final RoundWindows LONG_CALLS = new RoundWindows(Duration.ofSeconds(5), Scale.of(6, 2), Scale.of(18, 2));

	/** For a load of only a few calls in a window. */
	static final RoundWindows FEW_CALLS = new RoundWindows(TEN_SECONDS, USUAL.before(), Scale.of(45, 1));

	private ShapeWindows() {
	}

}
