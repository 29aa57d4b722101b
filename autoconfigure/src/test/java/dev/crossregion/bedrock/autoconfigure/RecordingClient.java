package dev.crossregion.bedrock.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import software.amazon.awssdk.awscore.DefaultAwsResponseMetadata;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeResponseMetadata;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;

/**
 * A client that keeps requests and answers what no emulator would: stop reasons and
 * traces that LangChain4j does not know.
 */
public final class RecordingClient implements BedrockRuntimeClient {

	private final List<ConverseRequest> requests = new CopyOnWriteArrayList<>();

	private final Consumer<ConverseResponse.Builder> answer;

	public RecordingClient(Consumer<ConverseResponse.Builder> answer) {
		this.answer = answer;
	}

	public ConverseRequest lastRequest() {
		return this.requests.get(this.requests.size() - 1);
	}

	@Override
	public ConverseResponse converse(ConverseRequest request) {
		this.requests.add(request);
		ConverseResponse.Builder response = ConverseResponse.builder()
			.output((output) -> output.message((message) -> message.role(ConversationRole.ASSISTANT)
				.content(ContentBlock.fromText("An answer that has been paid for"))))
			.usage((usage) -> usage.inputTokens(1).outputTokens(1).totalTokens(2))
			.stopReason("end_turn");
		this.answer.accept(response);
		response.responseMetadata(BedrockRuntimeResponseMetadata.create(DefaultAwsResponseMetadata.create(Map.of())));
		return response.build();
	}

	@Override
	public String serviceName() {
		return "bedrock";
	}

	@Override
	public void close() {
	}

}
