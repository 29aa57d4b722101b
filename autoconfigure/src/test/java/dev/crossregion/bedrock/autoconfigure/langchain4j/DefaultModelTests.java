package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which of several models an injection gets.
 */
@ExtendWith(OutputCaptureExtension.class)
class DefaultModelTests {

	private static final String NOVA = "amazon.nova-lite-v1:0";

	private final AtomicReference<BeanFactory> beanFactory = new AtomicReference<>();

	private final ApplicationContextRunner named = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class))
		.withInitializer((context) -> this.beanFactory.set(context.getBeanFactory()))
		.withPropertyValues("bedrock.cross-region.catalog.source=bundled",
				"bedrock.cross-region.source-region=eu-central-1", "bedrock.cross-region.geography=eu",
				"bedrock.cross-region.models.fast.model-id=" + NOVA);

	private final ApplicationContextRunner several = this.named
		.withPropertyValues("bedrock.cross-region.models.exact.model-id=" + Runners.SONNET);

	private final ApplicationContextRunner withDefault = this.several
		.withPropertyValues("bedrock.cross-region.chat-model.model-id=" + Runners.SONNET);

	@Test
	void aPlainInjectionGetsTheDefaultModel() {
		this.withDefault.withBean(Plain.class).withBean(PlainConcrete.class).run((context) -> {
			Plain plain = context.getBean(Plain.class);
			assertThat(plain.chatModel()).isSameAs(context.getBean("bedrockChatModel"));
			assertThat(plain.streamingChatModel()).isSameAs(context.getBean("bedrockStreamingChatModel"));
			PlainConcrete concrete = context.getBean(PlainConcrete.class);
			assertThat(concrete.chatModel()).isSameAs(plain.chatModel());
			assertThat(concrete.streamingChatModel()).isSameAs(plain.streamingChatModel());
			assertThat(context.getBean(ChatModel.class)).isSameAs(plain.chatModel());
			assertThat(context.getBean(StreamingChatModel.class)).isSameAs(plain.streamingChatModel());
		});
	}

	@Test
	void theOthersAreInjectedByQualifier() {
		this.withDefault.withBean(Qualified.class).run((context) -> {
			Qualified qualified = context.getBean(Qualified.class);
			assertThat(qualified.chatModel()).isSameAs(context.getBean("fastChatModel"));
			assertThat(qualified.streamingChatModel()).isSameAs(context.getBean("exactStreamingChatModel"));
		});
	}

	@Test
	void theNameOfAParameterIsNoQualifierWhereThereIsADefaultModel() {
		this.withDefault.withBean(NamedParameter.class)
			.run((context) -> assertThat(context.getBean(NamedParameter.class).fastChatModel())
				.isSameAs(context.getBean("bedrockChatModel")));
		this.several.withBean(NamedParameter.class)
			.run((context) -> assertThat(context.getBean(NamedParameter.class).fastChatModel())
				.isSameAs(context.getBean("fastChatModel")));
	}

	@Test
	void collectionsHoldTheDefaultModelAloneAndTheContextKnowsAll() {
		this.withDefault.withBean(Collections.class).run((context) -> {
			Object expected = context.getBean("bedrockChatModel");
			Collections collections = context.getBean(Collections.class);
			assertThat(collections.list()).singleElement().isSameAs(expected);
			assertThat(collections.map()).containsOnlyKeys("bedrockChatModel");
			assertThat(collections.provider().getObject()).isSameAs(expected);
			assertThat(collections.provider().getIfUnique()).isSameAs(expected);
			assertThat(collections.provider().orderedStream()).singleElement().isSameAs(expected);
			assertThat(context.getBeansOfType(ChatModel.class)).containsOnlyKeys("bedrockChatModel", "fastChatModel",
					"exactChatModel");
		});
	}

	@Test
	void collectionsHoldAllModelsWithoutADefaultModel() {
		this.several.withBean(Collections.class).run((context) -> {
			Collections collections = context.getBean(Collections.class);
			assertThat(collections.list()).hasSize(2);
			assertThat(collections.map()).containsOnlyKeys("fastChatModel", "exactChatModel");
			assertThat(collections.provider().getIfUnique()).isNull();
			assertThat(collections.provider().orderedStream()).hasSize(2);
		});
	}

	@Test
	void theOnlyNamedModelNeedsNoQualifier() {
		this.named.withBean(Plain.class).run((context) -> {
			assertThat(context.getBean(Plain.class).chatModel()).isSameAs(context.getBean("fastChatModel"));
			assertThat(context.getBean(Plain.class).streamingChatModel())
				.isSameAs(context.getBean("fastStreamingChatModel"));
		});
	}

	@Test
	void severalModelsWithoutADefaultModelAreExplained() {
		this.several.withBean(PlainStreaming.class).run((context) -> {
			FailureAnalysis analysis = analysis(context);
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("PlainStreaming")
				.contains("required a single StreamingChatModel")
				.contains("fastStreamingChatModel, of bedrock.cross-region.models.fast")
				.contains("exactStreamingChatModel, of bedrock.cross-region.models.exact");
			assertThat(analysis.getAction()).contains("bedrock.cross-region.chat-model")
				.contains("@Qualifier(\"fastStreamingChatModel\")")
				.contains("@Qualifier(\"exactStreamingChatModel\")")
				.doesNotContain("@Primary");
		});
	}

	@Test
	void theExplanationComesBeforeThatOfSpringBoot(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatExceptionOfType(UnsatisfiedDependencyException.class)
			.isThrownBy(() -> application.run("--bedrock.cross-region.catalog.source=bundled",
					"--bedrock.cross-region.source-region=eu-central-1", "--bedrock.cross-region.geography=eu",
					"--bedrock.cross-region.models.fast.model-id=" + NOVA,
					"--bedrock.cross-region.models.exact.model-id=" + Runners.SONNET));
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("required a single ChatModel, and several models are configured")
			.doesNotContain("@Primary");
	}

	@Test
	void aModelOfTheApplicationComesBeforeOurs() {
		ChatModel own = new OwnChatModel();
		for (ApplicationContextRunner runner : List.of(this.named, this.several, this.withDefault)) {
			runner.withBean("ollama", ChatModel.class, () -> own)
				.withBean(OnlyChatModel.class)
				.withBean(Qualified.class)
				.withPropertyValues("bedrock.cross-region.models.exact.model-id=" + Runners.SONNET)
				.run((context) -> {
					assertThat(context.getBean(OnlyChatModel.class).chatModel()).isSameAs(own);
					assertThat(context.getBean(ChatModel.class)).isSameAs(own);
					assertThat(context.getBean(Qualified.class).chatModel()).isSameAs(context.getBean("fastChatModel"));
				});
		}
	}

	@Test
	void severalModelsOfTheApplicationAreItsOwnMatter() {
		this.withDefault.withBean("first", ChatModel.class, OwnChatModel::new)
			.withBean("second", ChatModel.class, OwnChatModel::new)
			.withBean(OnlyChatModel.class)
			.run((context) -> {
				assertThat(context).getFailure().hasRootCauseInstanceOf(NoUniqueBeanDefinitionException.class);
				assertThat(analysis(context)).isNull();
			});
	}

	private @Nullable FailureAnalysis analysis(AssertableApplicationContext context) {
		BeanFactory beanFactory = this.beanFactory.get();
		Throwable failure = context.getStartupFailure();
		assertThat(failure).isNotNull();
		assertThat(beanFactory).isNotNull();
		return new SeveralModelsFailureAnalyzer(beanFactory).analyze(failure);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class })
	@Import(OnlyChatModel.class)
	static class Application {

	}

	record Plain(ChatModel chatModel, StreamingChatModel streamingChatModel) {
	}

	record PlainConcrete(BedrockChatModel chatModel, BedrockStreamingChatModel streamingChatModel) {
	}

	record PlainStreaming(StreamingChatModel model) {
	}

	record OnlyChatModel(ChatModel chatModel) {
	}

	record NamedParameter(ChatModel fastChatModel) {
	}

	record Qualified(@Qualifier("fastChatModel") ChatModel chatModel,
			@Qualifier("exactStreamingChatModel") StreamingChatModel streamingChatModel) {
	}

	record Collections(List<ChatModel> list, Map<String, ChatModel> map, ObjectProvider<ChatModel> provider) {
	}

	private static final class OwnChatModel implements ChatModel {

	}

}
