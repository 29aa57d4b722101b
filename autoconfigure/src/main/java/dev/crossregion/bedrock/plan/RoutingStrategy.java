package dev.crossregion.bedrock.plan;

/**
 * In which order the routes of a plan are tried. With either, a route that was throttled
 * in the last five seconds, and has answered no later call, comes after those that were
 * not, unless its quota is declared.
 *
 * @since 0.1.0
 */
public enum RoutingStrategy {

	/** The first route with room, in the order of the configuration. */
	ORDERED,

	/** By estimated headroom. */
	SPREAD

}
