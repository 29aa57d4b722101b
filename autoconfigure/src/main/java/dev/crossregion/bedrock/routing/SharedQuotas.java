package dev.crossregion.bedrock.routing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.plan.Route;

/**
 * Quotas that several instances of an application draw on together. A call that has room
 * in the mirror of its own instance asks here for the same room before it is sent.
 * Implementations are thread-safe and never block.
 *
 * @since 0.1.0
 */
public interface SharedQuotas {

	/**
	 * Ask for room.
	 * @param route the route of the call
	 * @param quota the size of the quota that the route draws on
	 * @param tokens the tokens to reserve, not negative
	 * @return completes on any thread, in bounded time and never exceptionally. Where the
	 * shared quota cannot be reached, the answer is room, because the mirror of the
	 * instance has said so
	 */
	CompletableFuture<Answer> reserve(Route route, RouteQuota quota, long tokens);

	/**
	 * Whether calls are counted together now.
	 * @return {@code false} while each instance goes by its own mirror
	 */
	boolean isAvailable();

	/**
	 * What a call may do.
	 */
	sealed interface Answer {

	}

	/**
	 * It may be sent.
	 *
	 * @param room what it holds, to be ended once
	 */
	record Held(Room room) implements Answer {
	}

	/**
	 * There is no room for it now.
	 *
	 * @param forAtLeast when to ask again, unless something is given back before
	 */
	record NotNow(Duration forAtLeast) implements Answer {
	}

	/**
	 * Another instance was just throttled, and a call sent now would be too.
	 *
	 * @param kind {@link FailureKind#THROTTLED} or {@link FailureKind#THROTTLED_REQUESTS}
	 */
	record Throttled(FailureKind kind) implements Answer {
	}

	/**
	 * Room that a call holds in a shared quota.
	 */
	interface Room {

		/**
		 * Charge what the call has cost, and give back the rest.
		 * @param tokens the tokens that it cost; may be more than were reserved
		 * @param requests 1, or 0 for a call that was never sent
		 * @return completes when others may have the rest, never exceptionally
		 */
		CompletableFuture<Void> settle(long tokens, int requests);

		/**
		 * The call was throttled: whatever is left of the quota, Bedrock has none.
		 * @param kind {@link FailureKind#THROTTLED} or
		 * {@link FailureKind#THROTTLED_REQUESTS}
		 */
		void throttled(FailureKind kind);

	}

}
