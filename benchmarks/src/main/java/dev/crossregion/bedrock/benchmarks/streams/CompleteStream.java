package dev.crossregion.bedrock.benchmarks.streams;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/**
 * The events of a stream without a fault.
 */
final class CompleteStream {

	private static final int SAMPLE = 12_345;

	private final List<String> texts;

	private CompleteStream(List<String> texts) {
		this.texts = List.copyOf(texts);
	}

	/**
	 * Record a stream, without LangChain4j.
	 * @param client the client
	 * @param profile the profile
	 * @return the stream
	 */
	static CompleteStream record(BedrockRuntimeAsyncClient client, String profile) {
		List<ConverseStreamOutput> events = new CopyOnWriteArrayList<>();
		client
			.converseStream((request) -> request.modelId(profile)
				.messages(Message.builder().role("user").content(ContentBlock.fromText(message(SAMPLE))).build()),
					ConverseStreamResponseHandler.builder().subscriber(events::add).build())
			.join();
		List<String> texts = new ArrayList<>();
		events
			.forEach((event) -> texts.add((event instanceof ContentBlockDeltaEvent delta) ? delta.delta().text() : ""));
		return new CompleteStream(texts);
	}

	static String message(int number) {
		return String.format("number %05d", number);
	}

	int events() {
		return this.texts.size();
	}

	String answer(int number) {
		return textOf(number, this.texts.size());
	}

	String textOf(int number, int events) {
		return String.join("", this.texts.subList(0, Math.min(events, this.texts.size())))
			.replace(message(SAMPLE), message(number));
	}

}
