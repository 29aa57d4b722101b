package dev.crossregion.bedrock.autoconfigure.aiservice.one;

import dev.crossregion.bedrock.autoconfigure.Calls;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.langchain4j.service.spring.AiService;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with every auto-configuration there is, and one model.
 */
class OneModelTests {

	@Test
	void aiServiceFindsTheModelByItself() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("bedrock.cross-region.source-region=eu-central-1", "bedrock.cross-region.geography=eu",
					"bedrock.cross-region.catalog.timeout=60s", "spring.ai.model.chat=none",
					"bedrock.cross-region.chat-model.model-id=" + Runners.SONNET)
			.run()) {
			assertThat(context.getBean(Assistant.class).answer("Good morning")).contains("Good morning");
			Calls.assertModels(context.getBean(BedrockEmulator.class), "eu." + Runners.SONNET);
		}
	}

	@AiService
	interface Assistant {

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
