package dev.crossregion.bedrock.autoconfigure;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.emulator.BedrockEmulatorAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.health.CrossRegionHealthContributorAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.springai.SpringAiAutoConfiguration;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.bedrock.BedrockTitanEmbeddingModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole context processed ahead of time, compiled, and started from that.
 */
class AheadOfTimeTests {

	private static final Map<String, Object> PROPERTIES = Map.of("bedrock.cross-region.catalog.timeout", "60s",
			"bedrock.cross-region.source-region", "eu-central-1", "bedrock.cross-region.geography", "eu",
			"bedrock.cross-region.residency.allow", "EU", "bedrock.cross-region.chat-model.model-id", Runners.SONNET,
			"bedrock.cross-region.models.fast.model-id", "amazon.nova-lite-v1:0");

	@TempDir
	private Path directory;

	@Test
	void contextThatWasProcessedAheadOfTimeChats() throws Exception {
		GenericApplicationContext context = context(new AnnotationConfigApplicationContext());
		((AnnotationConfigApplicationContext) context).register(Application.class);
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(AheadOfTimeTests.class)), files);
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		new GeneratedCode(files).compileTo(this.directory).define();
		start((ApplicationContextInitializer<?>) BeanUtils
			.instantiateClass(ClassUtils.resolveClassName(initializer.reflectionName(), null)));
	}

	@SuppressWarnings("unchecked")
	private static void start(ApplicationContextInitializer<?> initializer) {
		try (GenericApplicationContext context = context(new GenericApplicationContext())) {
			((ApplicationContextInitializer<GenericApplicationContext>) initializer).initialize(context);
			context.refresh();
			assertThat(context.getBeanNamesForType(ChatModel.class)).containsExactlyInAnyOrder("bedrockChatModel",
					"fastChatModel");
			assertThat(context.getBeanNamesForType(StreamingChatModel.class))
				.containsExactlyInAnyOrder("bedrockStreamingChatModel", "fastStreamingChatModel");
			assertThat(context.getBeanProvider(ChatModel.class).getObject())
				.isSameAs(context.getBean("bedrockChatModel"));
			assertThat(context.getBeanProvider(StreamingChatModel.class).getObject())
				.isSameAs(context.getBean("bedrockStreamingChatModel"));
			assertThat(context.getBeanNamesForType(BedrockProxyChatModel.class))
				.containsExactlyInAnyOrder("bedrockSpringAiChatModel", "fastSpringAiChatModel");
			assertThat(context.getBeanProvider(BedrockProxyChatModel.class).getObject())
				.isSameAs(context.getBean("bedrockSpringAiChatModel"));
			assertThat(context.getBean(ModelBindings.class).isBound("fast")).isTrue();
			assertThat(context.getBean(ModelBindings.class).notBound("bedrock")).isEmpty();
			assertThat(context.getBean("fastChatModel", ChatModel.class).chat("Good morning")).contains("Good morning");
			Calls.assertModels(context.getBean(BedrockEmulator.class), "eu.amazon.nova-lite-v1:0");
		}
	}

	private static GenericApplicationContext context(GenericApplicationContext context) {
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", PROPERTIES));
		return context;
	}

	@Test
	void allTablesAreKeptInANativeImage() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new CrossRegionRuntimeHints().registerHints(hints, getClass().getClassLoader());
		Path classes = Path
			.of(CrossRegionRuntimeHints.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		try (Stream<Path> files = Files.walk(classes)) {
			List<Path> tables = files.filter((file) -> file.toString().endsWith(".tsv")).toList();
			assertThat(tables).hasSizeGreaterThan(1);
			for (Path table : tables) {
				String resource = classes.relativize(table).toString().replace(File.separatorChar, '/');
				assertThat(RuntimeHintsPredicates.resource().forResource(resource)).as(resource).accepts(hints);
			}
		}
	}

	@Test
	void clientsOfHandMadeModelsCanBeReadInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new CrossRegionRuntimeHints().registerHints(hints, getClass().getClassLoader());
		for (Class<?> type : List.of(BedrockChatModel.class, BedrockStreamingChatModel.class,
				BedrockTitanEmbeddingModel.class.getSuperclass(), BedrockProxyChatModel.class)) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.ACCESS_DECLARED_FIELDS)).accepts(hints);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ BedrockEmulatorAutoConfiguration.class, CrossRegionAutoConfiguration.class,
			LangChain4jAutoConfiguration.class, SpringAiAutoConfiguration.class,
			CrossRegionHealthContributorAutoConfiguration.class })
	static class Application {

		@Bean
		BedrockEmulator emulator() {
			return BedrockEmulator.start();
		}

	}

}
