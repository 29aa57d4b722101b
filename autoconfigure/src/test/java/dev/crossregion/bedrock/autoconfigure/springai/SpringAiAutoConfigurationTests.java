package dev.crossregion.bedrock.autoconfigure.springai;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.RecordingServer;
import dev.crossregion.bedrock.autoconfigure.Calls;
import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.ModelBindings;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.failure.FailedStart;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.emulator.BedrockEmulatorExtension;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolExecutionEligibilityPredicate;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The models of Spring AI that an application gets, and which one an injection gets.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringAiAutoConfigurationTests {

	private static final String PROFILE = "eu." + Runners.SONNET;

	private static final String HAIKU = "anthropic.claude-haiku-4-5-20251001-v1:0";

	private static final String FAST = "bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0";

	private static final String ALLOW = "bedrock.cross-region.residency.allow=EU";

	private static final String MODEL = "spring.ai.bedrock.converse.chat.model=";

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@RegisterExtension
	private static final BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	private final ApplicationContextRunner runner = SpringAiRunners.with(Runners.emulated(bedrock.emulator()));

	@Test
	void aChatClientNeedsNoFurtherProperty() {
		this.runner.run((context) -> {
			ChatClient client = context.getBean(ChatClient.Builder.class).build();
			assertThat(client.prompt("Good morning").call().content()).contains("Good morning");
			assertThat(String.join("",
					client.prompt("Good evening")
						.stream()
						.content()
						.collectList()
						.blockOptional(PATIENCE)
						.orElseThrow()))
				.contains("Good evening");
			Calls.assertModels(bedrock.emulator(), PROFILE, PROFILE);
		});
	}

	@Test
	void theBeanOfSpringAiGivesWay() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(BedrockProxyChatModel.class)
			.hasBean("bedrockSpringAiChatModel")
			.doesNotHaveBean("bedrockProxyChatModel"));
	}

	@Test
	void modelsOfBothLibrariesStandSideBySide() {
		this.runner.run((context) -> {
			context.getBean(dev.langchain4j.model.chat.ChatModel.class).chat("Good morning");
			context.getBean(ChatModel.class).call("Good evening");
			Calls.assertModels(bedrock.emulator(), PROFILE, PROFILE);
		});
	}

	@Test
	void langChain4jIsNotNeeded() {
		this.runner.withClassLoader(new FilteredClassLoader("dev.langchain4j")).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("bedrockChatModel");
			assertThat(context.getBean(ChatModel.class).call("Good morning")).contains("Good morning");
			assertThat(context.getBean(ModelBindings.class).isBound("bedrock")).isTrue();
			assertThat(context.getBean(ModelBindings.class).notBound("bedrock")).isEmpty();
		});
	}

	@Test
	void springAiIsNotNeeded() {
		Runners.emulated(bedrock.emulator())
			.withConfiguration(AutoConfigurations.of(SpringAiAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("org.springframework.ai"))
			.run((context) -> {
				assertThat(context).hasNotFailed()
					.hasBean("bedrockChatModel")
					.doesNotHaveBean("bedrockSpringAiChatModel");
				assertThat(context.getBean(ModelBindings.class).notBound("bedrock")).isEmpty();
			});
	}

	// Spring AI 2.0.0 no longer has this type, and its model has other constructors.
	@Test
	void laterVersionsOfSpringAiKeepTheirOwnBean() {
		this.runner.withClassLoader(new FilteredClassLoader(ToolExecutionEligibilityPredicate.class))
			.withSystemProperties("aws.region=eu-central-1")
			.withPropertyValues(MODEL + Runners.SONNET)
			.run((context) -> {
				assertThat(context).doesNotHaveBean("bedrockSpringAiChatModel").hasBean("bedrockProxyChatModel");
				context.getBean(ChatModel.class).call("Good morning");
				Calls.assertModels(bedrock.emulator(), PROFILE);
			});
	}

	@Test
	void everyModelHasABeanAndAPlainInjectionGetsTheDefault() {
		this.runner.withPropertyValues(FAST).withBean(Plain.class).withBean(Qualified.class).run((context) -> {
			ChatModel byDefault = context.getBean("bedrockSpringAiChatModel", ChatModel.class);
			assertThat(context.getBean(Plain.class).model()).isSameAs(byDefault);
			assertThat(context.getBean(Plain.class).models()).containsExactly(byDefault);
			ChatModel fast = context.getBean(Qualified.class).model();
			assertThat(fast).isSameAs(context.getBean("fastSpringAiChatModel"));
			assertThat(context.getBeansOfType(ChatModel.class)).hasSize(2);
			fast.call("Good morning");
			Calls.assertModels(bedrock.emulator(), "eu.amazon.nova-lite-v1:0");
		});
	}

	@Test
	void aModelOfTheApplicationComesBeforeOurs() {
		ChatModel own = new OwnChatModel();
		this.runner.withPropertyValues(FAST)
			.withBean("ollama", ChatModel.class, () -> own)
			.withBean(Plain.class)
			.withBean(Qualified.class)
			.run((context) -> {
				assertThat(context.getBean(Plain.class).model()).isSameAs(own);
				assertThat(context.getBean(Qualified.class).model()).isSameAs(context.getBean("fastSpringAiChatModel"));
			});
	}

	@Test
	void aBeanInThePlaceOfOursIsNotBound(CapturedOutput output) {
		this.runner.withBean("bedrockSpringAiChatModel", ChatModel.class, OwnChatModel::new).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(ModelBindings.class).notBound("bedrock"))
				.containsExactly("bedrockSpringAiChatModel");
			assertThat(output).contains("Model 'bedrock': bean 'bedrockSpringAiChatModel' is the application's own");
		});
	}

	@Test
	void switchedOffSpringAiMakesItsOwnModelOnTheRoutingClients() {
		this.runner.withPropertyValues("bedrock.cross-region.spring-ai.enabled=false", MODEL + Runners.SONNET)
			.withSystemProperties("aws.region=eu-central-1")
			.run((context) -> {
				assertThat(context).hasSingleBean(BedrockProxyChatModel.class).hasBean("bedrockProxyChatModel");
				context.getBean(ChatModel.class).call("Good morning");
				Calls.assertModels(bedrock.emulator(), PROFILE);
			});
	}

	@Test
	void anApplicationWithAnotherProviderHasNone() {
		this.runner.withPropertyValues("spring.ai.model.chat=none")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ChatModel.class));
	}

	@ParameterizedTest
	@CsvSource({ "fast,eu.amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0,eu.amazon.nova-lite-v1:0",
			HAIKU + ",eu." + HAIKU, PROFILE + "," + PROFILE })
	void theModelPropertyOfSpringAiNamesTheModelOfTheDefaultBean(String written, String called) {
		this.runner.withPropertyValues(FAST, ALLOW, MODEL + written).run((context) -> {
			context.getBean(ChatModel.class).call("Good morning");
			context.getBean("fastSpringAiChatModel", ChatModel.class).call("Good evening");
			Calls.assertModels(bedrock.emulator(), called, "eu.amazon.nova-lite-v1:0");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "global." + Runners.SONNET, "us." + Runners.SONNET, "slow" })
	void aModelPropertyThatEveryCallWouldBeRefusedForStopsTheStart(String written) {
		this.runner.withPropertyValues(FAST, ALLOW, MODEL + written)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("spring.ai.bedrock.converse.chat.model is '" + written + "'")
				.hasMessageContaining("every call would be refused"));
	}

	@Test
	void theReportOfSuchAStartShowsWhatToWrite() {
		assertThat(FailedStart.with("""
				bedrock.cross-region:
				  catalog.source: bundled
				  source-region: eu-central-1
				  geography: eu
				  residency.allow: EU
				  chat-model.model-id: anthropic.claude-sonnet-4-5-20250929-v1:0
				  models.fast.model-id: amazon.nova-lite-v1:0
				spring.ai.bedrock.converse.chat.model: global.anthropic.claude-sonnet-4-5-20250929-v1:0
				""", Map.of(), Models.class))
			.contains("spring.ai.bedrock.converse.chat.model is 'global.anthropic.claude-sonnet-4-5-20250929-v1:0'")
			.contains("every call would be refused")
			.contains("model: anthropic.claude-sonnet-4-5-20250929-v1:0")
			.contains("model: fast");
	}

	@ParameterizedTest
	@CsvSource({ "fast,eu.amazon.nova-lite-v1:0", HAIKU + ",eu." + HAIKU })
	void aRequestMayNameAnotherModelThatIsAdmitted(String requested, String called) {
		this.runner.withPropertyValues(FAST, ALLOW).run((context) -> {
			ChatModel model = context.getBean(ChatModel.class);
			model.call(prompt(requested));
			model.stream(prompt(requested)).blockLast(PATIENCE);
			Calls.assertModels(bedrock.emulator(), called, called);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "global." + Runners.SONNET, "us." + Runners.SONNET, "no-model", "unknown.model" })
	void aRequestForAnythingElseIsRefusedBeforeAnyCall(String requested) {
		List<InvocationRecord> records = new ArrayList<>();
		this.runner.withPropertyValues(ALLOW).withBean(InvocationListener.class, () -> records::add).run((context) -> {
			ChatModel model = context.getBean(ChatModel.class);
			assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> model.call(prompt(requested)));
			assertThatExceptionOfType(RouteRefusedException.class)
				.isThrownBy(() -> model.stream(prompt(requested)).blockLast(PATIENCE));
			assertThat(records).hasSize(2);
			Calls.assertModels(bedrock.emulator());
		});
	}

	@Test
	void severalModelsWithoutADefaultAreExplained(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatExceptionOfType(UnsatisfiedDependencyException.class)
			.isThrownBy(() -> application.run("--bedrock.cross-region.catalog.source=bundled",
					"--bedrock.cross-region.source-region=eu-central-1", "--bedrock.cross-region.geography=eu",
					"--" + FAST, "--bedrock.cross-region.models.exact.model-id=" + Runners.SONNET));
		assertThat(output).contains("required a single ChatModel, and several models are configured")
			.contains("fastSpringAiChatModel, of bedrock.cross-region.models.fast")
			.contains("@Qualifier(\"exactSpringAiChatModel\")");
	}

	@Test
	@ResourceLock(Resources.SYSTEM_PROPERTIES)
	void aStartWithADeclaredSourceRegionAsksNoInstanceMetadata() throws IOException {
		try (RecordingServer metadata = new RecordingServer()) {
			this.runner.withSystemProperties("aws.ec2MetadataServiceEndpoint=" + metadata.uri(), "aws.region=")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					context.getBean(ChatModel.class).call("Good morning");
					assertThat(metadata.heads()).isEmpty();
				});
		}
	}

	private static Prompt prompt(String model) {
		return new Prompt("Good morning", ChatOptions.builder().model(model).build());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CrossRegionAutoConfiguration.class, SpringAiAutoConfiguration.class })
	@Import(Only.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CrossRegionAutoConfiguration.class, SpringAiAutoConfiguration.class })
	static class Models {

	}

	record Only(ChatModel model) {
	}

	record Plain(ChatModel model, List<ChatModel> models) {
	}

	record Qualified(@Qualifier("fastSpringAiChatModel") ChatModel model, Map<String, ChatModel> all) {
	}

	private static final class OwnChatModel implements ChatModel {

		@Override
		public ChatResponse call(Prompt prompt) {
			return new ChatResponse(List.of());
		}

	}

}
