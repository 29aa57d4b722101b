package dev.crossregion.bedrock.autoconfigure;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.lifecycle.LifecycleDetails;
import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import dev.crossregion.bedrock.routing.RouteStatus;

/**
 * Routes, residency and evidence as health and the endpoint {@code crossregion} show
 * them.
 */
public final class RouteDetails {

	private RouteDetails() {
	}

	/**
	 * The status of a route of a plan.
	 * @param states the states of routes
	 * @param plan the plan
	 * @param route the route
	 * @param withdrawn whether the route is withdrawn
	 * @return the status
	 */
	public static RouteStatus status(RouteStateRegistry states, RoutePlan plan, Route route, boolean withdrawn) {
		RouteStatus status = states.of(route.key());
		return (withdrawn)
				? new RouteStatus(RouteStatus.Status.WITHDRAWN, null, plan.reasonAgainst(route), status.lastOutcome())
				: status;
	}

	/**
	 * The details of a route.
	 * @param plans the plans at the start and now
	 * @param lifecycles describe life cycles
	 * @param plan the plan of its model
	 * @param route the route
	 * @param status its status
	 * @param showAccounts whether ARNs keep the number of the account
	 * @return the details
	 */
	public static Map<String, Object> of(RoutePlans plans, LifecycleDetails lifecycles, RoutePlan plan, Route route,
			RouteStatus status, boolean showAccounts) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("profile", profile(route, showAccounts));
		details.put("sourceRegion", route.sourceRegion().value());
		details.put("mode", route.mode().value());
		details.put("destinations", route.destinations().codes());
		plans.atStart(plan, route)
			.map(Route::destinations)
			.filter((original) -> !original.equals(route.destinations()))
			.ifPresent((original) -> details.put("destinationsAtStart", original.codes()));
		if (route.guardrail() != null) {
			details.put("guardrail", guardrail(route.guardrail()));
		}
		lifecycles.sinceStart(plans, plan, route).ifPresent((lifecycle) -> details.put("lifecycle", lifecycle));
		details.put("state", status.status().value());
		if (status.status() == RouteStatus.Status.WITHDRAWN) {
			plans.withdrawnSince(plan, route).ifPresent((since) -> details.put("since", since.toString()));
		}
		if (status.until() != null) {
			details.put("until", status.until().toString());
		}
		if (status.reason() != null) {
			details.put("reason", status.reason());
		}
		details.put("lastOutcome", (status.lastOutcome() != null) ? status.lastOutcome().value() : "none");
		return details;
	}

	private static Map<String, Object> guardrail(Guardrail.Reach reach) {
		Map<String, Object> details = new LinkedHashMap<>();
		if (reach.profile() != null) {
			details.put("profile", reach.profile());
		}
		details.put("destinations", reach.destinations().codes());
		return details;
	}

	/**
	 * What calls along a route name as the model.
	 * @param route the route
	 * @param showAccounts whether an ARN keeps the number of the account
	 * @return the ID or ARN
	 */
	public static String profile(Route route, boolean showAccounts) {
		return (showAccounts) ? route.modelId() : DisplayText.withoutAccounts(route.modelId());
	}

	/**
	 * The details of a residency limit.
	 * @param declaration the declaration with the limit
	 * @param compliant whether every route of the plan satisfies it
	 * @return the details
	 */
	public static Map<String, Object> residency(ModelDeclaration declaration, boolean compliant) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("verdict", (compliant) ? "compliant" : "not-compliant");
		details.put("allow", codes(declaration.residency().allow()));
		details.put("deny", codes(declaration.residency().deny()));
		if (declaration.retention() != null) {
			details.put("retention", declaration.retention().value());
		}
		return details;
	}

	private static List<String> codes(Collection<Place> places) {
		return places.stream().map(Place::code).toList();
	}

	/**
	 * The evidence of routes. Where they differ the weakest counts.
	 * @param routes the routes, at least one
	 * @return the details
	 */
	public static Map<String, Object> evidence(List<Route> routes) {
		Evidence weakest = routes.stream()
			.map(Route::evidence)
			.max(Comparator.comparing(Evidence::source).thenComparing(Evidence::asOf, Comparator.reverseOrder()))
			.orElseThrow();
		return evidence(weakest);
	}

	/**
	 * The details of evidence.
	 * @param evidence the evidence
	 * @return its source and date
	 */
	public static Map<String, Object> evidence(Evidence evidence) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("source", evidence.source().value());
		details.put("asOf", evidence.asOf().toString());
		return details;
	}

}
