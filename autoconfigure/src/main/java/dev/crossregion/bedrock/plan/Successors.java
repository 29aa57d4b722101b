package dev.crossregion.bedrock.plan;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.crossregion.bedrock.plan.PlanLifecycle.Successor;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.ModelGeneration;
import dev.crossregion.bedrock.profile.RegionCode;

/**
 * Finds the successor of a model whose end is near. Each candidate is planned like a
 * declaration, so what is suggested is admitted. For reports only, never for requests.
 */
final class Successors {

	private final RoutePlanner planner;

	private final InferenceProfileCatalog catalog;

	/**
	 * Create a search.
	 * @param planner plans the candidates
	 * @param catalog the evidence
	 */
	Successors(RoutePlanner planner, InferenceProfileCatalog catalog) {
		this.planner = planner;
		this.catalog = catalog;
	}

	/**
	 * Find the successor of a model.
	 * @param declaration the declaration
	 * @param admitted its admitted routes
	 * @param model the model that ends
	 * @return the newest model of its family with which every route to the ending model
	 * is admitted and proven, and whose end is not announced in any of its source Regions
	 */
	Optional<Successor> of(ModelDeclaration declaration, Map<RouteDeclaration, Route> admitted,
			FoundationModelId model) {
		Map<RouteDeclaration, Route> ending = new LinkedHashMap<>(admitted);
		ending.values().removeIf((route) -> !model.equals(route.model()));
		List<RouteDeclaration> routes = ending.entrySet()
			.stream()
			.map((route) -> retargeted(route.getKey(), route.getValue()))
			.toList();
		ModelGeneration generation = ModelGeneration.of(model);
		return models(routes.get(0).sourceRegion()).stream()
			.filter((candidate) -> ModelGeneration.of(candidate).succeeds(generation))
			.sorted(Comparator.comparing(ModelGeneration::of).reversed())
			.flatMap(
					(candidate) -> admitted(
							new ModelDeclaration(declaration.name(), candidate, routes, declaration.residency(),
									declaration.settings(), declaration.retention(), declaration.guardrail()),
							candidate)
						.stream())
			.findFirst();
	}

	// A named profile stands for its mode, and for the geography beside it.
	private static RouteDeclaration retargeted(RouteDeclaration declared, Route route) {
		RouteTarget target = (declared.target() instanceof RouteTarget.Profile named) ? switch (route.mode()) {
			case GLOBAL -> new RouteTarget.Global();
			case IN_REGION -> new RouteTarget.InRegion();
			case GEOGRAPHIC -> new RouteTarget.Geographic(named.geography());
		} : declared.target();
		return new RouteDeclaration(declared.sourceRegion(), target, declared.quota());
	}

	private Set<FoundationModelId> models(RegionCode sourceRegion) {
		Set<FoundationModelId> models = new TreeSet<>();
		this.catalog.from(sourceRegion).ifPresent((evidence) -> {
			evidence.profiles().stream().map(InferenceProfile::model).forEach(models::add);
			Set<FoundationModelId> onDemand = evidence.onDemandModels();
			if (onDemand != null) {
				models.addAll(onDemand);
			}
		});
		return models;
	}

	private Optional<Successor> admitted(ModelDeclaration declaration, FoundationModelId candidate) {
		Map<RouteDeclaration, Route> routes = this.planner.admitted(declaration, this.catalog);
		boolean all = routes.keySet().containsAll(declaration.routes()) && routes.values()
			.stream()
			.allMatch((route) -> route.proven() && this.planner.lifecycle(route, this.catalog).isLasting());
		return (all) ? Optional.of(new Successor(candidate, List.copyOf(routes.values()))) : Optional.empty();
	}

}
