package dev.crossregion.bedrock.routing;

import java.util.Collection;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.RegionCode;

/**
 * Knows how large quotas are, where configuration does not say. Read in the background at
 * start and on each refresh, never while a call waits. A bean of this type takes the
 * place of the one that asks Service Quotas. Implementations are thread-safe.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/servicequotas/latest/userguide/intro.html">Service
 * Quotas</a>
 */
@FunctionalInterface
public interface QuotaSource {

	/**
	 * Read the quotas of a source Region. May block; what is thrown leaves everything as
	 * it was, is logged, and is tried again later.
	 * @param sourceRegion the source Region
	 * @param routes the routes of all plans that start there
	 * @return the quotas
	 */
	Quotas read(RegionCode sourceRegion, Collection<Route> routes);

	/**
	 * The quotas of one source Region as they were read. Immutable.
	 */
	@FunctionalInterface
	interface Quotas {

		/**
		 * The quota that a route draws on. Called on threads of requests, also for routes
		 * that were planned later; it returns at once and does no I/O.
		 * @param route a route from the source Region
		 * @return its quota; {@link RouteQuota#LEARNED} where nothing is known
		 */
		RouteQuota of(Route route);

	}

}
