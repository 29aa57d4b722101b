package dev.crossregion.bedrock.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.InferenceProfileId;
import dev.crossregion.bedrock.profile.KnownModels;
import dev.crossregion.bedrock.profile.MalformedModelReferenceException;
import dev.crossregion.bedrock.profile.ModelIdMistake;
import dev.crossregion.bedrock.profile.ModelIdMistakes;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.ResidencyVerdict;
import org.jspecify.annotations.Nullable;

/**
 * The plans of all configured models, and the only way from what a request names to the
 * routes it may take. Thread-safe; no method does I/O.
 *
 * @since 0.1.0
 */
public final class RoutePlans {

	/** The model that {@code chat-model} declares. */
	private static final String DEFAULT = "bedrock";

	/** What reports call the model when it cannot be told. */
	private static final String NONE = "none";

	private final RoutePlanner planner;

	private final InferenceProfileCatalog catalog;

	private final Map<String, ModelDeclaration> declarations = new LinkedHashMap<>();

	private final Map<String, RoutePlan> original;

	private volatile Current current;

	/**
	 * Plan all configured models.
	 * @param planner the planner
	 * @param catalog the evidence
	 * @param declarations the models in the order of the configuration
	 */
	public RoutePlans(RoutePlanner planner, InferenceProfileCatalog catalog,
			Collection<ModelDeclaration> declarations) {
		this.planner = planner;
		this.catalog = catalog;
		declarations.forEach((declaration) -> this.declarations.put(declaration.name(), declaration));
		this.original = plan();
		this.current = Current.of(this.original);
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
		return withdrawn(plan(name));
	}

