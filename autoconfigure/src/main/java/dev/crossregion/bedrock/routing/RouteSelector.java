package dev.crossregion.bedrock.routing;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.quota.RequestSize;

/**
 * Chooses the route of the next attempt. Pure: it does no I/O and reads no clock, and the
 * same inputs give the same choice.
 */
final class RouteSelector {

	/** Nobody knows when it is free again; whoever waits is told. */
	private static final long TAKEN = 60_000_000_000L;

	private RouteSelector() {
	}

	/**
	 * Choose: a route with room, and a doubtful one only when no other has any; else wait
	 * while one only lacks room; else a faulty route before its time, one that is
	 * throttled for the day, and at last a denied one, because a try that may fail is
	 * better than a refusal.
	 * @param plan the plan of the call
	 * @param used the routes that the call has tried, and how they failed; only one whose
	 * quota refills is tried again
	 * @param taken routes that others wait for: they count as having no room
	 * @param conditions what is known of the routes of the plan, in their order
	 * @param size how large the request is
	 * @param needs what the call needs beside the model
	 * @param now the time in nanoseconds
	 * @return the decision
	 */
	static Decision decide(RoutePlan plan, Map<Route.Key, FailureKind> used, Set<Route.Key> taken,
			RouteState[] conditions, RequestSize size, CallNeeds needs, long now) {
		boolean spread = plan.declaration().limits().strategy() == RoutingStrategy.SPREAD;
		List<Route> routes = plan.routes();
		int best = -1;
		int faulty = -1;
		int spent = -1;
		int denied = -1;
		double headroom = Double.NEGATIVE_INFINITY;
		long delay = Long.MAX_VALUE;
		long look = Long.MAX_VALUE;
		for (int i = 0; i < conditions.length; i++) {
			FailureKind failure = (used.isEmpty()) ? null : used.get(routes.get(i).key());
			if (failure != null && !failure.refills()) {
				continue;
			}
			RouteState condition = conditions[i];
			RouteHealth health = condition.health();
			boolean free = taken.isEmpty() || !taken.contains(routes.get(i).key());
			RequestSize sent = size.withMaximumOf(routes.get(i).accounting().maxOutputTokens());
			long wait = (free) ? condition.quota().delay(condition.quota().estimate(sent), now) : TAKEN;
			boolean refused = condition.denials().isDenied(needs, now);
			if (!refused && (!health.isSuspended() || health.isDue(now))) {
				if (wait > 0) {
					delay = Math.min(delay, wait);
					continue;
				}
				boolean doubtful = condition.isDoubtful(now);
				if (!spread && !doubtful) {
					return new Decision(i, 0);
				}
				// At most 1, and more than 0 where there is room.
				double room = condition.quota().headroom(now) - ((doubtful) ? 1 : 0);
				if (room > headroom) {
					best = i;
					headroom = room;
				}
				continue;
			}
			if (health.isSuspended()) {
				look = Math.min(look, health.dueAt() - now);
			}
			if (failure != null) {
				continue;
			}
			if (wait > 0) {
				delay = Math.min(delay, wait);
			}
			else if (refused || health.denied() != null) {
				denied = (denied < 0) ? i : denied;
			}
			else if (health.spent() != null) {
				spent = (spent < 0) ? i : spent;
			}
			else {
				faulty = (faulty < 0) ? i : faulty;
			}
		}
		if (best < 0 && delay == Long.MAX_VALUE) {
			best = lastResort(faulty, spent, denied);
		}
		if (best >= 0) {
			return new Decision(best, 0);
		}
		return (delay != Long.MAX_VALUE) ? new Decision(-1, Math.min(delay, look)) : Decision.NOTHING;
	}

	private static int lastResort(int faulty, int spent, int denied) {
		if (faulty >= 0) {
			return faulty;
		}
		return (spent >= 0) ? spent : denied;
	}

	/**
	 * What was decided.
	 *
	 * @param route the place of the chosen route in its plan, or -1
	 * @param delay how long until there may be room, in nanoseconds, or -1 when the call
	 * has used up every route
	 */
	record Decision(int route, long delay) {

		static final Decision NOTHING = new Decision(-1, -1);

	}

}
