package dev.crossregion.bedrock.routing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.InferenceProfileId;
import dev.crossregion.bedrock.profile.KnownModels;
import dev.crossregion.bedrock.profile.MalformedModelReferenceException;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.WrittenForm;
import dev.crossregion.bedrock.profile.WrittenForms;
import org.jspecify.annotations.Nullable;

/**
 * The plans of all configured models, and the only way from what a request names to the
 * routes it may take. Thread-safe; no method does I/O.
 *
 * @since 0.1.0
 */
public final class RoutePlans {

	private static final int SHOWN = 120;

	private final RoutePlanner planner;

	private final InferenceProfileCatalog catalog;

	private final Map<String, ModelDeclaration> declarations = new LinkedHashMap<>();

	private final Map<String, RoutePlan> original;

	private volatile Current current;

	/**
	 * Plan all configured models.
	 * @param planner the planner
	 * @param catalog the evidence
	 * @param declarations the models in the order of the configuration; requests that
	 * come through none of them are planned like the first
	 */
	public RoutePlans(RoutePlanner planner, InferenceProfileCatalog catalog,
			Collection<ModelDeclaration> declarations) {
		this.planner = planner;
		this.catalog = catalog;
		declarations.forEach((declaration) -> this.declarations.put(declaration.name(), declaration));
		this.original = plan();
		this.current = new Current(this.original, new ConcurrentHashMap<>());
	}

	private Map<String, RoutePlan> plan() {
		Map<String, RoutePlan> plans = new LinkedHashMap<>();
		this.declarations.forEach((name, declaration) -> plans.put(name, this.planner.plan(declaration, this.catalog)));
		return Collections.unmodifiableMap(plans);
	}

	/**
	 * The plans of the configured models as they are now.
	 * @return the plans by name, in the order of the configuration
	 */
	public Map<String, RoutePlan> all() {
		return this.current.plans;
	}

	/**
	 * The routes that a model was bound to at the start and that its evidence does not
	 * admit any more.
	 * @param name the name of a configured model
	 * @return the withdrawn routes
	 */
	public List<Route> withdrawn(String name) {
		RoutePlan now = plan(name);
		List<Route> withdrawn = new ArrayList<>(planAtStart(name).routes());
		withdrawn.removeIf((route) -> now.routes().stream().anyMatch((left) -> left.key().equals(route.key())));
		return withdrawn;
	}

	private RoutePlan plan(String name) {
		return known(this.current.plans, name);
	}

	private RoutePlan planAtStart(String name) {
		return known(this.original, name);
	}

	private static RoutePlan known(Map<String, RoutePlan> plans, String name) {
		RoutePlan plan = plans.get(name);
		if (plan == null) {
			throw new IllegalArgumentException("No model '" + name + "' is configured, only " + plans.keySet());
		}
		return plan;
	}

	/**
	 * Plan again from the evidence that the catalog holds now.
	 * @return the routes that were admitted until now and are not any more, by model
	 */
	public synchronized Map<String, List<Route>> refresh() {
		Map<String, RoutePlan> before = this.current.plans;
		this.current = new Current(plan(), new ConcurrentHashMap<>());
		Map<String, List<Route>> lost = new LinkedHashMap<>();
		before.forEach((name, plan) -> {
			List<Route> routes = new ArrayList<>(plan.routes());
			routes.removeIf((route) -> plan(name).routes().stream().anyMatch((left) -> left.key().equals(route.key())));
			if (!routes.isEmpty()) {
				lost.put(name, List.copyOf(routes));
			}
		});
		return lost;
	}

