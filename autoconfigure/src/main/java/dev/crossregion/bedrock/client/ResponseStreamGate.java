package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.Route;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.eventstream.EventStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ResponseStream;

/**
 * InvokeModelWithResponseStream through the {@link StreamGate}.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html">InvokeModelWithResponseStream</a>
 */
final class ResponseStreamGate implements
		StreamGateOperation<InvokeModelWithResponseStreamRequest, InvokeModelWithResponseStreamResponse, ResponseStream> {

	private static final ResponseStreamGate INSTANCE = new ResponseStreamGate();

	private ResponseStreamGate() {
	}

	/**
	 * Call InvokeModelWithResponseStream.
	 * @param context what calls need beside their requests
	 * @param regions the clients that send them
	 * @param modelName the configured model that the call comes through, or {@code null}
	 * @param request the request
	 * @param handler the caller
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
	public StreamGateReader<ResponseStream> reader() {
		return new ResponseStreamReader();
	}

}
