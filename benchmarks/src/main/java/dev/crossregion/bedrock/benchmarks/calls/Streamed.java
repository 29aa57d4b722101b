package dev.crossregion.bedrock.benchmarks.calls;

import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * The end of a stream.
 */
final class Streamed extends CompletableFuture<ChatResponse> implements StreamingChatResponseHandler {

	private Streamed() {
	}

	static Streamed of(Contender contender, String prompt) {
		Streamed streamed = new Streamed();
		contender.stream(prompt, streamed);
		return streamed;
	}

	@Override
	public void onPartialResponse(String text) {
		// The end is what counts.
	}

	@Override
	public void onCompleteResponse(ChatResponse response) {
		complete(response);
	}

	@Override
	public void onError(Throwable error) {
		completeExceptionally(error);
	}

}