	/**
	 * Find the plan that a request may use.
	 * @param through the configured model that the request comes through, or {@code null}
	 * when it comes through none
	 * @param requested what the request names as the model
	 * @return a plan with at least one route
	 * @throws RouteRefusedException if the request may use none
	 */
	public RoutePlan resolve(@Nullable String through, @Nullable String requested) {
		Current held = this.current;
		if (held.plans.isEmpty()) {
			throw refused("none", requested, new Refusal.NotPlanned(shorten(requested),
					"no model is configured; write bedrock.cross-region.chat-model.model-id and a mode"));
		}
		RoutePlan base = (through != null) ? known(held.plans, through) : held.plans.values().iterator().next();
		if (requested == null || requested.isBlank()) {
			throw refused(base.name(), requested, new Refusal.NotPlanned("", "the request names no model"));
		}
		RoutePlan plan = configured(held, base, requested).orElseGet(() -> planned(held, base, requested));
		if (plan.routes().isEmpty()) {
			throw refused(base.name(), requested, plan.unmet().get(0).refusal());
		}
		return plan;
	}

	// Without streams where the name is the usual one: every call passes here.
	private Optional<RoutePlan> configured(Current held, RoutePlan base, String requested) {
		if (isNamed(base, requested)) {
			return Optional.of(base);
		}
		return held.plans.values().stream().filter((plan) -> isNamed(plan, requested)).findFirst();
	}

	private boolean isNamed(RoutePlan plan, String requested) {
		return plan.name().equals(requested) || names(plan, requested) || names(planAtStart(plan.name()), requested);
	}

	private static boolean names(RoutePlan plan, String requested) {
		FoundationModelId model = plan.model();
		if (model != null && model.value().equals(requested)) {
			return true;
		}
		for (Route route : plan.routes()) {
			if (route.profile().equals(requested)) {
				return true;
			}
		}
		return false;
	}

	private RoutePlan planned(Current held, RoutePlan base, String requested) {
		ModelReference reference;
		try {
			reference = ModelReference.parse(requested);
		}
		catch (MalformedModelReferenceException ex) {
			throw refused(base.name(), requested, new Refusal.NotPlanned(shorten(requested),
					ex.getMessage() + form(base, requested).map((form) -> "; " + form.oneLine()).orElse("")));
		}
		if (reference instanceof FoundationModelId model) {
			RoutePlan known = held.spot.get(new SpotKey(base.name(), model));
			return (known != null) ? known : onTheSpot(held, base, model);
		}
		return byOtherName(held, base, reference)
			.orElseThrow(() -> refused(base.name(), requested, new Refusal.NotPlanned(shorten(requested),
					"'" + shorten(requested) + "' is in no plan; " + instead(base, reference))));
	}

	// Built for a refusal only: the usual names never come here.
	private Optional<WrittenForm> form(RoutePlan base, String requested) {
		List<RegionCode> sourceRegions = base.declaration()
			.routes()
			.stream()
			.map(RouteDeclaration::sourceRegion)
			.toList();
		KnownModels known = KnownModels.of(this.catalog, sourceRegions);
		return new WrittenForms(known, this.planner.regions()).of(requested, sourceRegions.get(0));
	}

	private String instead(RoutePlan base, ModelReference reference) {
		Optional<FoundationModelId> model = (reference instanceof BedrockArn arn) ? arn.model()
				: Optional.of(((InferenceProfileId) reference).model());
		return model.filter((named) -> ModelReference.parse(named.value()) instanceof FoundationModelId)
			.map((named) -> "name the model '" + named
					+ "' and the profile is chosen under the declared mode and residency")
			.or(() -> form(base, reference.value()).map(WrittenForm::oneLine))
			.orElse("write it as the profile of a configured model");
	}

	// A plan may call by its ID what a request names by its ARN, and the other way round.
	private Optional<RoutePlan> byOtherName(Current held, RoutePlan base, ModelReference reference) {
		return Stream.concat(Stream.of(base), held.plans.values().stream())
			.filter((plan) -> Stream.of(plan, planAtStart(plan.name()))
				.flatMap((either) -> either.routes().stream())
				.anyMatch((route) -> calls(route, reference)))
			.findFirst();
	}

