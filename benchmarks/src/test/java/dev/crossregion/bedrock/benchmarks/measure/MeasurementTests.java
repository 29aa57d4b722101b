package dev.crossregion.bedrock.benchmarks.measure;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Measurement}.
 */
class MeasurementTests {

	@Test
	void boundItselfIsGood() {
		assertThat(Measurement.of("goodput", 0.97, "").atLeast(0.97).verdict()).isEqualTo("met");
		assertThat(Measurement.of("gap", 20, "ms").atMost(20).verdict()).isEqualTo("met");
	}

	@Test
	void otherSideOfTheBoundIsMissed() {
		assertThat(Measurement.of("goodput", 0.96, "").atLeast(0.97).isMissed()).isTrue();
		assertThat(Measurement.of("gap", 21, "ms").atMost(20).isMissed()).isTrue();
	}

	@Test
	void figureThatCouldNotBeTakenMissesEveryTarget() {
		assertThat(Measurement.of("recovery", Double.NaN, "s").atMost(5).isMissed()).isTrue();
		assertThat(Measurement.of("goodput", Double.NaN, "").atLeast(0).isMissed()).isTrue();
	}

	@Test
	void withoutTargetThereIsNoVerdict() {
		assertThat(Measurement.of("plain", Double.NaN, "").verdict()).isEmpty();
	}

}
