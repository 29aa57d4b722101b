package dev.crossregion.bedrock.autoconfigure.aiservice.automatic;

import java.util.ArrayList;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.spring.AiService;
import dev.langchain4j.service.spring.AiServiceWiringMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An application whose AI services are to be wired automatically, with several models.
 */
@ExtendWith(OutputCaptureExtension.class)
class AutomaticWiringTests {

	private static final String PACKAGE = AutomaticWiringTests.class.getPackageName();

	@Test
	void theAnnotationToWriteIsPrinted(CapturedOutput output) {
		assertThat(start(Application.class, "chat-model.model-id=" + Runners.SONNET,
				"models.fast.model-id=amazon.nova-lite-v1:0"))
			.isNotNull();
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("    ChatModel: bedrockChatModel (the default), fastChatModel")
			.contains("    StreamingChatModel: bedrockStreamingChatModel (the default), fastStreamingChatModel")
			.contains("import static dev.langchain4j.service.spring.AiServiceWiringMode.EXPLICIT;")
			.contains("""
					    // %s.AutomaticWiringTests$Assistant
					    @AiService(wiringMode = EXPLICIT, chatModel = "bedrockChatModel", \
					streamingChatModel = "bedrockStreamingChatModel", chatMemoryProvider = "memories", \
					tools = "clock")
					    interface Assistant
					""".formatted(PACKAGE))
			.contains("""
					    @AiService(wiringMode = EXPLICIT, chatModel = "fastChatModel", \
					streamingChatModel = "fastStreamingChatModel", chatMemoryProvider = "memories", \
					tools = "clock")
					    interface Racer
					""")
			.contains("    chatModel: \"bedrockChatModel\", \"fastChatModel\"")
			.doesNotContain("interface Careful")
			.doesNotContain("\tat dev.langchain4j");
	}

	@Test
	void modelsWithoutADefaultAreOffered(CapturedOutput output) {
		assertThat(start(Application.class, "models.exact.model-id=" + Runners.SONNET,
				"models.fast.model-id=amazon.nova-lite-v1:0"))
			.isNotNull();
		assertThat(output).containsPattern("    ChatModel: (exactChatModel, fast|fastChatModel, exact)ChatModel")
			.containsPattern("@AiService\\(wiringMode = EXPLICIT, chatModel = \"(exact|fast)ChatModel\", "
					+ "streamingChatModel = \"\\1StreamingChatModel\", .*\\)\\s+interface Assistant")
			.containsPattern("chatModel = \"fastChatModel\", streamingChatModel = \"fastStreamingChatModel\", "
					+ ".*\\)\\s+interface Racer");
	}

	@Test
	void aModelOfTheApplicationBesideOursIsExplainedToo(CapturedOutput output) {
		assertThat(start(WithOwnModel.class, "chat-model.model-id=" + Runners.SONNET)).isNotNull();
		assertThat(output).contains("    ChatModel: ollama (the default), bedrockChatModel")
			.contains("@AiService(wiringMode = EXPLICIT, chatModel = \"ollama\", "
					+ "streamingChatModel = \"bedrockStreamingChatModel\", ")
			.doesNotContain("    StreamingChatModel:");
	}

	private static Throwable start(Class<?> application, String... properties) {
		List<String> arguments = new ArrayList<>(
				List.of("--bedrock.cross-region.source-region=eu-central-1", "--bedrock.cross-region.geography=eu",
						"--bedrock.cross-region.catalog.source=bundled", "--spring.ai.model.chat=none"));
		for (String property : properties) {
			arguments.add("--bedrock.cross-region." + property);
		}
		SpringApplication spring = new SpringApplication(application);
		spring.setWebApplicationType(WebApplicationType.NONE);
		return catchThrowable(() -> spring.run(arguments.toArray(String[]::new)).close());
	}

	@AiService
	interface Assistant {

		String answer(String question);

	}

	@AiService(chatModel = "fastChatModel")
	interface Racer {

		String answer(String question);

	}

	@AiService(wiringMode = AiServiceWiringMode.EXPLICIT, chatModel = "bedrockChatModel")
	interface Careful {

		String answer(String question);

	}

	static class Clock {

		@Tool
		String time() {
			return "noon";
		}

	}

	@SpringBootApplication
	static class Application {

		@Bean
		ChatMemoryProvider memories() {
			return (id) -> MessageWindowChatMemory.withMaxMessages(10);
		}

		@Bean
		Clock clock() {
			return new Clock();
		}

	}

	static class WithOwnModel extends Application {

		@Bean
		ChatModel ollama() {
			return new ChatModel() {
			};
		}

	}

}
