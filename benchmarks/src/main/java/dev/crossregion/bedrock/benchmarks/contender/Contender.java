package dev.crossregion.bedrock.benchmarks.contender;

import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * A way to call one model on Bedrock from one application. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Contender extends AutoCloseable {

	/**
	 * The name under which its figures are printed.
	 * @return the name
	 */
	String name();

	/**
	 * Ask and wait for the answer.
	 * @param prompt what to ask
	 * @return the text of the answer
	 */
	String call(String prompt);

	/**
	 * Ask and have the answer streamed.
	 * @param prompt what to ask
	 * @param handler gets the answer
	 */
	void stream(String prompt, StreamingChatResponseHandler handler);

	@Override
	void close();

}
