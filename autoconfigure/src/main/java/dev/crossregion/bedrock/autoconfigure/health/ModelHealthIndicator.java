package dev.crossregion.bedrock.autoconfigure.health;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.autoconfigure.ModelBindings;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.routing.CredentialsState;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import dev.crossregion.bedrock.routing.RouteStatus;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Health of one model, from its plan and the states of its routes. Makes no call.
 */
final class ModelHealthIndicator implements HealthIndicator {

	private final String name;

	private final RoutePlans plans;

	private final RouteStateRegistry states;

	private final ModelBindings bindings;

	ModelHealthIndicator(String name, RoutePlans plans, RouteStateRegistry states, ModelBindings bindings) {
		this.name = name;
		this.plans = plans;
		this.states = states;
		this.bindings = bindings;
	}

	@Override
	public Health health() {
		RoutePlan plan = this.plans.all().get(this.name);
		List<Route> withdrawn = this.plans.withdrawn(plan);
		List<Route> all = new ArrayList<>(plan.routes());
		all.addAll(withdrawn);
		String model = (plan.model() != null) ? plan.model().value() : shown(all.get(0));
		List<String> notBound = this.bindings.notBound(this.name);
		if (!this.bindings.isBound(this.name)) {
			return Health.unknown().withDetail("model", model).withDetail("notBound", notBound).build();
		}
		Set<RouteStatus.Status> found = EnumSet.noneOf(RouteStatus.Status.class);
		List<Map<String, Object>> routes = new ArrayList<>();
		for (Route route : all) {
			RouteStatus state = this.states.of(route.key());
			if (withdrawn.contains(route)) {
				state = new RouteStatus(RouteStatus.Status.WITHDRAWN, null, plan.reasonAgainst(route),
						state.lastOutcome());
			}
			found.add(state.status());
			routes.add(route(route, state));
		}
		Health.Builder health = Health.status(status(found));
		CredentialsState credentials = this.states.credentials();
		if (credentials != CredentialsState.VALID) {
			health.withDetail("credentials", credentials.value());
		}
		if (!notBound.isEmpty()) {
			health.withDetail("notBound", notBound);
		}
		this.states.sharedQuotas()
			.ifPresent((shared) -> health.withDetail("sharedQuotas",
					(shared.isAvailable()) ? "available" : "unavailable"));
		return health.withDetail("model", model)
			.withDetail("mode", all.get(0).mode().value())
			.withDetail("residency", residency(plan.declaration().residency(), withdrawn.isEmpty()))
			.withDetail("evidence", evidence((!plan.routes().isEmpty()) ? plan.routes() : all))
			.withDetail("routes", routes)
			.build();
	}

	// Every instance shares a throttled quota: taking one out of a load balancer would
	// make it worse for the others.
	private static Status status(Set<RouteStatus.Status> found) {
		if (found.contains(RouteStatus.Status.AVAILABLE) || found.contains(RouteStatus.Status.THROTTLED)) {
			return Status.UP;
		}
		return (found.contains(RouteStatus.Status.FAULTY)) ? Status.OUT_OF_SERVICE : Status.DOWN;
	}

	private static Map<String, Object> residency(ResidencyPolicy residency, boolean compliant) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("verdict", (compliant) ? "compliant" : "not-compliant");
		details.put("allow", codes(residency.allow()));
		details.put("deny", codes(residency.deny()));
		return details;
	}

	private static List<String> codes(Collection<Place> places) {
		return places.stream().map(Place::code).toList();
	}

	// Routes may differ in their evidence: the weakest counts. That of a withdrawn route
	// is no longer held.
	private static Map<String, Object> evidence(List<Route> routes) {
		Evidence weakest = routes.stream()
			.map(Route::evidence)
			.max(Comparator.comparing(Evidence::source).thenComparing(Evidence::asOf, Comparator.reverseOrder()))
			.orElseThrow();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("source", weakest.source().value());
		details.put("asOf", weakest.asOf().toString());
		return details;
	}

	private static String shown(Route route) {
		return DisplayText.withoutAccounts(route.modelId());
	}

	private static Map<String, Object> route(Route route, RouteStatus state) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("profile", shown(route));
		details.put("sourceRegion", route.sourceRegion().value());
		details.put("mode", route.mode().value());
		details.put("destinations", route.destinations().codes());
		details.put("state", state.status().value());
		if (state.until() != null) {
			details.put("until", state.until().toString());
		}
		if (state.reason() != null) {
			details.put("reason", state.reason());
		}
		details.put("lastOutcome", (state.lastOutcome() != null) ? state.lastOutcome().value() : "none");
		return details;
	}

}
