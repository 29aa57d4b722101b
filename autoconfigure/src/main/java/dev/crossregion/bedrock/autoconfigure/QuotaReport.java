package dev.crossregion.bedrock.autoconfigure;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.QuotaNumber;
import dev.crossregion.bedrock.routing.RouteQuota;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the quota of each route and its origin, when quotas were read for the first time
 * and whenever a number has changed. Not thread-safe.
 */
final class QuotaReport {

	private static final Logger logger = LoggerFactory.getLogger(QuotaReport.class);

	private final CrossRegionProperties properties;

	private final Map<Route.Key, RouteQuota> reported = new HashMap<>();

	QuotaReport(CrossRegionProperties properties) {
		this.properties = properties;
	}

	void write(RoutePlans plans, RouteStateRegistry states, RegionCode region) {
		Map<Route.Key, Route> routes = new LinkedHashMap<>();
		Map<Route.Key, RouteQuota> quotas = new HashMap<>();
		plans.all()
			.values()
			.stream()
			.flatMap((plan) -> plan.routes().stream())
			.filter((route) -> route.sourceRegion().equals(region))
			.forEach((route) -> {
				routes.putIfAbsent(route.key(), route);
				quotas.merge(route.key(), states.quota(route), QuotaReport::stricter);
			});
		routes.forEach((key, route) -> {
			RouteQuota quota = quotas.get(key);
			if (!quota.equals(this.reported.put(key, quota))) {
				write(route, quota);
				ReservationReport.write(plans, this.properties, route, quota.tokensPerMinute());
			}
		});
	}

	// Of several plans that share a route, some may declare its quota.
	private static RouteQuota stricter(RouteQuota one, RouteQuota other) {
		return new RouteQuota(stricter(one.tokensPerMinute(), other.tokensPerMinute()),
				stricter(one.requestsPerMinute(), other.requestsPerMinute()));
	}

	private static QuotaNumber stricter(QuotaNumber one, QuotaNumber other) {
		if (other.origin() != QuotaNumber.Origin.DECLARED) {
			return one;
		}
		return (one.origin() == QuotaNumber.Origin.DECLARED && one.perMinute() <= other.perMinute()) ? one : other;
	}

	private static void write(Route route, RouteQuota quota) {
		String profile = DisplayText.withoutAccounts(route.modelId());
		logger.info("Quota of {} from {}: {}", profile, route.sourceRegion(), quota);
		if (quota.isNothing()) {
			logger.warn("No call of {} from {} can succeed: its quota is 0 ({}). That is common in new accounts, and "
					+ "only AWS Support can change it", profile, route.sourceRegion(), quota);
		}
	}

}
