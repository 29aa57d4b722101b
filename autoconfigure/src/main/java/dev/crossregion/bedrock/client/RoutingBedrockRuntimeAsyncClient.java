package dev.crossregion.bedrock.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeServiceClientConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailResponse;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensResponse;
import software.amazon.awssdk.services.bedrockruntime.model.GetAsyncInvokeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.GetAsyncInvokeResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeGuardrailChecksRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeGuardrailChecksResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithBidirectionalStreamInput;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithBidirectionalStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithBidirectionalStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ListAsyncInvokesRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ListAsyncInvokesResponse;
import software.amazon.awssdk.services.bedrockruntime.model.StartAsyncInvokeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.StartAsyncInvokeResponse;

/**
 * Routes the asynchronous calls of Bedrock Runtime by plans, by the same rules as
 * {@link RoutingBedrockRuntimeClient}. A refusal fails the returned future and is never
 * thrown. Cancelling the returned future cancels the current attempt. A call fails over
 * on a thread of its own, never on an event loop. InvokeModelWithBidirectionalStream uses
 * the first route alone. Thread-safe.
 * <p>
 * A stream fails over only until its first content, ends exactly once, and fails if its
 * answer was truncated, if no content arrives within
 * {@link ClientSettings#firstTokenTimeout()}, or if a requested event does not arrive
 * within {@link ClientSettings#stallTimeout()}.
 *
 * @since 0.1.0
 * @see RouteRefusedException
 */
public final class RoutingBedrockRuntimeAsyncClient implements BedrockRuntimeAsyncClient {

	private final InvocationContext context;

	private final RegionalClients regions;

	private final @Nullable String modelName;

	private final boolean forLangChain4j;

	/**
	 * Create a client.
	 * @param context the context of all calls
	 * @param regions the clients of the source Regions; they stay open when this client
	 * is closed
	 */
	public RoutingBedrockRuntimeAsyncClient(InvocationContext context, RegionalClients regions) {
		this(context, regions, null, false);
	}

	private RoutingBedrockRuntimeAsyncClient(InvocationContext context, RegionalClients regions,
			@Nullable String modelName, boolean forLangChain4j) {
		this.context = context;
		this.regions = regions;
		this.modelName = modelName;
		this.forLangChain4j = forLangChain4j;
	}

	/**
	 * A view of this client for one configured model.
	 * @param name the name of the model
	 * @return a client whose requests come through that model
	 */
	public RoutingBedrockRuntimeAsyncClient forModel(String name) {
		return new RoutingBedrockRuntimeAsyncClient(this.context, this.regions, name, this.forLangChain4j);
	}

	/**
	 * A view of this client for LangChain4j's {@code BedrockStreamingChatModel}. It fails
	 * the future of a stream, and does not signal {@code onError} to its subscriber:
	 * LangChain4j would report both, so that its users saw each failure twice.
	 * @return a client for one {@code BedrockStreamingChatModel} or several
	 */
	public RoutingBedrockRuntimeAsyncClient forLangChain4j() {
		return new RoutingBedrockRuntimeAsyncClient(this.context, this.regions, this.modelName, true);
	}

	@Override
	public CompletableFuture<ConverseResponse> converse(ConverseRequest request) {
		return call(Operation.CONVERSE, request, request.modelId(),
				(client, route, remaining) -> client.converse(RoutedRequest.of(request, route, remaining)),
				(response) -> TokenUsageReader.of(response.usage()));
	}

	@Override
	public CompletableFuture<InvokeModelResponse> invokeModel(InvokeModelRequest request) {
		return call(Operation.INVOKE_MODEL, request, request.modelId(),
				(client, route, remaining) -> client.invokeModel(RoutedRequest.of(request, route, remaining)),
				(response) -> TokenUsageReader.of(response.sdkHttpResponse()));
	}

	@Override
	public CompletableFuture<Void> converseStream(ConverseStreamRequest request,
			ConverseStreamResponseHandler handler) {
		return ConverseStreamOperation.open(this.context, this.regions, this.modelName, this.forLangChain4j, request,
				handler);
	}

	@Override
	public CompletableFuture<Void> invokeModelWithResponseStream(InvokeModelWithResponseStreamRequest request,
			InvokeModelWithResponseStreamResponseHandler handler) {
		return ResponseStreamOperation.open(this.context, this.regions, this.modelName, request, handler);
	}

