package dev.crossregion.bedrock.autoconfigure.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.ModelBindings;
import dev.crossregion.bedrock.autoconfigure.RouteDetails;
import dev.crossregion.bedrock.autoconfigure.lifecycle.LifecycleDetails;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.price.PriceComparison;
import dev.crossregion.bedrock.price.PriceList;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.quota.QuotaNumber;
import dev.crossregion.bedrock.routing.CredentialsState;
import dev.crossregion.bedrock.routing.RouteQuota;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Describes the plan of one model and the state of its routes. Makes no call.
 */
final class ModelDescription {

	private final RoutePlans plans;

	private final RouteStateRegistry states;

	private final ModelBindings bindings;

	private final CallCounters counters;

	private final OutputSuggestions suggestions;

	private final CrossRegionProperties properties;

	private final LifecycleDetails lifecycles;

	private final PriceList prices;

	private final Clock clock;

	ModelDescription(RoutePlans plans, RouteStateRegistry states, ModelBindings bindings, CallCounters counters,
			OutputSuggestions suggestions, CrossRegionProperties properties, LifecycleDetails lifecycles,
			PriceList prices, Clock clock) {
		this.plans = plans;
		this.states = states;
		this.bindings = bindings;
		this.counters = counters;
		this.suggestions = suggestions;
		this.properties = properties;
		this.lifecycles = lifecycles;
		this.prices = prices;
		this.clock = clock;
	}

	/**
	 * Describe all models.
	 * @param showAccounts whether ARNs keep the number of the account
	 * @return the descriptions by the name of the model
	 */
	Map<String, Object> all(boolean showAccounts) {
		Map<String, Object> all = new LinkedHashMap<>();
		this.plans.all().forEach((name, plan) -> all.put(name, describe(plan, showAccounts)));
		return all;
	}

	/**
	 * Describe one model.
	 * @param name the name of the model
	 * @param showAccounts whether ARNs keep the number of the account
	 * @return the description, or {@code null} if no model has the name
	 */
	@Nullable Map<String, Object> one(String name, boolean showAccounts) {
		RoutePlan plan = this.plans.all().get(name);
		return (plan != null) ? describe(plan, showAccounts) : null;
	}

	private Map<String, Object> describe(RoutePlan plan, boolean showAccounts) {
		List<Route> withdrawn = this.plans.withdrawn(plan);
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("model", (plan.model() != null) ? plan.model().value() : null);
		details.put("residency", RouteDetails.residency(plan.declaration(), withdrawn.isEmpty()));
		if (this.states.credentials() != CredentialsState.VALID) {
			details.put("credentials", this.states.credentials().value());
		}
		if (!this.bindings.notBound(plan.name()).isEmpty()) {
			details.put("notBound", this.bindings.notBound(plan.name()));
		}
		Map<String, Object> lifecycle = this.lifecycles.of(plan);
		if (!lifecycle.isEmpty()) {
			details.put("lifecycle", lifecycle);
		}
		List<Map<String, Object>> routes = new ArrayList<>();
		PriceComparison prices = new PriceComparison(plan, this.prices);
		plan.routes().forEach((route) -> {
			Map<String, Object> entry = describe(plan, route, false, showAccounts);
			prices.of(route).ifPresent((price) -> entry.put("price", price(prices, price)));
			routes.add(entry);
		});
		withdrawn.forEach((route) -> routes.add(describe(plan, route, true, showAccounts)));
		details.put("routes", routes);
		details.put("unmet", plan.unmet().stream().map((unmet) -> {
			Map<String, Object> entry = new LinkedHashMap<>();
			entry.put("sourceRegion", unmet.route().sourceRegion().value());
			entry.put("declared", shown(unmet.route().target().toString(), showAccounts));
			return refused(entry, unmet.refusal(), showAccounts);
		}).toList());
		details.put("refused", plan.candidates().stream().map((candidate) -> {
			Map<String, Object> entry = new LinkedHashMap<>();
			entry.put("profile", shown(candidate.profile(), showAccounts));
			entry.put("sourceRegion", candidate.sourceRegion().value());
			entry.put("mode", candidate.mode().value());
			entry.put("destinations", candidate.destinations().codes());
			prices.of(candidate).ifPresent((price) -> entry.put("price", price(prices, price)));
			return refused(entry, candidate.refusal(), showAccounts);
		}).toList());
		if (!prices.cheaper().isEmpty()) {
			details.put("cheaper",
					prices.cheaper()
						.stream()
						.map((candidate) -> shown(candidate.profile(), showAccounts) + " from "
								+ candidate.sourceRegion() + ": " + candidate.refusal().reason())
						.toList());
		}
		details.put("calls", this.counters.calls(plan.name()));
		return details;
	}

	private static Map<String, Object> price(PriceComparison prices, PriceList.Price price) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("input", price.price().input());
		details.put("output", price.price().output());
		details.put("from", price.source());
		details.put("timesCheapest", Math.round(prices.relative(price) * 1000) / 1000.0);
		return details;
	}

	private static Map<String, Object> refused(Map<String, Object> entry, Refusal refusal, boolean showAccounts) {
		entry.put("reason", refusal.reason());
		entry.put("description", shown(refusal.describe(), showAccounts));
		return entry;
	}

	private static String shown(String text, boolean showAccounts) {
		return (showAccounts) ? text : DisplayText.withoutAccounts(text);
	}

	private Map<String, Object> describe(RoutePlan plan, Route route, boolean withdrawn, boolean showAccounts) {
		Map<String, Object> details = RouteDetails.of(this.plans, this.lifecycles, plan, route,
				RouteDetails.status(this.states, plan, route, withdrawn), showAccounts);
		details.put("proven", route.proven());
		Map<String, Object> evidence = RouteDetails.evidence(route.evidence());
		evidence.put("age",
				Duration.between(route.evidence().asOf(), this.clock.instant())
					.truncatedTo(ChronoUnit.SECONDS)
					.toString());
		details.put("evidence", evidence);
		RouteQuota quota = this.states.quota(route);
		Map<String, Object> quotas = new LinkedHashMap<>();
		quotas.put("tokensPerMinute", number(quota.tokensPerMinute()));
		quotas.put("requestsPerMinute", number(quota.requestsPerMinute()));
		quotas.put("headroom", this.states.headroom(route));
		details.put("quota", quotas);
		details.put("reservation", reservation(plan, route));
		details.put("attempts", this.counters.attempts(plan.name(), route));
		return details;
	}

	private static Map<String, Object> number(QuotaNumber number) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("origin", number.origin().value());
		if (number.perMinute() != null) {
			details.put("value", number.perMinute());
		}
		if (number.detail() != null) {
			details.put("detail", number.detail());
		}
		return details;
	}

	private Map<String, Object> reservation(RoutePlan plan, Route route) {
		Integer declared = this.properties.allModels().get(plan.name()).maxOutputTokens();
		long reserved = (declared != null) ? declared : route.accounting().maxOutputTokens();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("outputTokens", reserved);
		details.put("from", (declared != null) ? "max-output-tokens"
				: (route.accounting().assumed()) ? "assumed" : "model-maximum");
		details.put("burndown", route.accounting().burndown());
		this.suggestions.suggestion(plan.name(), route.model(), reserved)
			.ifPresent((suggestion) -> details.put("suggestedMaxOutputTokens", suggestion));
		return details;
	}

}
