package example;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.stereotype.Component;

@Component
public class Assistant {

	private final ChatClient client;

	public Assistant(ChatClient.Builder builder, Weather weather) {
		this.client = builder.defaultTools(weather).build();
	}

	public String answer(String question) {
		return this.client.prompt(question).call().content();
	}

	public Flux<String> stream(String question) {
		return this.client.prompt(question).stream().content();
	}

}
