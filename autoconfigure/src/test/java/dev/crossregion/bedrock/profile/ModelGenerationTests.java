package dev.crossregion.bedrock.profile;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.Theories.Choices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ModelGeneration}.
 */
class ModelGenerationTests {

	private static ModelGeneration of(String model) {
		return ModelGeneration.of(new FoundationModelId(model));
	}

	@ParameterizedTest
	@CsvSource({ "anthropic.claude-sonnet-4-5-20250929-v1:0, anthropic.claude-sonnet, 4.5",
			"anthropic.claude-sonnet-4-20250514-v1:0, anthropic.claude-sonnet, 4",
			"anthropic.claude-3-5-sonnet-20241022-v2:0, anthropic.claude-sonnet, 3.5",
			"anthropic.claude-opus-4-6-v1, anthropic.claude-opus, 4.6",
			"anthropic.claude-fable-5-1, anthropic.claude-fable, 5.1", "amazon.nova-lite-v1:0, amazon.nova-lite, ''",
			"amazon.nova-2-lite-v1:0, amazon.nova-lite, 2",
			"amazon.nova-2-pro-preview-20251202-v1:0, amazon.nova-pro-preview, 2",
			"openai.gpt-5.6-sol, openai.gpt-sol, 5.6", "openai.gpt-oss-120b-1:0, openai.gpt-oss-120b, ''",
			"meta.llama3-3-70b-instruct-v1:0, meta.llama-70b-instruct, 3.3",
			"meta.llama4-scout-17b-instruct-v1:0, meta.llama-scout-17b-instruct, 4",
			"moonshotai.kimi-k3, moonshotai.kimi-k, 3", "deepseek.r1-v1:0, deepseek.r, 1",
			"xai.grok-4.6, xai.grok, 4.6", "twelvelabs.marengo-embed-2-7-v1:0, twelvelabs.marengo-embed, 2.7",
			"cohere.embed-v4:0, cohere.embed, ''", "nvidia.nemotron-nano-12b-v2, nvidia.nemotron-nano-12b, ''" })
	void familyAndVersionAreReadFromTheId(String model, String family, String version) {
		assertThat(of(model).family()).isEqualTo(family);
		assertThat(of(model).version().stream().map(String::valueOf).collect(Collectors.joining(".")))
			.isEqualTo(version);
	}

	@ParameterizedTest
	@CsvSource({ "anthropic.claude-3-haiku-20240307-v1:0, anthropic.claude-haiku-4-5-20251001-v1:0",
			"anthropic.claude-sonnet-4-20250514-v1:0, anthropic.claude-sonnet-4-5-20250929-v1:0",
			"anthropic.claude-sonnet-4-6, anthropic.claude-sonnet-5",
			"anthropic.claude-3-5-sonnet-20240620-v1:0, anthropic.claude-3-5-sonnet-20241022-v2:0",
			"amazon.nova-lite-v1:0, amazon.nova-2-lite-v1:0", "openai.gpt-5.6-sol, openai.gpt-6-sol",
			"openai.gpt-6-sol, openai.gpt-6.1-sol", "xai.grok-4.7, xai.grok-4.10",
			"cohere.embed-v3:0, cohere.embed-v4:0" })
	void aHigherVersionSucceeds(String older, String newer) {
		assertThat(of(newer).succeeds(of(older))).isTrue();
		assertThat(of(older).succeeds(of(newer))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "anthropic.claude-sonnet-4-6, anthropic.claude-opus-5",
			"amazon.nova-lite-v1:0, amazon.nova-2-pro-v1:0",
			"amazon.nova-pro-v1:0, amazon.nova-2-pro-preview-20251202-v1:0",
			"meta.llama3-1-8b-instruct-v1:0, meta.llama3-3-70b-instruct-v1:0",
			"anthropic.claude-sonnet-4-6, other.claude-sonnet-5" })
	void anotherFamilyDoesNotSucceed(String model, String other) {
		assertThat(of(other).succeeds(of(model))).isFalse();
		assertThat(of(model).succeeds(of(other))).isFalse();
	}

	@Test
	void generationsOfAnyIdsAreOrdered() {
		List<String> words = List.of("claude", "4", "5", "4.5", "llama3", "70b", "20250929", "v1", "0", "9999",
				"123456789012345678901234567890", "x_y", ".", "-", "9.", "v1.2.3", "00000000");
		List<String> tails = List.of("", "-v1:0", "-v2", "-1:0", ":0", "-v99999:0", ":48k", "-v1:0:48k");
		Theories.theory("generations of any IDs are ordered").forAll((source) -> {
			Choices choices = new Choices(source);
			String[] models = new String[3];
			Arrays.setAll(models, (index) -> choices.oneOf(List.of("one", "two")) + ".m"
					+ String.join("-", choices.some(words, 0, 4)) + choices.oneOf(tails));
			return List.of(models);
		}).checkAssert((models) -> {
			ModelGeneration a = of(models.get(0));
			ModelGeneration b = of(models.get(1));
			ModelGeneration c = of(models.get(2));
			assertThat(a.compareTo(a)).isZero();
			assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
			if (a.succeeds(b)) {
				assertThat(a.family()).isEqualTo(b.family());
				assertThat(b.succeeds(a)).isFalse();
				if (b.succeeds(c)) {
					assertThat(a.succeeds(c)).isTrue();
				}
			}
		});
	}

}
