package dev.crossregion.bedrock.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * Streams whose end is awaited.
 */
public final class Streaming {

	private Streaming() {
	}

	/**
	 * Ask, and wait for the whole answer.
	 * @param model the model
	 * @param request what to ask
	 * @return the answer
	 * @throws Exception if the stream fails, or does not end within 30 seconds
	 */
	public static ChatResponse answer(StreamingChatModel model, ChatRequest request) throws Exception {
		return start(model, request).get(30, TimeUnit.SECONDS);
	}

	/**
	 * Ask.
	 * @param model the model
	 * @param request what to ask
	 * @return the whole answer, or why the stream failed
	 */
	public static CompletableFuture<ChatResponse> start(StreamingChatModel model, ChatRequest request) {
		CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
		model.chat(request, new StreamingChatResponseHandler() {

			@Override
			public void onCompleteResponse(ChatResponse completeResponse) {
				answer.complete(completeResponse);
			}

			@Override
			public void onError(Throwable error) {
				answer.completeExceptionally(error);
			}

		});
		return answer;
	}

}
