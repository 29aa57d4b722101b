package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.Calls;
import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.emulator.BedrockEmulatorAutoConfiguration;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.langchain4j.model.chat.ChatModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Several configured models with one model ID, whatever source of properties comes first.
 */
class SharedModelTests {

	private static final String SONNET = Runners.SONNET;

	private static final String HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0";

	private static final String MODELS = "bedrock.cross-region.models.";

	private BedrockEmulator emulator;

	@BeforeEach
	void start() {
		this.emulator = BedrockEmulator.start();
	}

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	@ParameterizedTest
	@CsvSource({ "strict,wide,wide", "strict,wide,strict", "zulu,alpha,alpha", "zulu,alpha,zulu", "alpha,zulu,zulu",
			"alpha,zulu,alpha" })
	void aRawCallObeysTheStrictestModel(String strict, String loose, String higher) {
		runner(Map.of(MODELS + strict + ".model-id", SONNET, MODELS + strict + ".geography", "eu",
				MODELS + strict + ".residency.allow", "EU", MODELS + loose + ".model-id", SONNET,
				MODELS + loose + ".mode", "global"), Map.of(MODELS + higher + ".temperature", "0.4"))
			.run((context) -> {
				BedrockRuntimeClient client = context.getBean(BedrockRuntimeClient.class);
				converse(client, SONNET);
				converse(client, HAIKU);
				converse(client, loose);
				Calls.assertModels(this.emulator, "eu." + SONNET, "eu." + HAIKU, "global." + SONNET);
			});
	}

	@ParameterizedTest
	@CsvSource({ "home", "away" })
	void aRawCallIsRefusedWhereNoModelIsTheStrictest(String higher) {
		runner(Map.of(MODELS + "home.model-id", SONNET, MODELS + "home.geography", "eu", MODELS + "away.model-id",
				SONNET, MODELS + "away.geography", "us", MODELS + "away.source-region", "us-east-1"),
				Map.of(MODELS + higher + ".temperature", "0.4"))
			.run((context) -> {
				BedrockRuntimeClient client = context.getBean(BedrockRuntimeClient.class);
				assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> converse(client, SONNET))
					.withMessageContaining("away, home")
					.satisfies((ex) -> assertThat(ex.getRefusal()).isInstanceOf(Refusal.AmbiguousModel.class));
				converse(client, "home");
				converse(client, "us." + SONNET);
				Calls.assertModels(this.emulator, "eu." + SONNET, "us." + SONNET);
			});
	}

	@Test
	void aCallThroughOneModelThatNamesAnotherIsHeldToBoth() {
		runner(Map.of(MODELS + "strict.model-id", SONNET, MODELS + "strict.geography", "eu",
				MODELS + "strict.residency.allow", "EU", MODELS + "wide.model-id", HAIKU, MODELS + "wide.mode",
				"global"), Map.of(MODELS + "wide.temperature", "0.4"))
			.run((context) -> {
				ChatModel strict = context.getBean("strictChatModel", ChatModel.class);
				ChatModel wide = context.getBean("wideChatModel", ChatModel.class);
				for (String named : new String[] { "wide", HAIKU, "global." + HAIKU }) {
					assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(
							() -> strict.chat(LangChain4jAutoConfigurationTests.request("Good morning", named)));
				}
				wide.chat(LangChain4jAutoConfigurationTests.request("Good morning", "strict"));
				Calls.assertModels(this.emulator, "eu." + SONNET);
			});
	}

	private static void converse(BedrockRuntimeClient client, String model) {
		Message message = Message.builder()
			.role(ConversationRole.USER)
			.content(ContentBlock.fromText("Good morning"))
			.build();
		client.converse((request) -> request.modelId(model).messages(message));
	}

	private ApplicationContextRunner runner(Map<String, Object> base, Map<String, Object> higher) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(BedrockEmulatorAutoConfiguration.class,
					CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class))
			.withBean(BedrockEmulator.class, () -> this.emulator, (definition) -> definition.setDestroyMethodName(""))
			.withPropertyValues("bedrock.cross-region.catalog.source=bundled",
					"bedrock.cross-region.source-region=eu-central-1")
			.withInitializer((context) -> {
				MutablePropertySources sources = context.getEnvironment().getPropertySources();
				sources.addLast(new MapPropertySource("base", base));
				sources.addFirst(new MapPropertySource("higher", higher));
			});
	}

}
