package dev.crossregion.bedrock.autoconfigure.configurations;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What people write for the ID of a model, at the level of the default model and of a
 * named one: the report prints what to write there, and that starts.
 */
class WrittenIdTests {

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					anthropic.claude-sonnet-4-5,                       anthropic.claude-sonnet-4-5-20250929-v1:0
					anthropic.claude-sonnet-4.5,                       anthropic.claude-sonnet-4-5-20250929-v1:0
					anthropic.claude-sonnet-4-5-20250929,              anthropic.claude-sonnet-4-5-20250929-v1:0
					anthropic.claude-sonnet-4-5-v1,                    anthropic.claude-sonnet-4-5-20250929-v1:0
					anthropic.claude-sonnet-4-5-20250930-v1:0,         anthropic.claude-sonnet-4-5-20250929-v1:0
					anthropic.claude-sonet-4-5-20250929-v1:0,          anthropic.claude-sonnet-4-5-20250929-v1:0
					claude-sonnet-4-5,                                 anthropic.claude-sonnet-4-5-20250929-v1:0
					claude-sonnet-4.5,                                 anthropic.claude-sonnet-4-5-20250929-v1:0
					claude-sonnet-4-5-20250929,                        anthropic.claude-sonnet-4-5-20250929-v1:0
					claude-sonnet-4-5@20250929,                        anthropic.claude-sonnet-4-5-20250929-v1:0
					claude-sonnet-4-5-latest,                          anthropic.claude-sonnet-4-5-20250929-v1:0
					claude-sonnet-4-5-0,                               anthropic.claude-sonnet-4-5-20250929-v1:0
					claude-haiku-4-5@latest,                           anthropic.claude-haiku-4-5-20251001-v1:0
					anthropic/claude-sonnet-4.5,                       anthropic.claude-sonnet-4-5-20250929-v1:0
					anthropic/claude-sonnet-4-5,                       anthropic.claude-sonnet-4-5-20250929-v1:0
					openrouter/anthropic/claude-sonnet-4.5,            anthropic.claude-sonnet-4-5-20250929-v1:0
					bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0, anthropic.claude-sonnet-4-5-20250929-v1:0
					bedrock/converse/anthropic.claude-sonnet-4-5-20250929-v1:0, anthropic.claude-sonnet-4-5-20250929-v1:0
					bedrock_converse:anthropic.claude-sonnet-4-5,      anthropic.claude-sonnet-4-5-20250929-v1:0
					Claude Sonnet 4.5,                                 anthropic.claude-sonnet-4-5-20250929-v1:0
					Anthropic.Claude-Sonnet-4-5-20250929-v1:0,         anthropic.claude-sonnet-4-5-20250929-v1:0
					us.anthropic.claude-sonnet-4-5,                    eu.anthropic.claude-sonnet-4-5-20250929-v1:0
					eu.anthropic.claude-sonnet-4-5,                    eu.anthropic.claude-sonnet-4-5-20250929-v1:0
					eu.anthropic.claude-sonnet-4.5,                    eu.anthropic.claude-sonnet-4-5-20250929-v1:0
					emea.anthropic.claude-sonnet-4-5-20250929-v1:0,    eu.anthropic.claude-sonnet-4-5-20250929-v1:0
					bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0, eu.anthropic.claude-sonnet-4-5-20250929-v1:0
					global.anthropic.claude-sonnet-4-5-20250929-v1:0,  eu.anthropic.claude-sonnet-4-5-20250929-v1:0
					amazon.nova-pro,                                   amazon.nova-pro-v1:0
					amazon/nova-pro-v1,                                amazon.nova-pro-v1:0
					amazon.nova-pro-v1,                                amazon.nova-pro-v1:0
					nova-lite,                                         amazon.nova-lite-v1:0
					nova-lite-v1:0,                                    amazon.nova-lite-v1:0
					Nova Lite,                                         amazon.nova-lite-v1:0
					us.amazon.nova-lite-v1:0,                          eu.amazon.nova-lite-v1:0
					arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0, anthropic.claude-sonnet-4-5-20250929-v1:0
					arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0, anthropic.claude-sonnet-4-5-20250929-v1:0
					""")
	void underALimitInFrankfurt(String written, String meant) {
		check("eu-central-1", "eu", "EU", written, meant);
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			meta.llama3.3-70b,                     meta.llama3-3-70b-instruct-v1:0
			meta.llama3-3-70b,                     meta.llama3-3-70b-instruct-v1:0
			meta-llama/llama-3.3-70b-instruct,     meta.llama3-3-70b-instruct-v1:0
			llama-3.3-70b-instruct,                meta.llama3-3-70b-instruct-v1:0
			deepseek-r1,                           deepseek.r1-v1:0
			eu.anthropic.claude-sonnet-4-6,        us.anthropic.claude-sonnet-4-6
			anthropic.claude-opus-4-6,             anthropic.claude-opus-4-6-v1
			claude-opus-4-6-v1:0,                  anthropic.claude-opus-4-6-v1
			""")
	void underALimitInVirginia(String written, String meant) {
		check("us-east-1", "us", "US", written, meant);
	}

	private static void check(String region, String geography, String place, String id, String meant) {
		for (String model : List.of("chat-model", "models.fast")) {
			WrittenConfiguration written = WrittenConfiguration.of("""
					bedrock.cross-region:
					  source-region: %s
					  geography: %s
					  residency.allow: %s
					  %s:
					    model-id: '%s'
					    max-output-tokens: 400
					""".formatted(region, geography, place, model, id));
			Outcome outcome = written.start();
			List<Suggestion> suggestions = outcome.suggestions();
			assertThat(suggestions).as(outcome.text()).isNotEmpty();
			assertThat(suggestions.get(0).yaml()).as(outcome.text()).contains("model-id: " + meant + "\n");
			assertThat(outcome.action()).as("the level")
				.contains("    " + model.substring(model.indexOf('.') + 1) + ":\n");
			assertThat(outcome.text()).doesNotContain("change the limit");
			suggestions.forEach((suggestion) -> {
				assertThat(suggestion.yaml()).doesNotContain("global.", "mode: global");
				Outcome second = written.with(suggestion).start();
				assertThat(second.hasStarted()).as(suggestion.yaml() + second.text()).isTrue();
			});
		}
	}

}
