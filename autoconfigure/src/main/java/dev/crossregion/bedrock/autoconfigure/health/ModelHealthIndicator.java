package dev.crossregion.bedrock.autoconfigure.health;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.autoconfigure.ModelBindings;
import dev.crossregion.bedrock.autoconfigure.RouteDetails;
import dev.crossregion.bedrock.autoconfigure.lifecycle.LifecycleDetails;
import dev.crossregion.bedrock.ledger.CallLedger;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.routing.CredentialsState;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import dev.crossregion.bedrock.routing.RouteStatus;
import org.jspecify.annotations.Nullable;

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

	private final LifecycleDetails lifecycles;

	private final @Nullable CallLedger ledger;

	ModelHealthIndicator(String name, RoutePlans plans, RouteStateRegistry states, ModelBindings bindings,
			LifecycleDetails lifecycles, @Nullable CallLedger ledger) {
		this.name = name;
		this.plans = plans;
		this.states = states;
		this.bindings = bindings;
		this.lifecycles = lifecycles;
		this.ledger = ledger;
	}

	@Override
	public Health health() {
		RoutePlan plan = this.plans.all().get(this.name);
		List<Route> withdrawn = this.plans.withdrawn(plan);
		List<Route> all = new ArrayList<>(plan.routes());
		all.addAll(withdrawn);
		String model = (plan.model() != null) ? plan.model().value() : RouteDetails.profile(all.get(0), false);
		List<String> notBound = this.bindings.notBound(this.name);
		if (!this.bindings.isBound(this.name)) {
			return Health.unknown().withDetail("model", model).withDetail("notBound", notBound).build();
		}
		Set<RouteStatus.Status> found = EnumSet.noneOf(RouteStatus.Status.class);
		List<Map<String, Object>> routes = new ArrayList<>();
		for (Route route : all) {
			RouteStatus state = RouteDetails.status(this.states, plan, route, withdrawn.contains(route));
			found.add(state.status());
			routes.add(RouteDetails.of(this.plans, this.lifecycles, plan, route, state, false));
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
		this.lifecycles.warning(plan).ifPresent((warning) -> health.withDetail("lifecycle", this.lifecycles.of(plan)));
		if (this.ledger != null) {
			health.withDetail("ledger", Map.of("dropped", this.ledger.dropped()));
		}
		return health.withDetail("model", model)
			.withDetail("mode", all.get(0).mode().value())
			.withDetail("residency", RouteDetails.residency(plan.declaration(), withdrawn.isEmpty()))
			.withDetail("evidence", RouteDetails.evidence((!plan.routes().isEmpty()) ? plan.routes() : all))
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

}
