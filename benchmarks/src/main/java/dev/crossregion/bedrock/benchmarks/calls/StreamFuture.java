package dev.crossregion.bedrock.benchmarks.calls;

import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * Completes at the end of a stream.
 */
final class StreamFuture extends CompletableFuture<ChatResponse> implements StreamingChatResponseHandler {

	private StreamFuture() {
	}

	static StreamFuture of(Contender contender, String prompt) {
		StreamFuture streamed = new StreamFuture();
		contender.stream(prompt, streamed);
		return streamed;
	}

	@Override
	public void onPartialResponse(String text) {
		// Only the end is measured.
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
