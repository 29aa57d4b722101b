package dev.crossregion.bedrock.samples.quickstart;

import java.io.IOException;

import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Chats with a model that the request may choose, as a stream, and through an AI service.
 */
@RestController
class ChatController {

	private final ChatModel chatModel;

	private final StreamingChatModel streamingChatModel;

	private final Assistant assistant;

	ChatController(@Qualifier("bedrockChatModel") ChatModel chatModel,
			@Qualifier("bedrockStreamingChatModel") StreamingChatModel streamingChatModel, Assistant assistant) {
		this.chatModel = chatModel;
		this.streamingChatModel = streamingChatModel;
		this.assistant = assistant;
	}

	@PostMapping("/chat")
	Answer chat(@RequestBody Question question) {
		ChatRequest.Builder request = ChatRequest.builder().messages(UserMessage.from(question.message()));
		if (question.model() != null) {
			request.modelName(question.model());
		}
		ChatResponse response = this.chatModel.chat(request.build());
		return new Answer(response.aiMessage().text(), response.modelName());
	}

	@GetMapping("/ask")
	String ask(@RequestParam String question) {
		return this.assistant.answer(question);
	}

	@GetMapping(path = "/chat/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter stream(@RequestParam String message) {
		SseEmitter emitter = new SseEmitter(0L);
		this.streamingChatModel.chat(message, new StreamingChatResponseHandler() {

			@Override
			public void onPartialResponse(String text) {
				try {
					// As JSON, because browsers drop a blank at the beginning of data.
					emitter.send(SseEmitter.event().data(new Piece(text), MediaType.APPLICATION_JSON));
				}
				catch (IOException ex) {
					emitter.completeWithError(ex);
				}
			}

			@Override
			public void onCompleteResponse(ChatResponse response) {
				emitter.complete();
			}

			@Override
			public void onError(Throwable error) {
				emitter.completeWithError(error);
			}

		});
		return emitter;
	}

	@ExceptionHandler
	ProblemDetail refused(RouteRefusedException refused) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, refused.getMessage());
	}

	/**
	 * The request.
	 *
	 * @param message the message
	 * @param model a configured model's name or a foundation model ID, or {@code null}
	 * for the default model
	 */
	record Question(String message, @Nullable String model) {
	}

	/**
	 * A piece of a streamed answer.
	 *
	 * @param text the text
	 */
	record Piece(String text) {
	}

	/**
	 * The response.
	 *
	 * @param answer the text
	 * @param model the model ID of the request
	 */
	record Answer(String answer, @Nullable String model) {
	}

}
