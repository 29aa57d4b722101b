package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import dev.crossregion.bedrock.client.connection.OpenCall;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.Outcome;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeServiceClientConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ApplyGuardrailResponse;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensResponse;
import software.amazon.awssdk.services.bedrockruntime.model.GetAsyncInvokeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.GetAsyncInvokeResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeGuardrailChecksRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeGuardrailChecksResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ListAsyncInvokesRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ListAsyncInvokesResponse;
import software.amazon.awssdk.services.bedrockruntime.model.StartAsyncInvokeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.StartAsyncInvokeResponse;

/**
 * Routes the blocking calls of Bedrock Runtime by plans. A request names a configured
 * model, a foundation model or a profile of a plan. It is sent on the routes of the plan
 * until one answers, and never to a destination that residency does not admit.
 * Thread-safe.
 * <p>
 * Converse and InvokeModel fail over to the next route at once when one is throttled,
 * unavailable, denied or faulty. When no route has quota left, they queue for at most
 * {@code routing.max-wait}; an interrupt ends the wait. When no route or no time is left,
 * the AWS exception of the last attempt is thrown, with all attempts in its message, or a
 * {@code ThrottlingException} if no route had room. StartAsyncInvoke and CountTokens use
 * the first route alone; CountTokens counts with the foundation model in the source
 * Region of the route, since it takes no profile. GetAsyncInvoke is sent to the Region
 * that the ARN of the invocation names; the other operations that name no model
 * (ListAsyncInvokes, ApplyGuardrail, InvokeGuardrailChecks) go to the default source
 * Region. None of them fails over; they are retried there, within the shared
 * {@code routing.deadline} and {@code routing.max-attempts}, and recorded like all
 * others, with {@code none} as their model.
 * <p>
 * The time for a call is the deadline of its plan, or the request's own
 * {@code apiCallTimeout} where that is shorter. A request with an override that could
 * send it to another Region after it was checked (SDK plugins, an endpoint provider, an
 * authentication scheme provider, a signer, execution attributes, a Host header) is
 * refused.
 *
 * @since 0.1.0
 * @see RouteRefusedException
 */
public final class RoutingBedrockRuntimeClient implements BedrockRuntimeClient {

	private final InvocationContext context;

	private final RegionalClients regions;

	private final @Nullable String modelName;

	/**
	 * Create a client.
	 * @param context the context of all calls
	 * @param regions the clients of the source Regions; they stay open when this client
	 * is closed
	 */
	public RoutingBedrockRuntimeClient(InvocationContext context, RegionalClients regions) {
		this(context, regions, null);
	}

	private RoutingBedrockRuntimeClient(InvocationContext context, RegionalClients regions,
			@Nullable String modelName) {
		this.context = context;
		this.regions = regions;
		this.modelName = modelName;
	}

	/**
	 * A view of this client for one configured model.
	 * @param name the name of the model
	 * @return a client whose requests come through that model
	 */
	public RoutingBedrockRuntimeClient forModel(String name) {
		return new RoutingBedrockRuntimeClient(this.context, this.regions, name);
	}

	@Override
	public ConverseResponse converse(ConverseRequest request) {
		return call(Operation.CONVERSE, request, request.modelId(),
				(client, route, remaining) -> client.converse(RoutedRequest.of(request, route, remaining)),
				(response) -> TokenUsageReader.of(response.usage()));
	}

	@Override
	public InvokeModelResponse invokeModel(InvokeModelRequest request) {
		return call(Operation.INVOKE_MODEL, request, request.modelId(),
				(client, route, remaining) -> client.invokeModel(RoutedRequest.of(request, route, remaining)),
				(response) -> TokenUsageReader.of(response.sdkHttpResponse()));
	}

	@Override
	public StartAsyncInvokeResponse startAsyncInvoke(StartAsyncInvokeRequest caller) {
		StartAsyncInvokeRequest request = RoutedRequest.withClientRequestToken(caller);
		return call(Operation.START_ASYNC_INVOKE, request, request.modelId(),
				(client, route, remaining) -> client.startAsyncInvoke(RoutedRequest.of(request, route, remaining)),
				(response) -> null);
	}

	@Override
	public CountTokensResponse countTokens(CountTokensRequest request) {
		return call(Operation.COUNT_TOKENS, request, request.modelId(),
				(client, route, remaining) -> client.countTokens(RoutedRequest.of(request, route, remaining)),
				(response) -> null);
	}

	@Override
	public ApplyGuardrailResponse applyGuardrail(ApplyGuardrailRequest request) {
		return call(Operation.APPLY_GUARDRAIL, request,
				(client, route, remaining) -> client.applyGuardrail(RoutedRequest.of(request, remaining)));
	}

