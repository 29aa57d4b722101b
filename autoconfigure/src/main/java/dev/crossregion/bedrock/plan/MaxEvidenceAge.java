package dev.crossregion.bedrock.plan;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import dev.crossregion.bedrock.plan.RoutePlan.Unmet;
import org.jspecify.annotations.Nullable;

/**
 * Closes routes whose evidence is too old. The clock decides with each request, so that
 * routes close on time even if no look-up ends.
 */
final class MaxEvidenceAge {

	private final Duration maxAge;

	private final Clock clock;

	MaxEvidenceAge(Duration maxAge, Clock clock) {
		this.maxAge = maxAge;
		this.clock = clock;
	}

	/**
	 * The routes of a plan that are open.
	 * @param routes the routes of the plan
	 * @return the open routes; the same list if that is all of them
	 */
	List<Route> open(List<Route> routes) {
		// Without allocation as long as no route is closed: every call comes here.
		long now = this.clock.millis();
		for (Route route : routes) {
			if (isTooOld(route, now)) {
				return routes.stream().filter((open) -> !isTooOld(open, now)).toList();
			}
		}
		return routes;
	}

	private boolean isTooOld(Route route, long now) {
		return now - route.evidence().asOf().toEpochMilli() > this.maxAge.toMillis();
	}

	/**
	 * A plan with its closed routes among the unmet ones.
	 * @param plan a plan as it was planned, in which every declared route is admitted or
	 * unmet
	 * @return the plan at this moment
	 */
	RoutePlan applyTo(RoutePlan plan) {
		List<Route> open = open(plan.routes());
		if (open.size() == plan.routes().size()) {
			return plan;
		}
		List<Unmet> unmet = new ArrayList<>();
		Iterator<Route> routes = plan.routes().iterator();
		for (RouteDeclaration declared : plan.declaration().routes()) {
			Unmet refused = refused(plan, declared);
			if (refused != null) {
				unmet.add(refused);
				continue;
			}
			Route route = routes.next();
			if (!open.contains(route)) {
				unmet.add(new Unmet(declared, refusal(route), route));
			}
		}
		return plan.with(open, unmet);
	}

	private static @Nullable Unmet refused(RoutePlan plan, RouteDeclaration declared) {
		return plan.unmet().stream().filter((unmet) -> unmet.route().equals(declared)).findFirst().orElse(null);
	}

	/**
	 * Why a route is closed.
	 * @param route a closed route
	 * @return the refusal
	 */
	Refusal.EvidenceTooOld refusal(Route route) {
		Instant asOf = route.evidence().asOf();
		return new Refusal.EvidenceTooOld(route.modelId(), route.sourceRegion(), asOf,
				Duration.between(asOf, this.clock.instant()).truncatedTo(ChronoUnit.SECONDS), this.maxAge);
	}

	/**
	 * When the next open route closes.
	 * @param plans the plans as they were planned
	 * @return the time until then; empty if no route is open
	 */
	Optional<Duration> untilNext(Collection<RoutePlan> plans) {
		Instant now = this.clock.instant();
		return plans.stream()
			.flatMap((plan) -> open(plan.routes()).stream())
			.map((route) -> Duration.between(now, closedSince(route.evidence().asOf())))
			.min(Duration::compareTo);
	}

	/**
	 * When routes with certain evidence are closed.
	 * @param asOf the date of the evidence
	 * @return the first moment
	 */
	Instant closedSince(Instant asOf) {
		return asOf.plus(this.maxAge).plusMillis(1);
	}

}
