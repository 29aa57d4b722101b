package dev.crossregion.bedrock.routing;

/**
 * The state of a route has changed.
 *
 * @param before what was last told of it
 * @param state what it is now
 * @since 0.1.0
 */
public record RouteChange(RouteStatus.Status before, RouteStatus state) {
}
