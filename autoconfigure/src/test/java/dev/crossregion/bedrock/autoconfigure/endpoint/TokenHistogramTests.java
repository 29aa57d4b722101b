package dev.crossregion.bedrock.autoconfigure.endpoint;

import java.util.List;

import dev.crossregion.bedrock.Theories;
import org.junit.jupiter.api.Test;
import org.quicktheories.generators.SourceDSL;

import static org.assertj.core.api.Assertions.assertThat;

class TokenHistogramTests {

	@Test
	void percentileIsAtMostAnEighthTooMuchAndNeverTooLittle() {
		Theories.theory("percentiles of tokens")
			.forAll(SourceDSL.lists().of(SourceDSL.longs().between(0, 2_000_000)).ofSizeBetween(1, 40),
					SourceDSL.integers().between(1, 100))
			.checkAssert(TokenHistogramTests::assertPercentile);
	}

	private static void assertPercentile(List<Long> answers, int percent) {
		TokenHistogram histogram = new TokenHistogram();
		answers.forEach(histogram::add);
		List<Long> sorted = answers.stream().sorted().toList();
		long exact = sorted.get((int) Math.ceil(percent / 100.0 * sorted.size()) - 1);
		assertThat(histogram.size()).isEqualTo(answers.size());
		assertThat(histogram.percentile(percent / 100.0)).isBetween(exact, exact + exact / 8);
	}

	@Test
	void countsAreKeptWhateverAnAnswerClaims() {
		TokenHistogram histogram = new TokenHistogram();
		histogram.add(Long.MAX_VALUE);
		histogram.add(-1);
		assertThat(histogram.size()).isEqualTo(2);
		assertThat(histogram.percentile(0.5)).isZero();
		assertThat(histogram.percentile(1)).isEqualTo((1L << 24) - 1);
	}

}
