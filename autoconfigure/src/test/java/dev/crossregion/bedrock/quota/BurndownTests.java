package dev.crossregion.bedrock.quota;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Burndown}.
 */
class BurndownTests {

	@ParameterizedTest
	@CsvSource({ "anthropic.claude-3-haiku-20240307-v1:0, 5", "anthropic.claude-sonnet-4-20250514-v1:0, 5",
			"anthropic.claude-haiku-4-5-20251001-v1:0, 5", "anthropic.claude-opus-4-7, 5",
			"anthropic.claude-opus-4-8, 15", "anthropic.claude-opus-5, 10", "anthropic.claude-opus-5-5, 10",
			"anthropic.claude-sonnet-5, 10", "anthropic.claude-haiku-5-5, 10", "anthropic.claude-fable-5-1, 10",
			"openai.gpt-5.6-luna, 10", "openai.gpt-6-astra, 10", "openai.gpt-oss-120b-1:0, 1",
			"amazon.nova-lite-v1:0, 1", "xai.grok-4.6, 1" })
	void everyModelHasItsRate(String model, int rate) {
		assertThat(Burndown.of(model)).isEqualTo(rate);
	}

}
