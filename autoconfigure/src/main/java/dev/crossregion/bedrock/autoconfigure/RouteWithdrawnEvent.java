package dev.crossregion.bedrock.autoconfigure;

import dev.crossregion.bedrock.plan.Route;

/**
 * Published in the application context when renewed evidence does not admit a route any
 * more. No further request takes it, and health reports it as withdrawn. Published on the
 * thread that renews evidence.
 *
 * @param model the name of the model in the configuration
 * @param route the route as it was admitted until now
 * @param reason why it is not admitted any more, half a sentence
 * @since 0.1.0
 */
public record RouteWithdrawnEvent(String model, Route route, String reason) {
}
