package dev.crossregion.bedrock.routing;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the route of the next attempt. Pure: it does no I/O, and the same inputs give
 * the same choice.
 *
 * @since 0.1.0
 */
public final class RouteSelector {

	private RouteSelector() {
	}

	/**
	 * Choose the first route of a plan that was not tried yet.
	 * @param plan the plan
	 * @param used the routes that this call has tried, and how they failed
	 * @return the route, or {@code null} when none is left
	 */
	static @Nullable Route decide(RoutePlan plan, Map<Route.Key, FailureKind> used) {
		for (Route route : plan.routes()) {
			if (!used.containsKey(route.key())) {
				return route;
			}
		}
		return null;
	}

}
