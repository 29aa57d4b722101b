package dev.crossregion.bedrock.autoconfigure.springai;

import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;

/**
 * The client of one model, which adds to each request what the model declares.
 */
final class BlockingCalls implements BedrockRuntimeClient {

	private final BedrockRuntimeClient client;

	private final RequestAdditions additions;

	BlockingCalls(BedrockRuntimeClient client, RequestAdditions additions) {
		this.client = client;
		this.additions = additions;
	}

	@Override
	public ConverseResponse converse(ConverseRequest request) {
		return this.client.converse(this.additions.addTo(request));
	}

	@Override
	public String serviceName() {
		return this.client.serviceName();
	}

	@Override
	public void close() {
		// The client is shared.
	}

}
