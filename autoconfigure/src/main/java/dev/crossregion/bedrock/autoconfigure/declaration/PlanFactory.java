package dev.crossregion.bedrock.autoconfigure.declaration;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.failure.SameRouteException;
import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException;
import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException.UnmetRoute;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlanner;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
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
	 * @return the plans
	 * @throws UnmetDeclarationException if a declared route is not admitted
	 * @throws SameRouteException if two routes of a model turn out to be the same
	 */
	public static RoutePlans plan(ModelDeclarations declarations, InferenceProfileCatalog catalog,
			BundledSnapshot snapshot) {
		return plan(declarations, catalog, snapshot, declarations.maxEvidenceAge());
	}

	/**
	 * Plan all models whatever the age of the evidence, which is that of the snapshot.
	 * @param declarations the declarations
	 * @param snapshot the evidence
	 * @return the plans
	 */
	public static RoutePlans planOnSnapshot(ModelDeclarations declarations, BundledSnapshot snapshot) {
		return plan(declarations, snapshot.catalog(), snapshot, null);
	}

	static RoutePlans plan(ModelDeclarations declarations, InferenceProfileCatalog catalog, BundledSnapshot snapshot,
			@Nullable Duration maxAge) {
		RoutePlans plans = new RoutePlans(new RoutePlanner(snapshot), catalog, declarations.declarations(), maxAge,
				Clock.systemUTC());
		List<UnmetRoute> unmet = new ArrayList<>();
		for (DeclaredModel model : declarations.models()) {
			RoutePlan plan = plans.all().get(model.declaration().name());
			plan.unmet().forEach((route) -> unmet.add(unmet(model, plan, route)));
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
