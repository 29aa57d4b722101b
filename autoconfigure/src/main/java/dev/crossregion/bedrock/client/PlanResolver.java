package dev.crossregion.bedrock.client;

import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the plan of a request.
 *
 * @since 0.1.0
 * @see dev.crossregion.bedrock.plan.RoutePlans#resolve(String, String)
 */
@FunctionalInterface
public interface PlanResolver {

	/**
	 * Resolve the plan of a request.
	 * @param modelName the configured model of the client, or {@code null} if the client
	 * serves all models
	 * @param requested the model that the request names, or {@code null}
	 * @return a plan with at least one route
	 * @throws RouteRefusedException if the request may use no route
	 */
	RoutePlan resolve(@Nullable String modelName, @Nullable String requested);

}
