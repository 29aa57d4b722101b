package dev.crossregion.bedrock.routing;

import java.util.Collection;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.RegionCode;

/**
 * Reads how large quotas are, where the configuration does not declare them. It is called
 * in the background at startup and on each refresh, never while a call waits. A bean of
 * this type replaces the one that asks Service Quotas. Implementations are thread-safe.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/servicequotas/latest/userguide/intro.html">Service
 * Quotas</a>
 */
@FunctionalInterface
public interface QuotaSource {

	/**
	 * Read the quotas of a source Region. May block. An exception is logged, the last
	 * reading stays in use, and the next refresh tries again.
	 * @param sourceRegion the source Region
	 * @param routes the routes of all plans that start there
	 * @return the quotas
	 */
	Quotas read(RegionCode sourceRegion, Collection<Route> routes);

	/**
	 * One reading of the quotas of a source Region. Immutable.
	 */
	@FunctionalInterface
	interface Quotas {

		/**
		 * The quota of a route. Called on threads of requests, also for routes that were
		 * planned later; it returns at once and does no I/O.
		 * @param route a route from the source Region
		 * @return its quota; {@link RouteQuota#LEARNED} where nothing is known
		 */
		RouteQuota of(Route route);

	}

}
