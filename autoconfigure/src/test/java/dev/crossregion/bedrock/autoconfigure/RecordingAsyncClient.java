package dev.crossregion.bedrock.autoconfigure;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.awscore.DefaultAwsResponseMetadata;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeResponseMetadata;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/**
 * A client that keeps requests, and whose streams end as no emulator's would: with a stop
 * reason that LangChain4j does not know, and a trace without a guardrail.
 */
public final class RecordingAsyncClient implements BedrockRuntimeAsyncClient {

	private final String stopReason;

	private volatile @Nullable ConverseStreamRequest lastRequest;

	public RecordingAsyncClient(String stopReason) {
		this.stopReason = stopReason;
	}

	public ConverseStreamRequest lastRequest() {
		return Objects.requireNonNull(this.lastRequest);
	}

	@Override
	public CompletableFuture<Void> converseStream(ConverseStreamRequest request,
			ConverseStreamResponseHandler handler) {
		this.lastRequest = request;
		ConverseStreamResponse.Builder response = ConverseStreamResponse.builder();
		response.responseMetadata(BedrockRuntimeResponseMetadata.create(DefaultAwsResponseMetadata.create(Map.of())));
		handler.responseReceived(response.build());
		handler.onEventStream(SdkPublisher
			.adapt(Flux.<ConverseStreamOutput>just(ConverseStreamOutput.messageStartBuilder().role("assistant").build(),
					ConverseStreamOutput.contentBlockDeltaBuilder()
						.contentBlockIndex(0)
						.delta((delta) -> delta.text("An answer that has been paid for"))
						.build(),
					ConverseStreamOutput.contentBlockStopBuilder().contentBlockIndex(0).build(),
					ConverseStreamOutput.messageStopBuilder().stopReason(this.stopReason).build(),
					ConverseStreamOutput.metadataBuilder()
						.usage((usage) -> usage.inputTokens(1).outputTokens(1).totalTokens(2))
						.metrics((metrics) -> metrics.latencyMs(1L))
						.trace((trace) -> trace.promptRouter((router) -> router.invokedModelId("some-model")))
						.build())));
		handler.complete();
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public String serviceName() {
		return "bedrock";
	}

	@Override
	public void close() {
	}

}
