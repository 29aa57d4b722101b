package dev.crossregion.bedrock.benchmarks.contender;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * A contender with a pair of LangChain4j models.
 */
final class LangChain4jContender implements Contender {

	private final String name;

	private final ChatModel model;

	private final StreamingChatModel streamingModel;

	private final Runnable closing;

	LangChain4jContender(String name, ChatModel model, StreamingChatModel streamingModel, Runnable closing) {
		this.name = name;
		this.model = model;
		this.streamingModel = streamingModel;
		this.closing = closing;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String call(String prompt) {
		return this.model.chat(prompt);
	}

	@Override
	public void stream(String prompt, StreamingChatResponseHandler handler) {
		this.streamingModel.chat(prompt, handler);
	}

	@Override
	public void close() {
		this.closing.run();
	}

}
