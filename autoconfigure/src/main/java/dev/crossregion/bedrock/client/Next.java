package dev.crossregion.bedrock.client;

import java.time.Duration;

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
	 * It waits for room.
	 *
	 * @param atMost how long
	 */
	record Wait(Duration atMost) implements Next {
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
