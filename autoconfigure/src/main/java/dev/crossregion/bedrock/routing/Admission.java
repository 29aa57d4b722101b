package dev.crossregion.bedrock.routing;

import java.time.Duration;

import dev.crossregion.bedrock.plan.Route;

/**
 * The result of asking for a route: what a call may do next.
 *
 * @since 0.1.0
 */
public sealed interface Admission {

	/**
	 * The call may be sent.
	 *
	 * @param route the route to send it along
	 * @param reservation its reserved room on the route, to be ended or released
	 */
	record Granted(Route route, Reservation reservation) implements Admission {
	}

	/**
	 * Every route that the call may use lacks room for now.
	 *
	 * @param retryAfter after which time to ask again, unless a state changes before
	 */
	record NoRoom(Duration retryAfter) implements Admission {
	}

	/**
	 * The call has used up every route of its plan.
	 */
	record Exhausted() implements Admission {
	}

}
