package dev.crossregion.bedrock.routing;

/**
 * A change of a route's status, for the log.
 *
 * @param before the status that was last reported
 * @param state the status now
 * @since 0.1.0
 */
public record RouteChange(RouteStatus.Status before, RouteStatus state) {
}