	@Override
	public CompletableFuture<Void> invokeModelWithBidirectionalStream(InvokeModelWithBidirectionalStreamRequest request,
			Publisher<InvokeModelWithBidirectionalStreamInput> input,
			InvokeModelWithBidirectionalStreamResponseHandler handler) {
		AtomicBoolean sent = new AtomicBoolean();
		CompletableFuture<Void> result = call(Operation.INVOKE_MODEL_WITH_BIDIRECTIONAL_STREAM, request,
				request.modelId(), (client, route, remaining) -> {
					sent.set(true);
					return client.invokeModelWithBidirectionalStream(RoutedRequest.of(request, route, remaining), input,
							handler);
				}, (nothing) -> null);
		if (!sent.get()) {
			// The SDK signals failures to the handler, but this request never reached it.
			result.whenComplete((nothing, failure) -> handler.exceptionOccurred(failure));
		}
		return result;
	}

	@Override
	public CompletableFuture<StartAsyncInvokeResponse> startAsyncInvoke(StartAsyncInvokeRequest caller) {
		StartAsyncInvokeRequest request = RoutedRequest.withClientRequestToken(caller);
		return call(Operation.START_ASYNC_INVOKE, request, request.modelId(),
				(client, route, remaining) -> client.startAsyncInvoke(RoutedRequest.of(request, route, remaining)),
				(response) -> null);
	}

	@Override
	public CompletableFuture<CountTokensResponse> countTokens(CountTokensRequest request) {
		return call(Operation.COUNT_TOKENS, request, request.modelId(),
				(client, route, remaining) -> client.countTokens(RoutedRequest.of(request, route, remaining)),
				(response) -> null);
	}

	@Override
	public CompletableFuture<ApplyGuardrailResponse> applyGuardrail(ApplyGuardrailRequest request) {
		return call(Operation.APPLY_GUARDRAIL, request,
				(client, route, remaining) -> client.applyGuardrail(RoutedRequest.of(request, remaining)));
	}

	@Override
	public CompletableFuture<InvokeGuardrailChecksResponse> invokeGuardrailChecks(
			InvokeGuardrailChecksRequest request) {
		return call(Operation.INVOKE_GUARDRAIL_CHECKS, request,
				(client, route, remaining) -> client.invokeGuardrailChecks(RoutedRequest.of(request, remaining)));
	}

	/**
	 * Sends the request to the Region that the ARN of the invocation names, which must be
	 * a source Region of a configured route.
	 */
	@Override
	public CompletableFuture<GetAsyncInvokeResponse> getAsyncInvoke(GetAsyncInvokeRequest request) {
		return call(Operation.GET_ASYNC_INVOKE, request,
				(client, route, remaining) -> client.getAsyncInvoke(RoutedRequest.of(request, remaining)));
	}

	/**
	 * Lists the invocations of the default source Region, and of no other one.
	 */
	@Override
	public CompletableFuture<ListAsyncInvokesResponse> listAsyncInvokes(ListAsyncInvokesRequest request) {
		return call(Operation.LIST_ASYNC_INVOKES, request,
				(client, route, remaining) -> client.listAsyncInvokes(RoutedRequest.of(request, remaining)));
	}

	@Override
	public String serviceName() {
		return SERVICE_NAME;
	}

	@Override
	public BedrockRuntimeServiceClientConfiguration serviceClientConfiguration() {
		return this.regions.runtimeAsync(this.context.withoutModel().defaultSourceRegion().get())
			.serviceClientConfiguration();
	}

	/**
	 * Does nothing, because the regional clients are shared.
	 */
	@Override
	public void close() {
		// The owner of the regional clients closes them.
	}

	private <R> CompletableFuture<R> call(Operation operation, BedrockRuntimeRequest request, @Nullable String model,
			AsyncCall.Send<R> send, Function<R, @Nullable TokenCounts> usage) {
		return call(() -> Invocation.start(this.context, this.regions, this.modelName, operation, model, request), send,
				usage);
	}

	private <R> CompletableFuture<R> call(Operation operation, BedrockRuntimeRequest request, AsyncCall.Send<R> send) {
		return call(() -> Invocation.start(this.context, this.regions, operation, request), send, (response) -> null);
	}

	private <R> CompletableFuture<R> call(Supplier<Invocation> start, AsyncCall.Send<R> send,
			Function<R, @Nullable TokenCounts> usage) {
		try {
			return AsyncCall.make(start.get(), this.regions, send, usage);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

}
