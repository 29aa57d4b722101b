package dev.crossregion.bedrock.autoconfigure.comparison;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import reactor.core.Disposable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.util.StringUtils;

/**
 * The question that every client asks, and what counts as its answer: the whole text,
 * once, a stop reason, its token usage, and an end without an error.
 */
final class Question {

	private static final String TEXT = "Good morning";

	private static final Message MESSAGE = Message.builder()
		.role(ConversationRole.USER)
		.content(ContentBlock.fromText(TEXT))
		.build();

	/** A stream that has no end by then has none: retries take less. */
	private static final Duration NO_END = Duration.ofSeconds(20);

	/** Stands for the stop reason, without which nothing says that a text is whole. */
	static final String STOP = "\u0003";

	/** Stands for the metadata, without which nothing says what the answer has used. */
	private static final String METADATA = "\u0004";

	private final String modelId;

	private final String answer;

	Question(String modelId, String answer) {
		this.modelId = modelId;
		this.answer = answer;
	}

	String modelId() {
		return this.modelId;
	}

	Result ask(BedrockRuntimeClient client) {
		try {
			String text = client.converse((request) -> request.modelId(this.modelId).messages(MESSAGE))
				.output()
				.message()
				.content()
				.get(0)
				.text();
			return Result.text(text, this.answer);
		}
		catch (RuntimeException ex) {
			return Result.failed(ex);
		}
	}

	Result ask(BedrockRuntimeAsyncClient client) {
		StringBuffer text = new StringBuffer();
		AtomicBoolean metadata = new AtomicBoolean();
		ConverseStreamResponseHandler handler = ConverseStreamResponseHandler.builder()
			.subscriber(ConverseStreamResponseHandler.Visitor.builder()
				.onContentBlockDelta((event) -> text.append(event.delta().text()))
				.onMessageStop((event) -> text.append(STOP))
				.onMetadata((event) -> metadata.set(true))
				.build())
			.build();
		return await(client.converseStream((request) -> request.modelId(this.modelId).messages(MESSAGE), handler)
			.thenApply((end) -> text + ((metadata.get()) ? METADATA : "")));
	}

	Result ask(ChatModel model) {
		try {
			return Result.text(model.chat(TEXT), this.answer);
		}
		catch (RuntimeException ex) {
			return Result.failed(ex);
		}
	}

	Result ask(StreamingChatModel model) {
		StringBuffer text = new StringBuffer();
		CompletableFuture<String> end = new CompletableFuture<>();
		model.chat(TEXT, new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(String partialResponse) {
				text.append(partialResponse);
			}

			@Override
			public void onCompleteResponse(ChatResponse completeResponse) {
				end.complete(text + ((completeResponse.finishReason() != null) ? STOP : "")
						+ ((completeResponse.tokenUsage() != null) ? METADATA : ""));
			}

			@Override
			public void onError(Throwable error) {
				end.completeExceptionally(error);
			}

		});
		return await(end);
	}

	Result ask(org.springframework.ai.chat.model.ChatModel model, CallKind kind) {
		if (kind == CallKind.BLOCKING) {
			try {
				return Result.text(String.valueOf(model.call(TEXT)), this.answer);
			}
			catch (RuntimeException ex) {
				return Result.failed(ex);
			}
		}
		StringBuffer text = new StringBuffer();
		AtomicBoolean metadata = new AtomicBoolean();
		CompletableFuture<String> end = new CompletableFuture<>();
		Disposable stream = model.stream(new Prompt(TEXT)).subscribe((part) -> {
			Generation generation = part.getResult();
			if (generation != null) {
				text.append(generation.getOutput().getText());
				text.append((StringUtils.hasText(generation.getMetadata().getFinishReason())) ? STOP : "");
			}
			metadata.compareAndSet(false, part.getMetadata().getUsage().getTotalTokens() > 0);
		}, end::completeExceptionally, () -> end.complete(text + ((metadata.get()) ? METADATA : "")));
		Result result = await(end);
		stream.dispose();
		return result;
	}

	private Result await(CompletableFuture<String> end) {
		try {
			return Result.text(end.get(NO_END.toMillis(), TimeUnit.MILLISECONDS), this.answer + STOP + METADATA);
		}
		catch (TimeoutException ex) {
			end.cancel(true);
			return Result.NO_END;
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			return Result.failed((cause instanceof CompletionException) ? cause.getCause() : cause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
