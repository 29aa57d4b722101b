package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import dev.crossregion.bedrock.client.connection.OpenCall;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * Runs an asynchronous call from its first attempt to the end of its future. An attempt
 * or a delay can be ended by the response, by the caller or by the close of the clients;
 * only the first of them has an effect.
 *
 * @param <R> the type of the response
 */
final class AsyncCall<R> {

	private final Invocation invocation;

	private final RegionalClients regions;

	private final Send<R> send;

	private final Function<R, @Nullable TokenCounts> usage;

	private final CompletableFuture<R> result = new CompletableFuture<>();

	private final AtomicReference<@Nullable Throwable> stopReason = new AtomicReference<>();

	private volatile @Nullable Stage current;

	private AsyncCall(Invocation invocation, RegionalClients regions, Send<R> send,
			Function<R, @Nullable TokenCounts> usage) {
		this.invocation = invocation;
		this.regions = regions;
		this.send = send;
		this.usage = usage;
	}

	/**
	 * Make a call. Its first attempt is sent on the thread of the caller, as by the SDK.
	 * @param <R> the type of the response
	 * @param invocation the call
	 * @param regions the clients
	 * @param send sends the request
	 * @param usage reads the tokens from the response
	 * @return the response; a caller that completes or cancels it cancels the current
	 * attempt
	 */
	static <R> CompletableFuture<R> make(Invocation invocation, RegionalClients regions, Send<R> send,
			Function<R, @Nullable TokenCounts> usage) {
		AsyncCall<R> call = new AsyncCall<>(invocation, regions, send, usage);
		OpenCall open = regions.register(() -> call.stop(invocation.closedWhile("a call was under way")));
		call.result.whenComplete((response, failure) -> {
			open.close();
			call.stop(new CancellationException("The caller gave up"));
		});
		call.proceed(invocation.next());
		return call.result;
	}

	private void proceed(NextStep next) {
		if (next instanceof NextStep.Send sent) {
			attempt(sent.route());
		}
		else if (next instanceof NextStep.Delayed delayed) {
			await(delayed);
		}
		else {
			fail((NextStep.Fail) next);
		}
	}

	private void attempt(Route route) {
		AttemptStage attempt = new AttemptStage();
		this.current = attempt;
		if (endStopped(attempt)) {
			return;
		}
		CompletableFuture<R> response;
		try {
			response = this.invocation.send(() -> this.send.send(this.regions.runtimeAsync(route.sourceRegion()), route,
					this.invocation.remaining()));
		}
		catch (RuntimeException | Error ex) {
			response = CompletableFuture.failedFuture(ex);
		}
		attempt.sent(response);
		response.whenComplete((answer, failure) -> {
			if (!attempt.end()) {
				return;
			}
			if (failure == null) {
				this.invocation.succeed(answer, this.usage.apply(answer));
				this.result.complete(answer);
				return;
			}
			NextStep next = this.invocation.failed(this.regions.reasonOf(failure), null, !this.regions.isClosed());
			if (next instanceof NextStep.Fail fail) {
				fail(fail);
			}
			else {
				proceedOnFailoverThread(next);
			}
		});
	}

	private void await(NextStep.Delayed delayed) {
		DelayStage stage = new DelayStage();
		this.current = stage;
		if (endStopped(stage)) {
			return;
		}
		try {
			stage.cancellation = this.invocation.await(delayed, (next) -> {
				if (!stage.end()) {
					return;
				}
				// A backoff ends on a watchdog thread of its own, which may block.
				if (delayed instanceof NextStep.Backoff) {
					proceed(next);
				}
				else {
					proceedOnFailoverThread(next);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			stop(this.invocation.closedWhile("a call waited"));
		}
		if (stage.hasEnded()) {
			stage.stop();
		}
	}

	// This thread may be an event loop or belong to another call, and the next attempt
	// may block: signing may wait for credentials, and the caller's continuation may run
	// any code.
	private void proceedOnFailoverThread(NextStep next) {
		try {
			this.regions.failover().execute(() -> proceed(next));
		}
		catch (RejectedExecutionException ex) {
			fail(failure(this.invocation.closedWhile("a call was under way")));
		}
	}

	private void fail(NextStep.Fail fail) {
		this.invocation.finish(fail.outcome(), null, fail.failure());
		this.result.completeExceptionally(fail.failure());
	}

	private void stop(Throwable reason) {
		this.stopReason.compareAndSet(null, reason);
		Stage stage = this.current;
		if (stage != null && stage.end()) {
			fail((stage instanceof AttemptStage) ? (NextStep.Fail) this.invocation.failed(reason, null, false)
					: failure(reason));
			stage.stop();
		}
	}

	/**
	 * End the call, if it was stopped before a stage.
	 * @param stage the stage
	 * @return {@code true} if the call has ended
	 */
	private boolean endStopped(Stage stage) {
		Throwable reason = this.stopReason.get();
		if (reason != null && stage.end()) {
			fail(failure(reason));
		}
		return reason != null;
	}

	private NextStep.Fail failure(Throwable reason) {
		return new NextStep.Fail(FailureClassifier.classify(reason).outcome(), this.invocation.explained(reason));
	}

	/**
	 * Sends a request on a route.
	 *
	 * @param <R> the type of the response
	 */
	@FunctionalInterface
	interface Send<R> {

		CompletableFuture<R> send(BedrockRuntimeAsyncClient client, Route route, Duration remaining);

	}

	/**
	 * The current stage of a call, which ends once.
	 */
	private abstract static class Stage {

		private final AtomicBoolean ended = new AtomicBoolean();

		boolean end() {
			return this.ended.compareAndSet(false, true);
		}

		boolean hasEnded() {
			return this.ended.get();
		}

		/**
		 * Cancel the stage after the end of the call.
		 */
		abstract void stop();

	}

	/**
	 * A sent attempt.
	 */
	private static final class AttemptStage extends Stage {

		private volatile @Nullable CompletableFuture<?> response;

		private void sent(CompletableFuture<?> response) {
			this.response = response;
			if (hasEnded()) {
				stop();
			}
		}

		@Override
		void stop() {
			CompletableFuture<?> response = this.response;
			if (response != null) {
				response.cancel(true);
			}
		}

	}

	/**
	 * A wait in the admission queue, a backoff, or a confirmation.
	 */
	private static final class DelayStage extends Stage {

		private volatile @Nullable BooleanSupplier cancellation;

		@Override
		void stop() {
			BooleanSupplier cancellation = this.cancellation;
			if (cancellation != null) {
				cancellation.getAsBoolean();
			}
		}

	}

}
