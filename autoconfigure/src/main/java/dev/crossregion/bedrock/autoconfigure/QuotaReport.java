package dev.crossregion.bedrock.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import dev.crossregion.bedrock.profile.ShownText;
import dev.crossregion.bedrock.routing.Route;
import dev.crossregion.bedrock.routing.RoutePlans;
import dev.crossregion.bedrock.routing.RouteQuota;
import dev.crossregion.bedrock.routing.RouteStates;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of each route how large its quota is and who says so, when quotas were read for
 * the first time and whenever a number has changed. Not thread-safe.
 */
final class QuotaReport {

	private static final Logger logger = LoggerFactory.getLogger(QuotaReport.class);

	private final CrossRegionProperties properties;

	private final Map<Route.Key, RouteQuota> said = new HashMap<>();

	QuotaReport(CrossRegionProperties properties) {
		this.properties = properties;
	}

	void write(RoutePlans plans, RouteStates states) {
		plans.all().values().forEach((plan) -> plan.routes().forEach((route) -> {
			RouteQuota quota = states.quota(route);
			if (!quota.equals(this.said.put(route.key(), quota))) {
				write(route, quota);
				ReservationReport.write(plans, this.properties, route, quota.tokensPerMinute());
			}
		}));
	}

	private static void write(Route route, RouteQuota quota) {
		String profile = ShownText.withoutAccounts(route.profile());
		logger.info("Quota of {} from {}: {}", profile, route.sourceRegion(), quota);
		if (quota.isNothing()) {
			logger.warn("No call of {} from {} can succeed: its quota is 0 ({}). That is common in new accounts, and "
					+ "only AWS Support can change it", profile, route.sourceRegion(), quota);
		}
	}

}
