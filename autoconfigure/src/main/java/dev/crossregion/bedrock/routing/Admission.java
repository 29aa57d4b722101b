package dev.crossregion.bedrock.routing;

import java.time.Duration;

import dev.crossregion.bedrock.plan.Route;

/**
 * What a call may do next.
 *
 * @since 0.1.0
 */
public sealed interface Admission {

	/**
	 * It may be sent.
	 *
	 * @param route the way it takes
	 * @param reservation the room that it holds, to be ended or released
	 */
	record Granted(Route route, Reservation reservation) implements Admission {
	}

	/**
	 * Every route that it may use lacks room for now.
	 *
	 * @param forAtMost when to ask again, unless something changes before
	 */
	record Wait(Duration forAtMost) implements Admission {
	}

	/**
	 * It has used up every route of its plan.
	 */
	record Nothing() implements Admission {
	}

}
