package dev.crossregion.bedrock.benchmarks.contender;

import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * Calls one model on Bedrock from one application. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Contender extends AutoCloseable {

	/**
	 * The name in labels.
	 * @return the name
	 */
	String name();

	/**
	 * Call the model and wait for its answer.
	 * @param prompt the prompt
	 * @return the text of the answer
	 */
	String call(String prompt);

	/**
	 * Call the model and stream its answer.
	 * @param prompt the prompt
	 * @param handler receives the answer
	 */
	void stream(String prompt, StreamingChatResponseHandler handler);

	@Override
	void close();

}
