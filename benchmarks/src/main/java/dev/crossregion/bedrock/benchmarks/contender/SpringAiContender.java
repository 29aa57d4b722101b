package dev.crossregion.bedrock.benchmarks.contender;

import java.util.Objects;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;

/**
 * A contender with the model of Spring AI.
 */
final class SpringAiContender implements Contender {

	private final BedrockProxyChatModel model;

	SpringAiContender(BedrockProxyChatModel model) {
		this.model = model;
	}

	@Override
	public String name() {
		return "Spring AI";
	}

	@Override
	public String call(String prompt) {
		return Objects.requireNonNull(this.model.call(prompt));
	}

	@Override
	public void stream(String prompt, StreamingChatResponseHandler handler) {
		StringBuilder text = new StringBuilder();
		this.model.stream(prompt).subscribe((part) -> {
			text.append(part);
			handler.onPartialResponse(part);
		}, handler::onError, () -> handler
			.onCompleteResponse(ChatResponse.builder().aiMessage(AiMessage.from(text.toString())).build()));
	}

	@Override
	public void close() {
		// The model does not expose its clients.
	}

}
