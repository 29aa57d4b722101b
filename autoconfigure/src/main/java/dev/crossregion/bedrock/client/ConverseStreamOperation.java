package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.client.StreamGateEvent.Kind;
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
 * ConverseStream through the {@link StreamGate}.
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
	 * @param context what calls need beside their requests
	 * @param regions the clients that send them
	 * @param modelName the configured model that the call comes through, or {@code null}
	 * @param forLangChain4j whether the caller is LangChain4j, which takes
	 * {@code Subscriber.onError} and the failed future for two errors and so gets only
	 * the future
	 * @param request the request
	 * @param handler the caller
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
	public StreamGateReader<ConverseStreamOutput> reader() {
		return new Reader();
	}

	/**
	 * Knows content when it sees it. The answer is whole when its metadata and its stop
	 * reason have come, in either order; LangChain4j ends with the metadata, so it gets
	 * them last.
	 */
	private static final class Reader implements StreamGateReader<ConverseStreamOutput> {

		private @Nullable TokenCounts usage;

		private boolean stopped;

		private @Nullable ConverseStreamMetadataEvent early;

		@Override
		public Kind read(ConverseStreamOutput event) {
			if (event instanceof ConverseStreamMetadataEvent metadata) {
				this.usage = TokenUsageReader.of(metadata.usage());
				this.early = (this.stopped) ? null : metadata;
				return (this.stopped) ? Kind.END : Kind.EARLY;
			}
			if (event instanceof MessageStopEvent) {
				this.stopped = true;
				return (this.early != null) ? Kind.END : Kind.CONTENT;
			}
			boolean content = (event instanceof ContentBlockStartEvent start && isContent(start.start()))
					|| (event instanceof ContentBlockDeltaEvent delta && isContent(delta.delta()));
			return (content) ? Kind.CONTENT : Kind.PREAMBLE;
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
		public boolean mayStopHere() {
			return false;
		}

		@Override
		public List<ConverseStreamOutput> rest() {
			return (this.early != null) ? List.of(this.early) : List.of();
		}

		@Override
		public String missing() {
			return (this.early != null) ? "its stop reason" : "its metadata";
		}

		@Override
		public @Nullable TokenCounts usage() {
			return this.usage;
		}

	}

}
