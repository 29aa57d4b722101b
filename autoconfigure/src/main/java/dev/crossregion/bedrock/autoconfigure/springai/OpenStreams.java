package dev.crossregion.bedrock.autoconfigure.springai;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/**
 * The client of one subscriber. Spring AI keeps no reference to a stream that it opens,
 * and so could not close it when the subscriber cancels. Thread-safe.
 */
final class OpenStreams implements BedrockRuntimeAsyncClient {

	private final BedrockRuntimeAsyncClient client;

	private final RequestAdditions additions;

	/** With tools a subscriber has several streams, one after another. */
	private volatile CompletableFuture<Void> latest = CompletableFuture.completedFuture(null);

	private volatile boolean cancelled;

	OpenStreams(BedrockRuntimeAsyncClient client, RequestAdditions additions) {
		this.client = client;
		this.additions = additions;
	}

	@Override
	public CompletableFuture<Void> converseStream(ConverseStreamRequest request,
			ConverseStreamResponseHandler handler) {
		if (this.cancelled) {
			return CompletableFuture.failedFuture(new CancellationException("The subscriber cancelled the stream"));
		}
		CompletableFuture<Void> stream = this.client.converseStream(this.additions.addTo(request), handler);
		this.latest = stream;
		if (this.cancelled) {
			stream.cancel(true);
		}
		return stream;
	}

	/**
	 * Close the open stream, and open no other one.
	 */
	void cancel() {
		this.cancelled = true;
		this.latest.cancel(true);
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
