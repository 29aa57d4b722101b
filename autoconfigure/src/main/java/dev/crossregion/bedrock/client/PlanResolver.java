package dev.crossregion.bedrock.client;

import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the plan that a request may use.
 *
 * @since 0.1.0
 * @see dev.crossregion.bedrock.plan.RoutePlans#resolve(String, String)
 */
@FunctionalInterface
public interface PlanResolver {

	/**
	 * Find the plan that a request may use.
	 * @param modelName the configured model that the request comes through, or
	 * {@code null} when it comes through none
	 * @param requested what the request names as the model
	 * @return a plan with at least one route
	 * @throws RouteRefusedException if the request may use none
	 */
	RoutePlan resolve(@Nullable String modelName, @Nullable String requested);

}
