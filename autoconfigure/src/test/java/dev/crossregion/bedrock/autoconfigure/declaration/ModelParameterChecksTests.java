package dev.crossregion.bedrock.autoconfigure.declaration;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ModelParameterChecks}: what starts, and what is warned of. What stops
 * the start is tested with the reports of all failures.
 */
@ExtendWith(OutputCaptureExtension.class)
class ModelParameterChecksTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class))
		.withPropertyValues("bedrock.cross-region.catalog.source=bundled",
				"bedrock.cross-region.source-region=us-east-1", "bedrock.cross-region.geography=us");

	private ApplicationContextRunner model(String id, String... parameters) {
		ApplicationContextRunner declared = this.runner
			.withPropertyValues("bedrock.cross-region.chat-model.model-id=" + id);
		for (String parameter : parameters) {
			declared = declared.withPropertyValues("bedrock.cross-region.chat-model." + parameter);
		}
		return declared;
	}

	@ParameterizedTest
	@ValueSource(strings = { "temperature=0.2", "top-p=0.9" })
	void oneSamplingParameterOfTwoIsTaken(String parameter) {
		model("anthropic.claude-sonnet-4-6", parameter, "additional-model-request-fields.[top_k]=40")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whatIsNotKnownIsNotChecked() {
		model("amazon.nova-lite-v1:0", "temperature=0.2", "top-p=0.9", "additional-model-request-fields.[top_k]=40")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void modelsWithCachePointsTakePromptCaching() {
		model("anthropic.claude-opus-5", "prompt-caching=after-system", "additional-model-request-fields.thinking=x")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource({ "anthropic.claude-sonnet-4-6, 65536, false", "anthropic.claude-sonnet-4-6, 64000, false",
			"anthropic.claude-sonnet-4-6, 65537, true", "meta.llama4-scout-17b-instruct-v1:0, 8192, false",
			"meta.llama4-scout-17b-instruct-v1:0, 100000, true", "moonshotai.kimi-k3, 1000000, false" })
	void moreOutputThanAModelIsKnownToGiveIsWarnedOf(String id, int tokens, boolean warned, CapturedOutput output) {
		model(id, "max-output-tokens=" + tokens).run((context) -> assertThat(context).hasNotFailed());
		String warning = "chat-model.max-output-tokens is " + tokens + ", and the known maximum of '" + id + "' is";
		assertThat(output.getOut().contains(warning)).isEqualTo(warned);
	}

	@ParameterizedTest
	@CsvSource({ "anthropic.claude-opus-4-8, priority, true", "anthropic.claude-opus-4-8, default, false",
			"amazon.nova-pro-v1:0, flex, false", "amazon.nova-pro-v1:0, RESERVED, true",
			"anthropic.claude-opus-5, priority, false" })
	void aServiceTierThatAModelIsNotKnownToHaveIsWarnedOf(String id, String tier, boolean warned,
			CapturedOutput output) {
		model(id, "service-tier=" + tier).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getOut().contains("chat-model.service-tier is '" + tier + "'")).isEqualTo(warned);
	}

}