	@Override
	public InvokeGuardrailChecksResponse invokeGuardrailChecks(InvokeGuardrailChecksRequest request) {
		return call(Operation.INVOKE_GUARDRAIL_CHECKS, request,
				(client, route, remaining) -> client.invokeGuardrailChecks(RoutedRequest.of(request, remaining)));
	}

	/**
	 * Sends the request to the Region that the ARN of the invocation names, which must be
	 * a source Region of a configured route.
	 */
	@Override
	public GetAsyncInvokeResponse getAsyncInvoke(GetAsyncInvokeRequest request) {
		return call(Operation.GET_ASYNC_INVOKE, request,
				(client, route, remaining) -> client.getAsyncInvoke(RoutedRequest.of(request, remaining)));
	}

	/**
	 * Lists the invocations of the default source Region, and of no other one.
	 */
	@Override
	public ListAsyncInvokesResponse listAsyncInvokes(ListAsyncInvokesRequest request) {
		return call(Operation.LIST_ASYNC_INVOKES, request,
				(client, route, remaining) -> client.listAsyncInvokes(RoutedRequest.of(request, remaining)));
	}

	@Override
	public String serviceName() {
		return SERVICE_NAME;
	}

	@Override
	public BedrockRuntimeServiceClientConfiguration serviceClientConfiguration() {
		return this.regions.runtime(this.context.withoutModel().defaultSourceRegion().get())
			.serviceClientConfiguration();
	}

	/**
	 * Does nothing, because the regional clients are shared.
	 */
	@Override
	public void close() {
		// The owner of the regional clients closes them.
	}

	private <R> R call(Operation operation, BedrockRuntimeRequest request, @Nullable String model, Send<R> send,
			Function<R, @Nullable TokenCounts> usage) {
		return call(Invocation.start(this.context, this.regions, this.modelName, operation, model, request), send,
				usage);
	}

	private <R> R call(Operation operation, BedrockRuntimeRequest request, Send<R> send) {
		return call(Invocation.start(this.context, this.regions, operation, request), send, (response) -> null);
	}

	private <R> R call(Invocation invocation, Send<R> send, Function<R, @Nullable TokenCounts> usage) {
		Route route = proceed(invocation, invocation.next(), null);
		while (true) {
			R response;
			try {
				response = send(invocation, route, send);
			}
			catch (RuntimeException | Error ex) {
				Throwable failure = this.regions.reasonOf(ex);
				route = proceed(invocation, invocation.failed(failure, null, !this.regions.isClosed()), ex);
				continue;
			}
			invocation.succeed(response, usage.apply(response));
			return response;
		}
	}

	private <R> R send(Invocation invocation, Route route, Send<R> send) {
		return invocation
			.send(() -> send.send(this.regions.runtime(route.sourceRegion()), route, invocation.remaining()));
	}

	private Route proceed(Invocation invocation, NextStep next, @Nullable Throwable thrown) {
		NextStep step = next;
		while (step instanceof NextStep.Delayed delayed) {
			step = await(invocation, delayed);
		}
		if (step instanceof NextStep.Fail fail) {
			invocation.finish(fail.outcome(), null, fail.failure());
			throw unchecked(fail.failure(), thrown);
		}
		return ((NextStep.Send) step).route();
	}

	private NextStep await(Invocation invocation, NextStep.Delayed delayed) {
		CompletableFuture<NextStep> next = new CompletableFuture<>();
		NextStep closed = new NextStep.Fail(Outcome.ERROR,
				invocation.explained(invocation.closedWhile("a call waited")));
		OpenCall open = this.regions.register(() -> next.complete(closed));
		try {
			BooleanSupplier cancellation = invocation.await(delayed, next::complete);
			try {
				return next.get();
			}
			finally {
				cancellation.getAsBoolean();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return new NextStep.Fail(Outcome.CANCELLED,
					AbortedException.create("The thread was interrupted while its call waited", ex));
		}
		catch (ExecutionException | RejectedExecutionException ex) {
			return closed;
		}
		finally {
			open.close();
		}
	}

	// A credentials provider may throw a checked exception; the caller gets the unchecked
	// exception that wraps it.
	private static RuntimeException unchecked(Throwable failure, @Nullable Throwable thrown) {
		Throwable unchecked = (failure instanceof RuntimeException || thrown == null) ? failure : thrown;
		if (failure instanceof Error error) {
			throw error;
		}
		return (RuntimeException) unchecked;
	}

	/**
	 * Sends a request on a route.
	 *
	 * @param <R> the type of the response
	 */
	@FunctionalInterface
	private interface Send<R> {

		R send(BedrockRuntimeClient client, Route route, Duration remaining);

	}

}
