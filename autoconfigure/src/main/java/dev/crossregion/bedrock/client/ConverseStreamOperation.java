package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStart;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStartEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlockDelta;

/**
 * Runs ConverseStream through the {@link StreamGate}.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">ConverseStream</a>
 */
final class ConverseStreamOperation
		implements StreamGateOperation<ConverseStreamRequest, ConverseStreamResponse, ConverseStreamOutput> {

	private static final ConverseStreamOperation INSTANCE = new ConverseStreamOperation();

	private ConverseStreamOperation() {
	}

	/**
	 * Call ConverseStream.
	 * @param context the context of all calls
	 * @param regions the clients of the source Regions
	 * @param modelName the configured model of the client, or {@code null}
	 * @param forLangChain4j whether the caller is LangChain4j, which would report
	 * {@code Subscriber.onError} and the failed future as two errors
	 * @param request the request
	 * @param handler the caller's handler
	 * @return completes at the end of the stream; a refusal fails it and is never thrown
	 */
	static CompletableFuture<Void> open(InvocationContext context, RegionalClients regions, @Nullable String modelName,
			boolean forLangChain4j, ConverseStreamRequest request, ConverseStreamResponseHandler handler) {
		return StreamGate.open(INSTANCE, request, handler, context, regions, modelName, forLangChain4j);
	}

	@Override
	public Operation operation() {
		return Operation.CONVERSE_STREAM;
	}

	@Override
	public @Nullable String model(ConverseStreamRequest request) {
		return request.modelId();
	}

	@Override
	public CompletableFuture<Void> send(BedrockRuntimeAsyncClient client, ConverseStreamRequest request, Route route,
			Duration remaining, EventStreamResponseHandler<ConverseStreamResponse, ConverseStreamOutput> handler) {
		return client.converseStream(RoutedRequest.of(request, route, remaining),
				ConverseStreamResponseHandler.builder()
					.onResponse(handler::responseReceived)
					.onEventStream(handler::onEventStream)
					.onError(handler::exceptionOccurred)
					.onComplete(handler::complete)
					.build());
	}

	@Override
	public EventReader<ConverseStreamOutput> reader() {
		return new Reader();
	}

	/**
	 * Reads the events of ConverseStream. The answer is complete with its metadata and
	 * its stop reason, in either order; LangChain4j ends the stream at the metadata, so
	 * the metadata is delivered last.
	 */
	private static final class Reader implements EventReader<ConverseStreamOutput> {

		private @Nullable TokenCounts usage;

		private boolean stopReasonSeen;

		private @Nullable ConverseStreamMetadataEvent deferredMetadata;

		@Override
		public EventKind read(ConverseStreamOutput event) {
			if (event instanceof ConverseStreamMetadataEvent metadata) {
				this.usage = TokenUsageReader.of(metadata.usage());
				this.deferredMetadata = (this.stopReasonSeen) ? null : metadata;
				return (this.stopReasonSeen) ? EventKind.END : EventKind.DEFERRED;
			}
			if (event instanceof MessageStopEvent) {
				this.stopReasonSeen = true;
				return (this.deferredMetadata != null) ? EventKind.END : EventKind.CONTENT;
			}
			boolean content = (event instanceof ContentBlockStartEvent start && isContent(start.start()))
					|| (event instanceof ContentBlockDeltaEvent delta && isContent(delta.delta()));
			return (content) ? EventKind.CONTENT : EventKind.PREAMBLE;
		}

		private static boolean isContent(@Nullable ContentBlockStart start) {
			return start != null && (start.toolUse() != null || start.toolResult() != null || start.image() != null);
		}

		private static boolean isContent(@Nullable ContentBlockDelta delta) {
			if (delta == null) {
				return false;
			}
			return switch (delta.type()) {
				case TEXT -> !isEmpty(delta.text());
				case TOOL_USE -> !isEmpty(delta.toolUse().input());
				case REASONING_CONTENT -> isContent(delta.reasoningContent());
				default -> true;
			};
		}

		private static boolean isContent(ReasoningContentBlockDelta delta) {
			return !isEmpty(delta.text()) || !isEmpty(delta.signature()) || delta.redactedContent() != null;
		}

		private static boolean isEmpty(@Nullable String text) {
			return text == null || text.isEmpty();
		}

		@Override
		public boolean mayEndHere() {
			return false;
		}

		@Override
		public List<ConverseStreamOutput> deferred() {
			return (this.deferredMetadata != null) ? List.of(this.deferredMetadata) : List.of();
		}

		@Override
		public String missing() {
			return (this.deferredMetadata != null) ? "its stop reason" : "its metadata";
		}

		@Override
		public @Nullable TokenCounts usage() {
			return this.usage;
		}

	}

}
