package dev.crossregion.bedrock.autoconfigure.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.RouteDetails;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.residency.Place;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Contributes the short form of each plan to {@code info}: model, routes and residency.
 */
final class CrossRegionInfoContributor implements InfoContributor {

	private final RoutePlans plans;

	CrossRegionInfoContributor(RoutePlans plans) {
		this.plans = plans;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> models = new LinkedHashMap<>();
		this.plans.all().forEach((name, plan) -> models.put(name, describe(plan)));
		builder.withDetail("bedrockCrossRegion", models);
	}

	private static Map<String, Object> describe(RoutePlan plan) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("model", (plan.model() != null) ? plan.model().value() : null);
		details.put("routes",
				plan.routes()
					.stream()
					.map((route) -> RouteDetails.profile(route, false) + " from " + route.sourceRegion())
					.toList());
		details.put("allow", plan.declaration().residency().allow().stream().map(Place::code).toList());
		details.put("deny", plan.declaration().residency().deny().stream().map(Place::code).toList());
		if (plan.declaration().retention() != null) {
			details.put("retention", plan.declaration().retention().value());
		}
		return details;
	}

}
