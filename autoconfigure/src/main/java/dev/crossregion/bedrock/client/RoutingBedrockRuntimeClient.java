package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

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
 * A Bedrock Runtime client whose every call obeys a plan. A request names a configured
 * model, a foundation model or a profile of a plan; it is sent along the plan's routes
 * until one answers, and never to a place that residency does not admit. Thread-safe.
 * <p>
 * Converse and InvokeModel move on to the next route at once when one is throttled,
 * unavailable, denied or faulty. When every route lacks room they wait for it, in order,
 * for at most {@code routing.max-wait}; an interrupt ends the wait. When no route or no
 * time is left, the AWS exception of the last attempt is thrown, its message ending in
 * what was tried, or a {@code ThrottlingException} where no route had room.
 * StartAsyncInvoke and CountTokens use the first route alone; CountTokens counts with the
 * foundation model in the route's source Region, since it takes no profile.
 * GetAsyncInvoke asks the Region that the ARN of the invocation names; the other
 * operations that name no model (ListAsyncInvokes, ApplyGuardrail, InvokeGuardrailChecks)
 * go to the default source Region. None of them has another route; they are tried again
 * there, within the shared {@code routing.deadline} and {@code routing.max-attempts}, and
 * recorded like all others, with {@code none} as their model.
 * <p>
 * The time for a call is the deadline of its plan, or the request's own
 * {@code apiCallTimeout} where that is shorter. A request that carries what could send it
 * elsewhere after it was checked (SDK plugins, an endpoint provider, an authentication
 * scheme provider, a signer, execution attributes, a Host header) is refused.
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
	 * @param context what calls need beside their requests
	 * @param regions the clients that send them; whoever made them closes them
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
		StartAsyncInvokeRequest request = RoutedRequest.startedOnce(caller);
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
	 * Asks the Region that the ARN of the invocation names, which must be a source Region
	 * of a configured route.
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
		return this.regions.runtime(this.context.defaultSourceRegion().get()).serviceClientConfiguration();
	}

	/**
	 * Does nothing: the regional clients belong to whoever made them.
	 */
	@Override
	public void close() {
		// Not ours.
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
				response = send.along(this.regions.runtime(route.sourceRegion()), route, invocation.remaining());
			}
			catch (RuntimeException | Error ex) {
				Throwable failure = this.regions.reasonOf(ex);
				route = proceed(invocation, invocation.failed(failure, null, !this.regions.isClosed()), ex);
				continue;
			}
			invocation.succeed(usage.apply(response));
			return response;
		}
	}

	private Route proceed(Invocation invocation, NextStep next, @Nullable Throwable thrown) {
		NextStep now = next;
		while (now instanceof NextStep.Later later) {
			now = await(invocation, later);
		}
		if (now instanceof NextStep.Fail fail) {
			invocation.finish(fail.outcome(), null, fail.failure());
			throw unchecked(fail.failure(), thrown);
		}
		return ((NextStep.Send) now).route();
	}

	private NextStep await(Invocation invocation, NextStep.Later later) {
		CompletableFuture<NextStep> answer = new CompletableFuture<>();
		NextStep closed = new NextStep.Fail(Outcome.ERROR,
				invocation.explained(invocation.closedWhile("a call waited")));
		RegionalClients.OpenCall open = this.regions.register(() -> answer.complete(closed));
		try {
			BooleanSupplier leave = invocation.await(later, answer::complete);
			try {
				return answer.get();
			}
			finally {
				leave.getAsBoolean();
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

	// Credentials may fail in a checked way, which only its wrapping can carry.
	private static RuntimeException unchecked(Throwable failure, @Nullable Throwable thrown) {
		Throwable unchecked = (failure instanceof RuntimeException || thrown == null) ? failure : thrown;
		if (failure instanceof Error error) {
			throw error;
		}
		return (RuntimeException) unchecked;
	}

	/**
	 * Sends a request along a route.
	 *
	 * @param <R> the type of the response
	 */
	@FunctionalInterface
	private interface Send<R> {

		R along(BedrockRuntimeClient client, Route route, Duration remaining);

	}

}
