package dev.crossregion.bedrock.routing;

/**
 * In which order the routes of a plan are tried.
 *
 * @since 0.1.0
 */
public enum RoutingStrategy {

	/** The first route with room, in the order of the configuration. */
	ORDERED,

	/** By estimated headroom. */
	SPREAD

}
