package dev.crossregion.bedrock.profile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FoundationModelId}.
 */
class FoundationModelIdTests {

	@ParameterizedTest
	@CsvSource({ "anthropic.claude-sonnet-4-5-20250929-v1:0, anthropic", "anthropic.claude-opus-4-6-v1, anthropic",
			"anthropic.claude-sonnet-4-6, anthropic", "openai.gpt-5.6-luna, openai", "xai.grok-4.6, xai",
			"ai21.jamba-1-5-large-v1:0, ai21", "amazon.titan-text-express-v1:0:8k, amazon",
			"twelvelabs.pegasus-1-2-v1:0, twelvelabs" })
	void takesEveryShapeThatAwsUses(String value, String provider) {
		FoundationModelId model = new FoundationModelId(value);
		assertThat(model.value()).isEqualTo(value);
		assertThat(model.provider()).isEqualTo(provider);
		assertThat(model).hasToString(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "claude", "anthropic.", ".claude", "Anthropic.claude", "anthropic.claude sonnet",
			" anthropic.claude", "anthropic.claude ", "anthropic.claude\n", "anthropic/claude", "anthropic.claude/x",
			"anthropic.clàude", "anthropic.-claude", "anthropic..claude" })
	void refusesAnyOtherShape(String value) {
		assertThatExceptionOfType(MalformedModelReferenceException.class).isThrownBy(() -> new FoundationModelId(value))
			.satisfies((ex) -> assertThat(ex.getValue()).isEqualTo(value))
			.withMessage("'" + DisplayText.of(value) + "' is not a model ID, inference profile ID or Bedrock ARN: "
					+ "a foundation model ID looks like 'provider.model', such as 'anthropic.claude-sonnet-4-6'");
	}

	@Test
	void isAsLongAsBedrockMakesThem() {
		assertThat(new FoundationModelId("a." + "b".repeat(138)).value()).hasSize(140);
		assertThatExceptionOfType(MalformedModelReferenceException.class)
			.isThrownBy(() -> new FoundationModelId("a." + "b".repeat(139)));
	}

	@Test
	void isOrderedByItsText() {
		assertThat(new FoundationModelId("a.b")).isLessThan(new FoundationModelId("a.c"))
			.isEqualByComparingTo(new FoundationModelId("a.b"));
	}

}
