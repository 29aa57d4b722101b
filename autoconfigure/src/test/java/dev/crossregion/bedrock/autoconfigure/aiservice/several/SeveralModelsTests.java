package dev.crossregion.bedrock.autoconfigure.aiservice.several;

import dev.crossregion.bedrock.autoconfigure.Calls;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.langchain4j.service.spring.AiService;
import dev.langchain4j.service.spring.AiServiceWiringMode;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose AI services name their models.
 */
class SeveralModelsTests {

	@Test
	void aiServicesFindTheModelsThatTheyName() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("bedrock.cross-region.source-region=eu-central-1", "bedrock.cross-region.geography=eu",
					"bedrock.cross-region.catalog.source=bundled", "spring.ai.model.chat=none",
					"bedrock.cross-region.chat-model.model-id=" + Runners.SONNET,
					"bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0")
			.run()) {
			assertThat(context.getBean(Thinker.class).answer("Good morning")).contains("Good morning");
			assertThat(context.getBean(Racer.class).answer("Good evening")).contains("Good evening");
			Calls.assertModels(context.getBean(BedrockEmulator.class), "eu." + Runners.SONNET,
					"eu.amazon.nova-lite-v1:0");
		}
	}

	@AiService(wiringMode = AiServiceWiringMode.EXPLICIT, chatModel = "bedrockChatModel")
	interface Thinker {

		String answer(String question);

	}

	@AiService(wiringMode = AiServiceWiringMode.EXPLICIT, chatModel = "fastChatModel")
	interface Racer {

		String answer(String question);

	}

	@SpringBootApplication
	static class Application {

		@Bean
		BedrockEmulator emulator() {
			return BedrockEmulator.start();
		}

	}

}
