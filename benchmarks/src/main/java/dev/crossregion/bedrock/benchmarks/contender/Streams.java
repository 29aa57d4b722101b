package dev.crossregion.bedrock.benchmarks.contender;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * Reads streams to their end.
 *
 * @since 0.1.0
 */
public final class Streams {

	private Streams() {
	}

	/**
	 * Stream an answer and wait for its end.
	 * @param contender the contender
	 * @param prompt the prompt
	 * @return the received text
	 * @throws ExecutionException if the stream fails
	 * @throws InterruptedException if the wait is interrupted
	 * @throws TimeoutException if it has not ended after two minutes
	 */
	public static String read(Contender contender, String prompt)
			throws ExecutionException, InterruptedException, TimeoutException {
		StringBuffer text = new StringBuffer();
		CompletableFuture<String> end = new CompletableFuture<>();
		contender.stream(prompt, new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(String part) {
				text.append(part);
			}

			@Override
			public void onCompleteResponse(ChatResponse response) {
				end.complete(text.toString());
			}

			@Override
			public void onError(Throwable error) {
				end.completeExceptionally(error);
			}

		});
		return end.get(2, TimeUnit.MINUTES);
	}

}
