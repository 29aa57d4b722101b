package dev.crossregion.bedrock.autoconfigure.comparison;

import java.util.concurrent.CompletableFuture;

import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/**
 * A client that knows when its calls are over. LangChain4j tells its caller of an error
 * while the SDK goes on and sends the call again: how often is known only then.
 */
final class FollowedClient implements BedrockRuntimeAsyncClient {

	private final BedrockRuntimeAsyncClient client;

	private volatile CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

	FollowedClient(BedrockRuntimeAsyncClient client) {
		this.client = client;
	}

	@Override
	public CompletableFuture<Void> converseStream(ConverseStreamRequest request,
			ConverseStreamResponseHandler handler) {
		CompletableFuture<Void> end = this.client.converseStream(request, handler);
		this.last = end;
		return end;
	}

	/**
	 * Wait until the last call is over, however it ends.
	 */
	void awaitEnd() {
		this.last.handle((result, failure) -> null).join();
	}

	@Override
	public String serviceName() {
		return this.client.serviceName();
	}

	@Override
	public void close() {
		this.client.close();
	}

}
