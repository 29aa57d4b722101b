package dev.crossregion.bedrock.autoconfigure.declaration;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.failure.SameRouteException;
import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException;
import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException.UnmetRoute;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlanner;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.DataRetention;
import dev.crossregion.bedrock.profile.EvidenceCatalog;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.ModelFacts;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.residency.RetentionLimit;
import org.jspecify.annotations.Nullable;

/**
 * Plans all models, and fails if a declared route is not admitted.
 */
public final class PlanFactory {

	private PlanFactory() {
	}

	/**
	 * Plan all models.
	 * @param declarations the declarations
	 * @param catalog the evidence
	 * @param snapshot the table of Regions, and suggestions for failures
	 * @param clock tells which models are past their end of life
	 * @return the plans
	 * @throws UnmetDeclarationException if a declared route is not admitted, or its model
	 * is past its end of life
	 * @throws SameRouteException if two routes of a model turn out to be the same
	 */
	public static RoutePlans plan(ModelDeclarations declarations, InferenceProfileCatalog catalog,
			BundledSnapshot snapshot, Clock clock) {
		return plan(declarations, catalog, snapshot, declarations.maxEvidenceAge(), clock);
	}

	/**
	 * Plan all models on the snapshot, whatever its age and the data-retention mode of
	 * the account.
	 * @param declarations the declarations
	 * @param snapshot the evidence
	 * @param clock tells which models are past their end of life
	 * @return the plans
	 */
	public static RoutePlans planOnSnapshot(ModelDeclarations declarations, BundledSnapshot snapshot, Clock clock) {
		InferenceProfileCatalog catalog = snapshot.catalog();
		return plan(declarations,
				new EvidenceCatalog(catalog.sourceRegions()
					.stream()
					.flatMap((region) -> catalog.from(region).stream())
					.map(PlanFactory::withStrictestRetention)
					.toList()),
				snapshot, null, clock);
	}

	static RegionEvidence withStrictestRetention(RegionEvidence evidence) {
		return evidence.withRetention(new DataRetention(RetentionLimit.NONE.value(), evidence.evidence()));
	}

	static RoutePlans plan(ModelDeclarations declarations, InferenceProfileCatalog catalog, BundledSnapshot snapshot,
			@Nullable Duration maxAge, Clock clock) {
		LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
		RoutePlans plans = new RoutePlans(new RoutePlanner(snapshot), catalog, declarations.declarations(), maxAge,
				clock);
		List<UnmetRoute> unmet = new ArrayList<>();
		for (DeclaredModel model : declarations.models()) {
			RoutePlan plan = plans.all().get(model.declaration().name());
			plan.unmet().forEach((route) -> unmet.add(unmet(model, plan, route)));
			if (plan.unmet().isEmpty()) {
				unmet.addAll(ended(model, plan, today));
			}
		}
		if (!unmet.isEmpty()) {
			throw new UnmetDeclarationException(unmet);
		}
		declarations.models().forEach((model) -> checkRoutes(model, plans.all().get(model.declaration().name())));
		return plans;
	}

	private static UnmetRoute unmet(DeclaredModel model, RoutePlan plan, RoutePlan.Unmet unmet) {
		String property = model.property(unmet.route());
		return new UnmetRoute(property, model.reference(unmet.route()), plan, unmet);
	}

	// One for each property that names a model or profile, which is what has to change.
	// All routes are admitted, so their order is that of the declarations.
	private static Collection<UnmetRoute> ended(DeclaredModel model, RoutePlan plan, LocalDate today) {
		Map<String, UnmetRoute> ended = new LinkedHashMap<>();
		for (int index = 0; index < plan.routes().size(); index++) {
			Route route = plan.routes().get(index);
			FoundationModelId called = route.model();
			ModelFacts.Lifecycle lifecycle = plan.lifecycle().of(route);
			if (called != null && lifecycle.hasEnded(today)) {
				UnmetRoute unmet = unmet(model, plan, new RoutePlan.Unmet(plan.declaration().routes().get(index),
						new Refusal.EndOfLife(called, route.sourceRegion(), lifecycle.dates().endOfLife())));
				ended.putIfAbsent(unmet.reference(), unmet);
			}
		}
		return ended.values();
	}

	// All routes are admitted here, so their order is that of the declarations.
	private static void checkRoutes(DeclaredModel model, RoutePlan plan) {
		Map<Route.Key, Integer> seen = new HashMap<>();
		for (int index = 0; index < plan.routes().size(); index++) {
			Route route = plan.routes().get(index);
			Integer first = seen.putIfAbsent(route.key(), index);
			if (first != null) {
				throw new SameRouteException(model.property(first), model.property(index), route.toString());
			}
		}
	}

}
