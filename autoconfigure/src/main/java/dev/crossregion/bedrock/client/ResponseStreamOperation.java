package dev.crossregion.bedrock.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.PayloadPart;
import software.amazon.awssdk.services.bedrockruntime.model.ResponseStream;

/**
 * Runs InvokeModelWithResponseStream through the {@link StreamGate}.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html">InvokeModelWithResponseStream</a>
 */
final class ResponseStreamOperation implements
		StreamGateOperation<InvokeModelWithResponseStreamRequest, InvokeModelWithResponseStreamResponse, ResponseStream> {

	private static final ResponseStreamOperation INSTANCE = new ResponseStreamOperation();

	private ResponseStreamOperation() {
	}

	/**
	 * Call InvokeModelWithResponseStream.
	 * @param context the context of all calls
	 * @param regions the clients of the source Regions
	 * @param modelName the configured model of the client, or {@code null}
	 * @param request the request
	 * @param handler the caller's handler
	 * @return completes at the end of the stream; a refusal fails it and is never thrown
	 */
	static CompletableFuture<Void> open(InvocationContext context, RegionalClients regions, @Nullable String modelName,
			InvokeModelWithResponseStreamRequest request, InvokeModelWithResponseStreamResponseHandler handler) {
		return StreamGate.open(INSTANCE, request, handler, context, regions, modelName, false);
	}

	@Override
	public Operation operation() {
		return Operation.INVOKE_MODEL_WITH_RESPONSE_STREAM;
	}

	@Override
	public @Nullable String model(InvokeModelWithResponseStreamRequest request) {
		return request.modelId();
	}

	@Override
	public CompletableFuture<Void> send(BedrockRuntimeAsyncClient client, InvokeModelWithResponseStreamRequest request,
			Route route, Duration remaining,
			EventStreamResponseHandler<InvokeModelWithResponseStreamResponse, ResponseStream> handler) {
		return client.invokeModelWithResponseStream(RoutedRequest.of(request, route, remaining),
				InvokeModelWithResponseStreamResponseHandler.builder()
					.onResponse(handler::responseReceived)
					.onEventStream(handler::onEventStream)
					.onError(handler::exceptionOccurred)
					.onComplete(handler::complete)
					.build());
	}

	@Override
	public EventReader<ResponseStream> reader() {
		return new Reader();
	}

	/**
	 * Reads chunks, whose payload has the format of the model. The reader understands the
	 * event types of Anthropic, and the token counts that Bedrock adds to the last chunk
	 * of every model.
	 * <p>
	 * Two patterns suffice and no JSON parser is needed: inside a JSON string every quote
	 * is escaped, so a match is a member. The type has to be the first member, as
	 * Anthropic writes it; a chunk with the type elsewhere is read as content, which is
	 * always safe.
	 *
	 * @see <a href=
	 * "https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html">Anthropic
	 * Claude Messages API</a>
	 */
	static final class Reader implements EventReader<ResponseStream> {

		private static final Pattern TYPE = Pattern.compile("\\s*\\{\\s*\"type\"\\s*:\\s*\"([a-z_]+)\"");

		private static final Pattern METRICS = Pattern
			.compile("\"amazon-bedrock-invocationMetrics\"\\s*:\\s*\\{([^{}]*)\\}");

		private boolean anthropic;

		private boolean content;

		private @Nullable TokenCounts usage;

		@Override
		public EventKind read(ResponseStream event) {
			if (!(event instanceof PayloadPart part) || part.bytes() == null) {
				return EventKind.PREAMBLE;
			}
			// Latin-1 decodes any bytes, and the patterns are ASCII.
			String chunk = new String(part.bytes().asByteArrayUnsafe(), StandardCharsets.ISO_8859_1);
			Matcher matcher = TYPE.matcher(chunk);
			String type = (matcher.lookingAt()) ? matcher.group(1) : "";
			this.anthropic |= type.equals("message_start");
			boolean counted = readUsage(chunk);
			if (counted || (this.anthropic && type.equals("message_stop"))) {
				return EventKind.END;
			}
			if (type.equals("message_start") || type.equals("ping") || chunk.isBlank()) {
				return EventKind.PREAMBLE;
			}
			this.content = true;
			return EventKind.CONTENT;
		}

		private boolean readUsage(String chunk) {
			Matcher metrics = METRICS.matcher(chunk);
			if (!metrics.find()) {
				return false;
			}
			String counts = metrics.group(1);
			this.usage = new TokenCounts(count(counts, "inputTokenCount"), count(counts, "outputTokenCount"),
					count(counts, "cacheReadInputTokenCount"), count(counts, "cacheWriteInputTokenCount"));
			return true;
		}

		private static long count(String counts, String name) {
			Matcher count = Pattern.compile("\"" + name + "\"\\s*:\\s*(\\d{1,18})").matcher(counts);
			return (count.find()) ? Long.parseLong(count.group(1)) : 0;
		}

		@Override
		public boolean mayEndHere() {
			return this.content && !this.anthropic;
		}

		@Override
		public List<ResponseStream> deferred() {
			return List.of();
		}

		@Override
		public String missing() {
			return (this.anthropic) ? "its message_stop" : "any content";
		}

		@Override
		public @Nullable TokenCounts usage() {
			return this.usage;
		}

	}

}
