package dev.crossregion.bedrock.routing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.plan.Route;

/**
 * Counts the quotas that several instances of an application use together. A call that
 * has room in the mirror of its own instance reserves the same room here before it is
 * sent. Implementations are thread-safe and never block.
 *
 * @since 0.1.0
 */
public interface SharedQuotas {

	/**
	 * Reserve room.
	 * @param route the route of the call
	 * @param quota the size of the quota of the route
	 * @param tokens the tokens to reserve, not negative
	 * @return completes on any thread, in bounded time and never exceptionally. While the
	 * shared quota cannot be reached, the result is what this instance can tell by
	 * itself: {@link Held}, because its mirror has room, or {@link NotNow} where the
	 * shared quota had less left before and cannot have been refilled so far
	 */
	CompletableFuture<Answer> reserve(Route route, RouteQuota quota, long tokens);

	/**
	 * Whether the shared quota can be reached.
	 * @return {@code false} while each instance decides by itself
	 */
	boolean isAvailable();

	/**
	 * The result of reserving room.
	 */
	sealed interface Answer {

	}

	/**
	 * The room is reserved, and the call may be sent.
	 *
	 * @param room the reserved room, to be ended once
	 */
	record Held(Room room) implements Answer {
	}

	/**
	 * There is no room now.
	 *
	 * @param forAtLeast after which time to try again, unless room is given back before
	 */
	record NotNow(Duration forAtLeast) implements Answer {
	}

	/**
	 * Another instance was just throttled, and so would be a call sent now.
	 *
	 * @param kind {@link FailureKind#THROTTLED} or {@link FailureKind#THROTTLED_REQUESTS}
	 */
	record Throttled(FailureKind kind) implements Answer {
	}

	/**
	 * The reserved room of a call in a shared quota.
	 */
	interface Room {

		/**
		 * Charge what the call has cost, and give back the rest.
		 * @param tokens the tokens that it cost; may be more than were reserved
		 * @param requests 1, or 0 for a call that was not sent
		 * @return completes when the rest is available to others, never exceptionally
		 */
		CompletableFuture<Void> settle(long tokens, int requests);

		/**
		 * Note that the call was throttled: nothing is left of the quota in Bedrock.
		 * @param kind {@link FailureKind#THROTTLED} or
		 * {@link FailureKind#THROTTLED_REQUESTS}
		 */
		void throttled(FailureKind kind);

	}

}