	private boolean calls(Route route, ModelReference reference) {
		if (!(reference instanceof BedrockArn arn)) {
			return route.profileId().equals(reference.value());
		}
		return route.sourceRegion().equals(arn.region()) && samePartition(route, arn) && switch (arn.resource()) {
			case INFERENCE_PROFILE -> route.profile().equals(arn.id());
			case FOUNDATION_MODEL -> route.model() != null && route.model().value().equals(arn.id());
			default -> false;
		};
	}

	private boolean samePartition(Route route, BedrockArn arn) {
		return this.planner.regions().partition(route.sourceRegion()).map(arn.partition()::equals).orElse(true);
	}

	private RoutePlan onTheSpot(Current held, RoutePlan base, FoundationModelId model) {
		form(base, model.value()).ifPresent((form) -> {
			throw refused(base.name(), model.value(), new Refusal.NotPlanned(shorten(model.value()),
					"'" + shorten(model.value()) + "' cannot be called: " + form.oneLine()));
		});
		ModelDeclaration declaration = base.declaration();
		List<RouteDeclaration> routes = declaration.routes().stream().map((route) -> {
			RouteTarget target = sameMode(base, route);
			return new RouteDeclaration(route.sourceRegion(), target, route.quota());
		}).toList();
		RoutePlan plan = this.planner.plan(
				new ModelDeclaration(declaration.name(), model, routes, declaration.residency(), declaration.limits()),
				this.catalog);
		if (!plan.routes().stream().allMatch(Route::proven)) {
			throw refused(base.name(), model.value(),
					new Refusal.NotPlanned(shorten(model.value()),
							"no evidence says that model '" + shorten(model.value()) + "' can be called in "
									+ plan.routes().get(0).sourceRegion()
									+ "; configure it as a model of its own, or let catalog.source be live"));
		}
		if (!plan.routes().isEmpty()) {
			held.spot.put(new SpotKey(base.name(), model), plan);
		}
		return plan;
	}

	// What a named profile means for another model: its mode, and its prefix.
	// A profile that was never admitted stays as it is, and is refused again.
	private RouteTarget sameMode(RoutePlan base, RouteDeclaration route) {
		if (!(route.target() instanceof RouteTarget.Profile named)) {
			return route.target();
		}
		return planAtStart(base.name()).routes()
			.stream()
			.filter((bound) -> bound.sourceRegion().equals(route.sourceRegion())
					&& bound.profile().equals(named.reference().value()))
			.findFirst()
			.map((bound) -> switch (bound.mode()) {
				case GLOBAL -> new RouteTarget.Global();
				case IN_REGION -> new RouteTarget.InRegion();
				case GEOGRAPHIC ->
					new RouteTarget.Geographic((named.geography() != null) ? named.geography() : bound.prefix());
			})
			.orElse(named);
	}

	private static RouteRefusedException refused(String model, @Nullable String requested, Refusal refusal) {
		return new RouteRefusedException(model, "Model '" + shorten(requested) + "' was refused before any call: "
				+ refusal.describe() + instead(refusal) + " [reason: " + refusal.reason() + "]", refusal);
	}

	private static String instead(Refusal refusal) {
		return (refusal instanceof Refusal.UnknownModel unknown) ? KnownModels.of(unknown.nearMisses())
			.unknown(unknown.model().value())
			.map((form) -> "; " + form.oneLine())
			.orElse("") : "";
	}

	private static String shorten(@Nullable String value) {
		if (value == null) {
			return "";
		}
		return (value.length() <= SHOWN) ? value : value.substring(0, SHOWN) + "...";
	}

	/**
	 * What holds between two refreshes.
	 *
	 * @param plans the plans of the configured models
	 * @param spot plans of models that requests named; at most as many as the evidence
	 * has models
	 */
	private record Current(Map<String, RoutePlan> plans, ConcurrentMap<SpotKey, RoutePlan> spot) {
	}

	private record SpotKey(String through, FoundationModelId model) {
	}

}
