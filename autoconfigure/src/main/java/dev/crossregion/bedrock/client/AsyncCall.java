package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.Route;
import dev.crossregion.bedrock.routing.RouteRefusedException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * A call that does not block, from its first attempt to the end of its future. Whoever
 * ends the attempt that is under way (the answer, the caller, the close of the clients)
 * decides how it ended; everyone after that is ignored.
 *
 * @param <R> the type of the response
 */
final class AsyncCall<R> {

	private final Invocation invocation;

	private final RegionalClients regions;

	private final Send<R> send;

	private final Function<R, @Nullable TokenCounts> usage;

	private final CompletableFuture<R> result = new CompletableFuture<>();

	private final AtomicReference<@Nullable Throwable> stopped = new AtomicReference<>();

	private volatile @Nullable Try current;

	private AsyncCall(Invocation invocation, RegionalClients regions, Send<R> send,
			Function<R, @Nullable TokenCounts> usage) {
		this.invocation = invocation;
		this.regions = regions;
		this.send = send;
		this.usage = usage;
	}

	/**
	 * Make a call. Its first attempt starts on the thread of the caller, as every call of
	 * the SDK does.
	 * @param <R> the type of the response
	 * @param invocation the call
	 * @param regions the clients
	 * @param send sends the request
	 * @param usage reads the tokens from the response
	 * @return the response; whoever completes it first, as by cancelling it, cancels the
	 * attempt that is under way
	 */
	static <R> CompletableFuture<R> make(Invocation invocation, RegionalClients regions, Send<R> send,
			Function<R, @Nullable TokenCounts> usage) {
		AsyncCall<R> call = new AsyncCall<>(invocation, regions, send, usage);
		RegionalClients.OpenCall open = regions.register(() -> call
			.stop(SdkClientException.create("The Bedrock clients were closed while a call was under way [model "
					+ invocation.plan().name() + "]")));
		call.result.whenComplete((response, failure) -> {
			open.close();
			call.stop(new CancellationException("The caller gave up"));
		});
		call.begin(() -> call.result.completeExceptionally(invocation.expire()));
		return call.result;
	}

	private void begin(Runnable otherwise) {
		Optional<Route> route;
		try {
			route = this.invocation.next();
		}
		catch (RouteRefusedException ex) {
			this.result.completeExceptionally(ex);
			return;
		}
		route.ifPresentOrElse(this::attempt, otherwise);
	}

	private void attempt(Route route) {
		Try attempt = new Try(route);
		this.current = attempt;
		Throwable reason = this.stopped.get();
		if (reason != null) {
			if (attempt.end()) {
				fail(FailureClassifier.classify(reason), reason);
			}
			return;
		}
		CompletableFuture<R> response;
		try {
			response = this.send.along(this.regions.runtimeAsync(route.sourceRegion()), route,
					this.invocation.remaining());
		}
		catch (RuntimeException | Error ex) {
			response = CompletableFuture.failedFuture(ex);
		}
		attempt.sent(response);
		response.whenComplete((answer, failure) -> {
			if (attempt.end()) {
				if (failure != null) {
					failed(route, failure);
				}
				else {
					this.invocation.succeed(route, this.usage.apply(answer));
					this.result.complete(answer);
				}
			}
		});
	}

	private void failed(Route route, Throwable failure) {
		FailureKind kind = this.invocation.failed(route, failure);
		if (!kind.movable() || this.regions.isClosed()) {
			fail(kind, failure);
			return;
		}
		try {
			this.regions.failover().execute(() -> begin(() -> fail(kind, failure)));
		}
		catch (RejectedExecutionException ex) {
			fail(kind, failure);
		}
	}

	private void fail(FailureKind kind, Throwable failure) {
		this.result.completeExceptionally(this.invocation.fail(kind, failure));
	}

	private void stop(Throwable reason) {
		this.stopped.compareAndSet(null, reason);
		Try attempt = this.current;
		if (attempt != null && attempt.end()) {
			fail(this.invocation.failed(attempt.route, reason), reason);
			attempt.cancel();
		}
	}

	/**
	 * Sends a request along a route.
	 *
	 * @param <R> the type of the response
	 */
	@FunctionalInterface
	interface Send<R> {

		CompletableFuture<R> along(BedrockRuntimeAsyncClient client, Route route, Duration remaining);

	}

	/**
	 * An attempt, which ends once.
	 */
	private static final class Try {

		private final Route route;

		private final AtomicBoolean over = new AtomicBoolean();

		private volatile @Nullable CompletableFuture<?> response;

		private Try(Route route) {
			this.route = route;
		}

		private boolean end() {
			return this.over.compareAndSet(false, true);
		}

		private void sent(CompletableFuture<?> response) {
			this.response = response;
			if (this.over.get()) {
				response.cancel(true);
			}
		}

		private void cancel() {
			CompletableFuture<?> response = this.response;
			if (response != null) {
				response.cancel(true);
			}
		}

	}

}
