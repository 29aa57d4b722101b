package dev.crossregion.bedrock.autoconfigure.recipe;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.BedrockEmulatorExtension;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.Operation;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@SpringBootTest(properties = { "bedrock.cross-region.source-region=eu-central-1", "bedrock.cross-region.geography=eu",
		"bedrock.cross-region.chat-model.model-id=anthropic.claude-sonnet-4-5-20250929-v1:0" })
class ChatTests {

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	@Autowired
	ChatModel chatModel;

	@Test
	void answers() {
		assertThat(this.chatModel.chat("Good morning")).contains("Good morning");
	}

	@Test
	void failsWhenTheQuotaIsUsedUp(BedrockEmulator emulator) {
		emulator.fail(Fault.throttled().from("eu-central-1"));
		assertThatExceptionOfType(RateLimitException.class).isThrownBy(() -> this.chatModel.chat("Good morning"));
		assertThat(emulator.journal().entries(Operation.CONVERSE)).isNotEmpty();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Emulated {

		@Bean
		BedrockEmulator bedrockEmulator() {
			return bedrock.emulator();
		}

	}

}
