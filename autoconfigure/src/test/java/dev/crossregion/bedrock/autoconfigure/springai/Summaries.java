package dev.crossregion.bedrock.autoconfigure.springai;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.stereotype.Component;

/**
 * The code of the application in docs/spring-ai-migration.md.
 */
@Component
class Summaries {

	private final ChatClient client;

	Summaries(ChatClient.Builder builder) {
		this.client = builder.build();
	}

	@Nullable String summarize(String text) {
		return this.client.prompt("Summarize in one sentence: " + text).call().content();
	}

	Flux<String> stream(String text) {
		return this.client.prompt("Summarize in one sentence: " + text).stream().content();
	}

}