	/**
	 * The routes that a model was bound to at the start and that a plan of it does not
	 * have. A refresh may come between two looks at {@link #all()}; with this, what is in
	 * use and what is withdrawn are told from one plan.
	 * @param now the plan of a configured model
	 * @return the withdrawn routes
	 */
	public List<Route> withdrawn(RoutePlan now) {
		List<Route> withdrawn = new ArrayList<>(planAtStart(now.name()).routes());
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
		this.current = Current.of(plan());
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
	 * Find the plan that a request may use. A call that comes through one model and names
	 * another is held to the residency of both. Where a name fits several models and the
	 * call comes through none of them, the strictest counts: the one whose residency and
	 * destinations are within those of all others. Neither depends on the order of the
	 * configuration.
	 * @param modelName the configured model that the request comes through, or
	 * {@code null} when it comes through none
	 * @param requested what the request names as the model
	 * @return a plan with at least one route
	 * @throws RouteRefusedException if the request may use none
	 */
	public RoutePlan resolve(@Nullable String modelName, @Nullable String requested) {
		Current held = this.current;
		if (held.plans.isEmpty()) {
			throw refused(NONE, requested, new Refusal.NotPlanned(DisplayText.of(requested),
					"no model is configured; write bedrock.cross-region.chat-model.model-id and a mode"));
		}
		RoutePlan base = (modelName != null) ? known(held.plans, modelName) : null;
		String model = (base != null) ? base.name() : withoutBase(held);
		if (requested == null || requested.isBlank()) {
			throw refused(model, requested, new Refusal.NotPlanned("", "the request names no model"));
		}
		RoutePlan plan = (base != null) ? bound(held, base, requested) : unbound(held, model, requested);
		if (plan.routes().isEmpty()) {
			throw refused(model, requested, plan.unmet().get(0).refusal());
		}
		return plan;
	}

	// What reports call the model of a request that comes through none.
	private static String withoutBase(Current held) {
		if (held.plans.containsKey(DEFAULT)) {
			return DEFAULT;
		}
		return (held.plans.size() == 1) ? held.plans.keySet().iterator().next() : NONE;
	}

	private RoutePlan bound(Current held, RoutePlan base, String requested) {
		return (isNamed(base, requested)) ? base : find(held, base, base.name(), requested);
	}

	// Every call of a client that belongs to no model asks this.
	private RoutePlan unbound(Current held, String model, String requested) {
		RoutePlan known = held.named.get(requested);
		if (known == null) {
			known = find(held, null, model, requested);
			if (isNamed(known, requested)) {
				held.named.put(requested, known);
			}
		}
		return known;
	}

	private RoutePlan find(Current held, @Nullable RoutePlan base, String model, String requested) {
		RoutePlan named = held.plans.get(requested);
		if (named != null) {
			return within(held, base, named, requested);
		}
		ModelReference reference = null;
		String problem = "";
		try {
			reference = ModelReference.parse(requested);
		}
		catch (MalformedModelReferenceException ex) {
			problem = ex.getMessage() + form(held, base, requested).map((form) -> "; " + form.oneLine()).orElse("");
		}
		List<RoutePlan> fitting = fitting(held, requested, reference);
		if (base != null && fitting.contains(base)) {
			return base;
		}
		if (!fitting.isEmpty()) {
			RoutePlan strictest = strictest(fitting)
				.orElseThrow(() -> refused(model, requested, ambiguous(requested, fitting, true)));
			return within(held, base, strictest, requested);
		}
		if (reference == null) {
			throw refused(model, requested, new Refusal.NotPlanned(DisplayText.of(requested), problem));
		}
		if (!(reference instanceof FoundationModelId unplanned)) {
			throw refused(model, requested, new Refusal.NotPlanned(DisplayText.of(requested),
					"'" + DisplayText.of(requested) + "' is in no plan; " + instead(held, base, reference)));
		}
		return onTheSpot(held, (base != null) ? base : base(held, model, requested), unplanned);
	}

	private RoutePlan base(Current held, String model, String requested) {
		RoutePlan preferred = held.plans.get(DEFAULT);
		return (preferred != null) ? preferred : strictest(held.plans.values())
			.orElseThrow(() -> refused(model, requested, ambiguous(requested, held.plans.values(), false)));
	}

	private static Refusal ambiguous(String requested, Collection<RoutePlan> plans, boolean planned) {
		return new Refusal.AmbiguousModel(DisplayText.of(requested),
				plans.stream().map(RoutePlan::name).sorted().toList(), planned);
	}

	// Where several are equally strict, it does not matter for residency which one it is.
	private Optional<RoutePlan> strictest(Collection<RoutePlan> plans) {
		if (plans.size() == 1) {
			return Optional.of(plans.iterator().next());
		}
		Map<RoutePlan, ResidencyReach> reaches = new IdentityHashMap<>();
		plans.forEach((plan) -> reaches.put(plan, reach(plan)));
		return plans.stream()
			.filter((plan) -> reaches.values().stream().allMatch(reaches.get(plan)::isWithin))
			.min(Comparator.<RoutePlan, Boolean>comparing((plan) -> !plan.name().equals(DEFAULT))
				.thenComparing(RoutePlan::name));
	}

	// A route that is withdrawn for now makes no other model the strictest one.
	private ResidencyReach reach(RoutePlan plan) {
		List<Destinations> destinations = Stream.of(plan, planAtStart(plan.name()))
			.flatMap((either) -> either.routes().stream())
			.map(Route::destinations)
			.toList();
		return new ResidencyReach(plan.declaration().residency(), destinations);
	}

	// A request that comes through one model and names another is held to both.
	private RoutePlan within(Current held, @Nullable RoutePlan base, RoutePlan plan, String requested) {
		if (base == null || base == plan || !base.declaration().residency().isLimited()) {
			return plan;
		}
		NarrowedKey key = new NarrowedKey(base.name(), plan.name());
		RoutePlan known = held.narrowed.get(key);
		if (known != null) {
			return known;
		}
		ResidencyPolicy limit = base.declaration().residency();
		List<Route> routes = new ArrayList<>(plan.routes());
		List<Refusal> refusals = new ArrayList<>();
		routes.removeIf((route) -> {
			if (limit.judge(route.destinations()) instanceof ResidencyVerdict.Refused verdict) {
				refusals.add(new Refusal.ResidencyNotSatisfied(route.modelId(), route.sourceRegion(), limit, verdict));
				return true;
			}
			return false;
		});
		if (routes.isEmpty() && !refusals.isEmpty()) {
			throw refused(base.name(), requested, refusals.get(0));
		}
		ModelDeclaration declared = plan.declaration();
		RoutePlan narrowed = new RoutePlan(
				new ModelDeclaration(declared.name(), declared.model(), declared.routes(),
						declared.residency().and(limit), declared.settings()),
				plan.model(), routes, plan.unmet(),
				new RoutePlan.Options(plan.candidates(),
						plan.alternatives()
							.stream()
							.filter((alternative) -> limit
								.judge(alternative.destinations()) instanceof ResidencyVerdict.Admitted)
							.toList()));
		held.narrowed.put(key, narrowed);
		return narrowed;
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
			if (route.modelId().equals(requested)) {
				return true;
			}
		}
		return false;
	}

	private List<RoutePlan> fitting(Current held, String requested, @Nullable ModelReference reference) {
		return held.plans.values()
			.stream()
			.filter((plan) -> isNamed(plan, requested) || (reference != null && isCalled(plan, reference)))
			.toList();
	}

	// A plan may call by its ID what a request names by its ARN, and the other way round.
	private boolean isCalled(RoutePlan plan, ModelReference reference) {
		return Stream.of(plan, planAtStart(plan.name()))
			.flatMap((either) -> either.routes().stream())
			.anyMatch((route) -> calls(route, reference));
	}

