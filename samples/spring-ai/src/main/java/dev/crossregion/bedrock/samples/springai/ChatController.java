package dev.crossregion.bedrock.samples.springai;

import dev.crossregion.bedrock.plan.RouteRefusedException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Chats with a model that the request may choose, with a tool, and as a stream.
 */
@RestController
class ChatController {

	private final ChatClient client;

	private final Weather weather;

	ChatController(ChatClient.Builder builder, Weather weather) {
		this.client = builder.build();
		this.weather = weather;
	}

	@GetMapping("/chat")
	@Nullable String chat(@RequestParam String message, @RequestParam(required = false) @Nullable String model) {
		ChatClient.ChatClientRequestSpec prompt = this.client.prompt(message);
		if (model != null) {
			prompt.options(ChatOptions.builder().model(model));
		}
		return prompt.call().content();
	}

	@GetMapping("/weather")
	@Nullable String weather(@RequestParam String city) {
		return this.client.prompt("What is the weather in " + city + "?").tools(this.weather).call().content();
	}

	// As JSON, because browsers drop a blank at the beginning of data.
	@GetMapping(path = "/chat/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	Flux<Piece> stream(@RequestParam String message) {
		return this.client.prompt(message).stream().content().map(Piece::new);
	}

	@ExceptionHandler
	ProblemDetail refused(RouteRefusedException refused) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, refused.getMessage());
	}

	/**
	 * A piece of a streamed answer.
	 *
	 * @param text the text
	 */
	record Piece(String text) {
	}

}
