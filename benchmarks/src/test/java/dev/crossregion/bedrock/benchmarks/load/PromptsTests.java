package dev.crossregion.bedrock.benchmarks.load;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link Prompts}.
 */
class PromptsTests {

	@Test
	void fewPromptsAreAsLongOnAverageAsMany() {
		for (long seed = 0; seed < 20; seed++) {
			Prompts prompts = new Prompts(seed);
			double many = mean(prompts, 0, 5000);
			for (int from = 0; from < 4000; from += 500) {
				assertThat(mean(prompts, from, from + 300)).as("seed %d, from %d", seed, from)
					.isCloseTo(many, within(many * 0.01));
			}
		}
	}

	@Test
	void sameSeedMakesTheSamePrompts() {
		assertThat(new Prompts(7).prompt(12)).isEqualTo(new Prompts(7).prompt(12))
			.isNotEqualTo(new Prompts(8).prompt(12));
	}

	private static double mean(Prompts prompts, int from, int to) {
		return IntStream.range(from, to).map((number) -> prompts.prompt(number).length()).average().orElseThrow();
	}

}