	// Built for a refusal only: the usual names never come here.
	private Optional<ModelIdMistake> form(Current held, @Nullable RoutePlan base, String requested) {
		List<RegionCode> sourceRegions = ((base != null) ? List.of(base) : held.plans.values()).stream()
			.flatMap((plan) -> plan.declaration().routes().stream())
			.map(RouteDeclaration::sourceRegion)
			.distinct()
			.toList();
		KnownModels known = KnownModels.of(this.catalog, sourceRegions);
		return new ModelIdMistakes(known, this.planner.regions()).of(requested, sourceRegions.get(0));
	}

	private String instead(Current held, @Nullable RoutePlan base, ModelReference reference) {
		Optional<FoundationModelId> model = (reference instanceof BedrockArn arn) ? arn.model()
				: Optional.of(((InferenceProfileId) reference).model());
		return model.filter((named) -> ModelReference.parse(named.value()) instanceof FoundationModelId)
			.map((named) -> "name the model '" + named
					+ "' and the profile is chosen under the declared mode and residency")
			.or(() -> form(held, base, reference.value()).map(ModelIdMistake::oneLine))
			.orElse("write it as the profile of a configured model");
	}

	private boolean calls(Route route, ModelReference reference) {
		if (!(reference instanceof BedrockArn arn)) {
			return route.profileId().equals(reference.value());
		}
		return route.sourceRegion().equals(arn.region()) && samePartition(route, arn) && switch (arn.resource()) {
			case INFERENCE_PROFILE -> route.modelId().equals(arn.id());
			case FOUNDATION_MODEL -> route.model() != null && route.model().value().equals(arn.id());
			default -> false;
		};
	}

	private boolean samePartition(Route route, BedrockArn arn) {
		return this.planner.regions().partition(route.sourceRegion()).map(arn.partition()::equals).orElse(true);
	}

	private RoutePlan onTheSpot(Current held, RoutePlan base, FoundationModelId model) {
		SpotKey key = new SpotKey(base.name(), model);
		RoutePlan known = held.spot.get(key);
		if (known != null) {
			return known;
		}
		form(held, base, model.value()).ifPresent((form) -> {
			throw refused(base.name(), model.value(), new Refusal.NotPlanned(DisplayText.of(model.value()),
					"'" + DisplayText.of(model.value()) + "' cannot be called: " + form.oneLine()));
		});
		ModelDeclaration declaration = base.declaration();
		List<RouteDeclaration> routes = declaration.routes().stream().map((route) -> {
			RouteTarget target = sameMode(base, route);
			return new RouteDeclaration(route.sourceRegion(), target, route.quota());
		}).toList();
		RoutePlan plan = this.planner.plan(new ModelDeclaration(declaration.name(), model, routes,
				declaration.residency(), declaration.settings()), this.catalog);
		if (!plan.routes().stream().allMatch(Route::proven)) {
			throw refused(base.name(), model.value(),
					new Refusal.NotPlanned(DisplayText.of(model.value()),
							"no evidence says that model '" + DisplayText.of(model.value()) + "' can be called in "
									+ sourceRegions(plan)
									+ "; configure it as a model of its own, or let catalog.source be live"));
		}
		if (!plan.routes().isEmpty()) {
			held.spot.put(key, plan);
		}
		return plan;
	}

	private static String sourceRegions(RoutePlan plan) {
		return plan.routes()
			.stream()
			.filter((route) -> !route.proven())
			.map((route) -> route.sourceRegion().value())
			.distinct()
			.collect(Collectors.joining(", "));
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
					&& bound.modelId().equals(named.reference().value()))
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
		return new RouteRefusedException(model,
				"Model '" + DisplayText.of(requested) + "' was refused before any call: " + refusal.describe()
						+ instead(refusal) + " [reason: " + refusal.reason() + "]",
				refusal);
	}

	private static String instead(Refusal refusal) {
		return (refusal instanceof Refusal.UnknownModel unknown) ? KnownModels.of(unknown.nearMisses())
			.unknown(unknown.model().value())
			.map((form) -> "; " + form.oneLine())
			.orElse("") : "";
	}

	/**
	 * What holds between two refreshes.
	 *
	 * @param plans the plans of the configured models
	 * @param spot plans of models that requests named; at most as many as the evidence
	 * has models
	 * @param narrowed plans of configured models for requests that come through another
	 * one; at most as many as there are pairs of models
	 * @param named plans by what requests name that come through no model; at most as
	 * many as the plans have models and profiles
	 */
	private record Current(Map<String, RoutePlan> plans, ConcurrentMap<SpotKey, RoutePlan> spot,
			ConcurrentMap<NarrowedKey, RoutePlan> narrowed, ConcurrentMap<String, RoutePlan> named) {

		static Current of(Map<String, RoutePlan> plans) {
			return new Current(plans, new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
		}

	}

	private record SpotKey(String modelName, FoundationModelId model) {
	}

	private record NarrowedKey(String modelName, String named) {
	}

}
