package dev.crossregion.bedrock.autoconfigure.configurations;

import java.util.List;
import java.util.Optional;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.service.spring.AiService;
import dev.langchain4j.service.spring.AiServiceWiringMode;
import dev.langchain4j.service.spring.AiServicesAutoConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that needs a chat model, and a configuration that makes none: the report
 * says why, and what it suggests starts.
 */
class MissingModelTests {

	private static final String MODEL = "amazon.nova-lite-v1:0";

	private static Outcome start(String yaml, Class<?> application) {
		Outcome outcome = WrittenConfiguration.of(yaml, application).start();
		assertThat(outcome.hasStarted()).isFalse();
		outcome.suggestions().forEach((suggestion) -> {
			Outcome second = WrittenConfiguration.of(suggestion.yaml(), application).start();
			assertThat(second.hasStarted()).as(outcome.text() + "\n\nThen:\n\n" + second.text()).isTrue();
		});
		return outcome;
	}

	private static Outcome suggested(String yaml, Class<?> application) {
		Outcome outcome = start(yaml, application);
		assertThat(outcome.suggestions()).as(outcome.text()).isNotEmpty();
		return outcome;
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "bedrok.cross-region", "bedrock.crossregions", "bedrock.cross.region", "bedrock-cross-region",
					"spring.bedrock.cross-region", "langchain4j.bedrock.cross-region", "spring.ai.bedrock.cross-region",
					"aws.bedrock.cross-region", "cross-region", "bedrock", "bedrock.cros-regoin" })
	void prefixThatNothingReadsIsNamed(String prefix) {
		Outcome outcome = suggested(prefix + """
				:
				  source-region: eu-west-1
				  geography: eu
				  residency.allow: [EU]
				  chat-model:
				    model-id: amazon.nova-lite-v1:0
				    temperature: 0.1
				""", NeedsModel.class);
		assertThat(outcome.description()).contains("dev.langchain4j.model.chat.ChatModel is missing")
			.contains("stand under '" + prefix + "'")
			.contains("line 2");
		assertThat(outcome.action()).contains("bedrock:\n      cross-region:\n")
			.contains("source-region: eu-west-1")
			.contains("model-id: " + MODEL)
			.contains("temperature: 0.1");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "bedrock.crossRegion", "bedrock.crossregion", "bedrock.cross_region", "BEDROCK.CROSS-REGION" })
	void prefixThatSpringBootReadsIsNotReported(String prefix) {
		assertThat(WrittenConfiguration
			.of(prefix + ": {source-region: eu-west-1, geography: eu, chat-model: {model-id: '" + MODEL + "'}}",
					NeedsModel.class)
			.start()
			.text()).isEqualTo("(started)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "eu", "us", "jp", "au", "apac", "ca", "us-gov" })
	void declarationWithoutModelGetsOneThatCanBePlanned(String geography) {
		String region = switch (geography) {
			case "eu" -> "eu-north-1";
			case "us" -> "us-east-2";
			case "jp" -> "ap-northeast-3";
			case "au" -> "ap-southeast-2";
			case "apac" -> "ap-south-1";
			case "ca" -> "ca-central-1";
			default -> "us-gov-west-1";
		};
		Outcome outcome = suggested(
				"bedrock.cross-region: {source-region: " + region + ", geography: " + geography + "}",
				NeedsModel.class);
		assertThat(outcome.description())
			.contains("there is source-region, geography, and neither chat-model nor models");
		assertThat(outcome.action()).contains("geography: " + geography).contains("model-id: ");
	}

	@Test
	void exampleObeysTheLimit() {
		Outcome outcome = suggested("bedrock.cross-region: {source-region: us-east-1, residency.allow: [us-east-1]}",
				NeedsModel.class);
		assertThat(outcome.action()).contains("mode: in-region").doesNotContain("global");
	}

	@Test
	void nothingDeclaredAtAll() {
		Outcome outcome = suggested("spring.application.name: chat", NeedsModel.class);
		assertThat(outcome.description()).contains("a declaration without a model makes no bean");
		assertThat(outcome.action()).contains("geography: eu").contains("allow: EU").contains("chat-model");
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "False", "off", "maybe" })
	void switchIsNamed(String value) {
		Outcome outcome = suggested("""
				bedrock.cross-region:
				  enabled: "%s"
				  source-region: eu-west-1
				  geography: eu
				  chat-model.model-id: amazon.nova-lite-v1:0
				""".formatted(value), NeedsModel.class);
		assertThat(outcome.description()).contains("bedrock.cross-region.enabled is '" + value + "'")
			.contains("line 2");
		assertThat(outcome.action()).contains("enabled: true").contains("model-id: " + MODEL);
	}

	@Test
	void switchIsNamedForClients() {
		assertThat(suggested("bedrock.cross-region: {enabled: false, source-region: eu-west-1}", NeedsClient.class)
			.description()).contains("BedrockRuntimeClient is missing").contains("no clients");
	}

	@Test
	void qualifierOfAModelThatIsNotDeclared() {
		Outcome outcome = suggested("""
				bedrock.cross-region:
				  source-region: eu-west-1
				  geography: eu
				  models:
				    quick.model-id: amazon.nova-lite-v1:0
				    deep.model-id: amazon.nova-pro-v1:0
				""", NeedsFast.class);
		assertThat(outcome.description()).contains("A bean named 'fastChatModel'")
			.contains("bedrock.cross-region.models.fast is not declared")
			.contains("quickChatModel, deepChatModel");
		assertThat(outcome.action()).contains("@Qualifier(\"quickChatModel\")")
			.contains("@Qualifier(\"deepChatModel\")")
			.contains("fast:\n");
	}

	@Test
	void defaultModelThatIsNotDeclared() {
		Outcome outcome = suggested("""
				bedrock.cross-region:
				  source-region: eu-west-1
				  geography: eu
				  models.quick.model-id: amazon.nova-lite-v1:0
				""", NeedsDefault.class);
		assertThat(outcome.description()).contains("bedrock.cross-region.chat-model is not declared");
		assertThat(outcome.action()).contains("@Qualifier(\"quickStreamingChatModel\")")
			.contains("streamingChatModel = \"quickStreamingChatModel\")")
			.contains("chat-model:");
	}

	@Test
	void autoConfigurationThatDidNotTakePart() {
		Outcome outcome = start("bedrock.cross-region: {source-region: eu-west-1, geography: eu, "
				+ "chat-model.model-id: 'amazon.nova-lite-v1:0'}", NeedsModelAlone.class);
		assertThat(outcome.text()).contains("did not take part").contains("@EnableAutoConfiguration");
	}

	@Test
	void aiServiceWithoutModel() {
		Outcome outcome = suggested("bedrock.cross-region: {source-region: eu-west-1, geography: eu}",
				NeedsAssistant.class);
		assertThat(outcome.description()).contains("ChatModel is missing").contains("neither chat-model nor models");
	}

	@Test
	void aiServiceThatNamesAModelThatIsNotDeclared() {
		Outcome outcome = suggested("bedrock.cross-region: {source-region: eu-west-1, geography: eu, "
				+ "models.quick.model-id: 'amazon.nova-lite-v1:0'}", NeedsNamedAssistant.class);
		assertThat(outcome.description()).contains("'fastChatModel'").contains("quickChatModel");
	}

	@Test
	void beansOfOthersAreLeftToOthers() {
		assertThat(start("bedrock.cross-region.enabled: false", NeedsOther.class).text()).contains("java.lang.Thread")
			.doesNotContain("bedrock.cross-region");
		assertThat(start("langchain4j.open-ai.catalog.api-key: none", NeedsModel.class).text())
			.contains("dev.langchain4j.model.chat.ChatModel")
			.doesNotContain("bedrock.cross-region");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class })
	static class Ours {

	}

	@Configuration(proxyBeanMethods = false)
	static class NeedsModelAlone {

		@Bean
		List<ChatModel> assistant(ChatModel model) {
			return List.of(model);
		}

	}

	@Import({ Ours.class, NeedsModelAlone.class })
	@Configuration(proxyBeanMethods = false)
	static class NeedsModel {

	}

	@Import(Ours.class)
	@Configuration(proxyBeanMethods = false)
	static class NeedsClient {

		@Bean
		List<BedrockRuntimeClient> assistant(BedrockRuntimeClient client) {
			return List.of(client);
		}

	}

	@Import(Ours.class)
	@Configuration(proxyBeanMethods = false)
	static class NeedsFast {

		@Bean
		List<ChatModel> assistant(@Qualifier("fastChatModel") ChatModel model) {
			return List.of(model);
		}

	}

	@Import(Ours.class)
	@Configuration(proxyBeanMethods = false)
	static class NeedsDefault {

		@Bean
		List<StreamingChatModel> assistant(@Qualifier("bedrockStreamingChatModel") StreamingChatModel model) {
			return List.of(model);
		}

	}

	@AiService
	interface Assistant {

		String answer(String question);

	}

	@Import({ Ours.class, Assistant.class })
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AiServicesAutoConfig.class)
	static class NeedsAssistant {

		@Bean
		List<Assistant> page(Assistant assistant) {
			return List.of(assistant);
		}

	}

	@AiService(wiringMode = AiServiceWiringMode.EXPLICIT, chatModel = "fastChatModel")
	interface NamedAssistant {

		String answer(String question);

	}

	@Import({ Ours.class, NamedAssistant.class })
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(AiServicesAutoConfig.class)
	static class NeedsNamedAssistant {

	}

	@Import(Ours.class)
	@Configuration(proxyBeanMethods = false)
	static class NeedsOther {

		@Bean
		Optional<Thread> assistant(Thread other) {
			return Optional.of(other);
		}

	}

}
