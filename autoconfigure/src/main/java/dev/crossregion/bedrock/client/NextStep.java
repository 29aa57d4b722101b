package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.routing.Outcome;

/**
 * What a call does next.
 */
sealed interface NextStep {

	/**
	 * It is sent.
	 *
	 * @param route the route that it takes
	 */
	record Send(Route route) implements NextStep {
	}

	/**
	 * It goes on later; {@link Invocation#await} says how.
	 */
	sealed interface Later extends NextStep {

	}

	/**
	 * It waits for room.
	 *
	 * @param atMost how long
	 */
	record Wait(Duration atMost) implements Later {
	}

	/**
	 * It tries a route again after a pause.
	 *
	 * @param backoff how long the pause is; less than the time that is left
	 */
	record Pause(Duration backoff) implements Later {
	}

	/**
	 * It asks for room in a quota that is shared with other instances.
	 *
	 * @param next what comes after; completes on any thread, in bounded time
	 */
	record Confirmation(CompletableFuture<NextStep> next) implements Later {
	}

	/**
	 * It has failed.
	 *
	 * @param outcome how it ended
	 * @param failure what the caller sees
	 */
	record Fail(Outcome outcome, Throwable failure) implements NextStep {
	}

}
