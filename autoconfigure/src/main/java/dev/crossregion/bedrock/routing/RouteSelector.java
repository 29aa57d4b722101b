package dev.crossregion.bedrock.routing;

import java.util.Optional;
import java.util.Set;

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
	 * @param tried the routes that this call has used up
	 * @return the route, or empty when none is left
	 */
	public static Optional<Route> next(RoutePlan plan, Set<Route.Key> tried) {
		return plan.routes().stream().filter((route) -> !tried.contains(route.key())).findFirst();
	}

}
