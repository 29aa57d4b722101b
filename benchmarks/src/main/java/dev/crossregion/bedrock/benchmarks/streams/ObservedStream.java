package dev.crossregion.bedrock.benchmarks.streams;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * Records one stream as a user of LangChain4j receives it.
 */
final class ObservedStream implements StreamingChatResponseHandler {

	private final FaultCase cell;

	private final String answer;

	private final String beforeFault;

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private final AtomicInteger errors = new AtomicInteger();

	private final AtomicInteger responses = new AtomicInteger();

	private final StringBuffer text = new StringBuffer();

	/**
	 * Create a stream that has not started.
	 * @param cell its fault
	 * @param answer the complete answer
	 * @param beforeFault the part of the answer that is sent before the fault
	 */
	ObservedStream(FaultCase cell, String answer, String beforeFault) {
		this.cell = cell;
		this.answer = answer;
		this.beforeFault = beforeFault;
	}

	@Override
	public void onPartialResponse(String part) {
		this.text.append(part);
	}

	@Override
	public void onCompleteResponse(ChatResponse response) {
		this.responses.incrementAndGet();
		this.ended.complete(null);
	}

	@Override
	public void onError(Throwable error) {
		this.errors.incrementAndGet();
		this.ended.complete(null);
	}

	FaultCase cell() {
		return this.cell;
	}

	CompletableFuture<Void> ended() {
		return this.ended;
	}

	boolean hasEnded() {
		return this.errors.get() + this.responses.get() > 0;
	}

	boolean hasSecondEnd() {
		return this.errors.get() + this.responses.get() > 1;
	}

	boolean isAnswered() {
		return this.responses.get() > 0;
	}

	/**
	 * Whether the caller has received less text than was sent: less than the answer if
	 * the stream has completed, otherwise less than the text before the fault, if any
	 * text has arrived.
	 * @return {@code true} if text is missing
	 */
	boolean hasLostText() {
		if (isAnswered()) {
			return this.text.length() < this.answer.length();
		}
		return hasEnded() && !this.text.isEmpty() && this.text.length() < this.beforeFault.length();
	}

	/**
	 * Whether the end does not fit the position of the fault: an answer although content
	 * had been sent, or a failure although a failover was possible.
	 * @return {@code true} if the end is unexpected
	 */
	boolean isUnexpected() {
		if (this.cell.isAnswered()) {
			return !isAnswered();
		}
		return isAnswered() || this.text.isEmpty();
	}

	/**
	 * Whether the received text is not the beginning of the answer.
	 * @return {@code true} if text is repeated
	 */
	boolean hasRepeatedText() {
		return !this.answer.startsWith(this.text.toString());
	}

}
