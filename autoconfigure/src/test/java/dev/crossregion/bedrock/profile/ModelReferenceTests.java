package dev.crossregion.bedrock.profile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ModelReference} and {@link InferenceProfileId}.
 */
class ModelReferenceTests {

	@ParameterizedTest
	@ValueSource(strings = { "anthropic.claude-sonnet-4-6", "anthropic.claude-sonnet-4-5-20250929-v1:0",
			"openai.gpt-5.6-luna", "xai.grok-4.6", "openai.gpt-oss-120b-1:0", "deepseek.v3.2",
			"amazon.titan-text-express-v1:0:8k", "minimax.minimax-m2.1", "usx.model", "global-model.x" })
	void readsFoundationModels(String value) {
		assertThat(ModelReference.parse(value)).isEqualTo(new FoundationModelId(value));
	}

	@ParameterizedTest
	@CsvSource({ "us.anthropic.claude-sonnet-4-6, us, anthropic.claude-sonnet-4-6",
			"us-gov.openai.gpt-oss-120b-1:0, us-gov, openai.gpt-oss-120b-1:0",
			"us-gov.nvidia.nemotron-super-3-120b, us-gov, nvidia.nemotron-super-3-120b",
			"us.openai.gpt-5.6-luna, us, openai.gpt-5.6-luna", "us.xai.grok-4.6, us, xai.grok-4.6",
			"in.openai.gpt-5.6-luna, in, openai.gpt-5.6-luna", "ca.amazon.nova-lite-v1:0, ca, amazon.nova-lite-v1:0",
			"apac.amazon.nova-pro-v1:0, apac, amazon.nova-pro-v1:0",
			"au.anthropic.claude-opus-4-6-v1, au, anthropic.claude-opus-4-6-v1",
			"jp.anthropic.claude-haiku-4-5-20251001-v1:0, jp, anthropic.claude-haiku-4-5-20251001-v1:0",
			"eu.cohere.embed-v4:0, eu, cohere.embed-v4:0", "global.cohere.embed-v4:0, global, cohere.embed-v4:0",
			"us.ai21.jamba-1-5-large-v1:0, us, ai21.jamba-1-5-large-v1:0" })
	void readsSystemProfilesOfKnownPrefixes(String value, String prefix, String model) {
		assertThat(ModelReference.parse(value)).isEqualTo(new InferenceProfileId(prefix, new FoundationModelId(model)));
	}

	@ParameterizedTest
	@CsvSource({ "mx.anthropic.claude-opus-5, mx, anthropic.claude-opus-5",
			"sa.amazon.nova-lite-v1:0, sa, amazon.nova-lite-v1:0", "amer.ai21.jamba-2, amer, ai21.jamba-2",
			"eu-sov.openai.gpt-5.6-luna, eu-sov, openai.gpt-5.6-luna",
			"southamerica.anthropic.claude-opus-5, southamerica, anthropic.claude-opus-5",
			"eu2.amazon.nova-lite-v1:0, eu2, amazon.nova-lite-v1:0",
			"us-gov-east.openai.gpt-oss-120b-1:0, us-gov-east, openai.gpt-oss-120b-1:0" })
	void readsSystemProfilesOfPrefixesThatComeLater(String value, String prefix, String model) {
		assertThat(ModelReference.parse(value)).isEqualTo(new InferenceProfileId(prefix, new FoundationModelId(model)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "us.anthropic.claude-sonnet-4-6", "anthropic.claude-sonnet-4-6",
			"global.cohere.embed-v4:0", "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0" })
	void writesWhatItRead(String value) {
		ModelReference reference = ModelReference.parse(value);
		assertThat(reference.value()).isEqualTo(value);
		assertThat(reference).hasToString(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t\n", "  " })
	void refusesBlank(String value) {
		assertThatExceptionOfType(MalformedModelReferenceException.class).isThrownBy(() -> ModelReference.parse(value))
			.satisfies((ex) -> assertThat(ex.getValue()).isEqualTo(value))
			.satisfies((ex) -> assertThat(ex.getProblem()).isEqualTo("it is empty"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "us.", "eu.anthropic", "global..model", "us-gov.anthropic.", "eu.anthropic.claude sonnet",
			"eu.anthropic.claude/sonnet", "mx.anthropic.clàude" })
	void refusesPrefixesWithNoModelBehindThem(String value) {
		assertThatExceptionOfType(MalformedModelReferenceException.class).isThrownBy(() -> ModelReference.parse(value))
			.satisfies((ex) -> assertThat(ex.getValue()).isEqualTo(value))
			.withMessageContaining("'" + value + "'")
			.withMessageContaining(
					"behind the prefix '" + value.substring(0, value.indexOf('.')) + "' stands no foundation model ID");
	}

	@ParameterizedTest
	@ValueSource(strings = { " us.anthropic.claude-sonnet-4-6", "us.anthropic.claude-sonnet-4-6 ", "claude",
			"us .anthropic.claude", "ARN:aws:bedrock:us-east-1::foundation-model/a.b", "ус.anthropic.claude",
			"https://bedrock-runtime.eu-west-1.amazonaws.com" })
	void refusesWhatIsNoneOfTheThree(String value) {
		assertThatExceptionOfType(MalformedModelReferenceException.class).isThrownBy(() -> ModelReference.parse(value))
			.satisfies((ex) -> assertThat(ex.getValue()).isEqualTo(value))
			.withMessageContaining("'" + value + "'");
	}

	@Test
	void takesAsManyCharactersAsBedrock() {
		String start = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/";
		String longest = start + "a".repeat(ModelReference.MAX_LENGTH - start.length());
		assertThat(longest).hasSize(2048);
		assertThat(ModelReference.parse(longest).value()).isEqualTo(longest);
		assertThatExceptionOfType(MalformedModelReferenceException.class)
			.isThrownBy(() -> ModelReference.parse(longest + "a"))
			.satisfies((ex) -> assertThat(ex.getValue()).hasSize(2049))
			.satisfies((ex) -> assertThat(ex.getProblem())
				.isEqualTo("it has 2049 characters, and Amazon Bedrock takes at most 2048"));
	}

	@Test
	void showsOnlyTheStartOfLongTexts() {
		assertThatExceptionOfType(MalformedModelReferenceException.class)
			.isThrownBy(() -> ModelReference.parse("x".repeat(2048)))
			.satisfies((ex) -> assertThat(ex.getMessage()).startsWith("'" + "x".repeat(120) + "...'")
				.hasSizeLessThan(300));
	}

	@ParameterizedTest
	@ValueSource(strings = { "eu", "us-gov", "global", "sa", "amer", "eu1", "europeanunion" })
	void anyLowerCaseWordCanBeAPrefix(String prefix) {
		assertThat(InferenceProfileId.isPrefix(prefix)).isTrue();
		assertThat(new InferenceProfileId(prefix, new FoundationModelId("a.b")).value()).isEqualTo(prefix + ".a.b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "e", "EU", "eu.", "eu-", "-eu", "eu-central-1", "é" })
	void anythingElseCannot(String prefix) {
		assertThat(InferenceProfileId.isPrefix(prefix)).isFalse();
		assertThatExceptionOfType(MalformedModelReferenceException.class)
			.isThrownBy(() -> new InferenceProfileId(prefix, new FoundationModelId("a.b")))
			.withMessageContaining("'" + prefix + "' is not a prefix of inference profiles");
	}

}
