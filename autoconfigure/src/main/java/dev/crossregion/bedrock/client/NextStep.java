package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.routing.Outcome;

/**
 * The next step of a call.
 */
sealed interface NextStep {

	/**
	 * Send an attempt.
	 *
	 * @param route the route of the attempt
	 */
	record Send(Route route) implements NextStep {
	}

	/**
	 * Continue later, by {@link Invocation#await}.
	 */
	sealed interface Delayed extends NextStep {

	}

	/**
	 * Queue until a quota has room.
	 *
	 * @param maxWait the longest time in the queue; positive
	 */
	record Queue(Duration maxWait) implements Delayed {
	}

	/**
	 * Retry a route after a backoff.
	 *
	 * @param delay the backoff; less than the remaining time of the call
	 */
	record Backoff(Duration delay) implements Delayed {
	}

	/**
	 * Ask for room in a quota that is shared with other instances.
	 *
	 * @param next the step after the answer; completes on any thread, in bounded time
	 */
	record Confirm(CompletableFuture<NextStep> next) implements Delayed {
	}

	/**
	 * Fail the call.
	 *
	 * @param outcome the outcome of the call
	 * @param failure the failure that the caller gets
	 */
	record Fail(Outcome outcome, Throwable failure) implements NextStep {
	}

}
