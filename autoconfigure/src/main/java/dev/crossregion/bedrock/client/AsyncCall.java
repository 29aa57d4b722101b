package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.client.failure.FailureClassifier;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.quota.TokenCounts;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * A call that does not block, from its first attempt to the end of its future. Whoever
 * ends the attempt or the wait that is under way (the answer, the caller, the close of
 * the clients) decides how it ended; everyone after that is ignored.
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

	private volatile @Nullable Stage current;

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
		RegionalClients.OpenCall open = regions
			.register(() -> call.stop(invocation.closedWhile("a call was under way")));
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
		else if (next instanceof NextStep.Later later) {
			await(later);
		}
		else {
			fail((NextStep.Fail) next);
		}
	}

	private void attempt(Route route) {
		Try attempt = new Try();
		this.current = attempt;
		if (endStopped(attempt)) {
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
			if (!attempt.end()) {
				return;
			}
			if (failure == null) {
				this.invocation.succeed(this.usage.apply(answer));
				this.result.complete(answer);
				return;
			}
			NextStep next = this.invocation.failed(this.regions.reasonOf(failure), null, !this.regions.isClosed());
			if (next instanceof NextStep.Fail fail) {
				fail(fail);
			}
			else {
				proceedElsewhere(next);
			}
		});
	}

	private void await(NextStep.Later later) {
		Waiting waiting = new Waiting();
		this.current = waiting;
		if (endStopped(waiting)) {
			return;
		}
		try {
			waiting.leave = this.invocation.await(later, (next) -> {
				if (!waiting.end()) {
					return;
				}
				// The timer of a pause has a thread for this alone, which may block.
				if (later instanceof NextStep.Pause) {
					proceed(next);
				}
				else {
					proceedElsewhere(next);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			stop(this.invocation.closedWhile("a call waited"));
		}
		if (waiting.isOver()) {
			waiting.stop();
		}
	}

	// This thread may be an event loop or another call's. Signing may wait for
	// credentials, and callers may block.
	private void proceedElsewhere(NextStep next) {
		try {
			this.regions.failover().execute(() -> proceed(next));
		}
		catch (RejectedExecutionException ex) {
			fail(stopped(this.invocation.closedWhile("a call was under way")));
		}
	}

	private void fail(NextStep.Fail fail) {
		this.invocation.finish(fail.outcome(), null, fail.failure());
		this.result.completeExceptionally(fail.failure());
	}

	private void stop(Throwable reason) {
		this.stopped.compareAndSet(null, reason);
		Stage stage = this.current;
		if (stage != null && stage.end()) {
			fail((stage instanceof Try) ? (NextStep.Fail) this.invocation.failed(reason, null, false)
					: stopped(reason));
			stage.stop();
		}
	}

	/**
	 * End the call instead of going on with it, if it was stopped meanwhile.
	 * @param stage what comes next
	 * @return {@code true} if the call has ended
	 */
	private boolean endStopped(Stage stage) {
		Throwable reason = this.stopped.get();
		if (reason != null && stage.end()) {
			fail(stopped(reason));
		}
		return reason != null;
	}

	private NextStep.Fail stopped(Throwable reason) {
		return new NextStep.Fail(FailureClassifier.classify(reason).outcome(), this.invocation.explained(reason));
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
	 * What a call is at, which ends once.
	 */
	private abstract static class Stage {

		private final AtomicBoolean over = new AtomicBoolean();

		boolean end() {
			return this.over.compareAndSet(false, true);
		}

		boolean isOver() {
			return this.over.get();
		}

		/**
		 * Undo what is under way when the call has ended.
		 */
		abstract void stop();

	}

	/**
	 * An attempt.
	 */
	private static final class Try extends Stage {

		private volatile @Nullable CompletableFuture<?> response;

		private void sent(CompletableFuture<?> response) {
			this.response = response;
			if (isOver()) {
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
	 * A wait for room, or a pause.
	 */
	private static final class Waiting extends Stage {

		private volatile @Nullable BooleanSupplier leave;

		@Override
		void stop() {
			BooleanSupplier leave = this.leave;
			if (leave != null) {
				leave.getAsBoolean();
			}
		}

	}

}
