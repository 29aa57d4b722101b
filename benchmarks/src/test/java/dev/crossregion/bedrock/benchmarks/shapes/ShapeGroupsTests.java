package dev.crossregion.bedrock.benchmarks.shapes;

import java.time.Duration;
import java.util.List;

import dev.crossregion.bedrock.benchmarks.measure.Scale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * What is measured at the same time, and how long all of it takes.
 */
class ShapeGroupsTests {

	private static final Duration LIMIT = Duration.ofMinutes(12);

	/** The time in which the instances of a group start, on two processors. */
	private static final Duration START = Duration.ofSeconds(20);

	@BeforeAll
	static void isWhole() {
		assumeThat(Scale.isReduced()).as("a short run has fewer shapes").isFalse();
	}

	@Test
	void noShapeIsDisturbedByAnother() {
		assertThat(Shape.groups()).allSatisfy((group) -> assertThat(group).hasSize(1));
		assertThat(Shape.groups()).contains(List.of(Shape.LONG), List.of(Shape.HEAVY_TAIL));
	}

	@Test
	void allGroupsTakeLessThanTwelveMinutes() {
		double seconds = Shape.groups()
			.stream()
			.flatMap(List::stream)
			.mapToDouble((shape) -> shape.windows().to() + shape.delays().latency().toSeconds() + START.toSeconds())
			.sum();
		assertThat(seconds).isLessThan(LIMIT.toSeconds());
		assertThat(Shape.FEW.windows().to()).isLessThan(seconds);
	}

}
