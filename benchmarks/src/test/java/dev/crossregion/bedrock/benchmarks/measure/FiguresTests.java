package dev.crossregion.bedrock.benchmarks.measure;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Figures}.
 */
class FiguresTests {

	@Test
	void medianIsTheMiddleOrTheMeanOfBoth() {
		assertThat(Figures.median(List.of(9.0, 1.0, 2.0))).isEqualTo(2);
		assertThat(Figures.median(List.of(4.0, 1.0, 2.0, 9.0))).isEqualTo(3);
		assertThat(Figures.median(List.of())).isNaN();
	}

	@Test
	void percentileIsOneOfTheValues() {
		List<Double> values = List.of(5.0, 1.0, 3.0, 2.0, 4.0);
		assertThat(Figures.percentile(values, 0)).isEqualTo(1);
		assertThat(Figures.percentile(values, 0.5)).isEqualTo(3);
		assertThat(Figures.percentile(values, 0.99)).isEqualTo(5);
		assertThat(Figures.percentile(values, 1)).isEqualTo(5);
	}

	@Test
	void figuresAreShownWithTheDigitsThatMatter() {
		assertThat(Figures.show(3)).isEqualTo("3");
		assertThat(Figures.show(0.0512)).isEqualTo("0.0512");
		assertThat(Figures.show(1.23456)).isEqualTo("1.235");
		assertThat(Figures.show(123.456)).isEqualTo("123.5");
		assertThat(Figures.show(Double.NaN)).isEqualTo("none");
	}

}
