package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.Route;

/**
 * What a call does next.
 */
sealed interface Next {

	/**
	 * It is sent.
	 *
	 * @param route the route that it takes
	 */
	record Send(Route route) implements Next {
	}

	/**
	 * It goes on later; {@link Invocation#await} says how.
	 */
	sealed interface Later extends Next {

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
	record Confirmation(CompletableFuture<Next> next) implements Later {
	}

	/**
	 * It has failed.
	 *
	 * @param outcome how it ended
	 * @param failure what the caller sees
	 */
	record Fail(Outcome outcome, Throwable failure) implements Next {
	}

}
