package dev.crossregion.bedrock.plan;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
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
import dev.crossregion.bedrock.profile.DataRetention;
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
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.ResidencyVerdict;
import dev.crossregion.bedrock.residency.RetentionLimit;
import org.jspecify.annotations.Nullable;

/**
 * Holds the plans of all configured models, and resolves the model that a request names
 * to the routes that it may take. Thread-safe; no method does I/O.
 *
 * @since 0.1.0
 */
public final class RoutePlans {

	/** The model that {@code chat-model} declares. */
	private static final String DEFAULT_MODEL = "bedrock";

	/** The name in reports for a request without a configured model. */
	private static final String NO_MODEL = "none";

	private final RoutePlanner planner;

	private final InferenceProfileCatalog catalog;

	private final Map<String, ModelDeclaration> declarations = new LinkedHashMap<>();

	private final Map<String, RoutePlan> original;

	private final Clock clock;

	private final @Nullable MaxEvidenceAge maxAge;

	private volatile Current current;

	/**
	 * Plan all configured models.
	 * @param planner the planner
	 * @param catalog the evidence
	 * @param declarations the models in the order of the configuration
	 */
	public RoutePlans(RoutePlanner planner, InferenceProfileCatalog catalog,
			Collection<ModelDeclaration> declarations) {
		this(planner, catalog, declarations, null, Clock.systemUTC());
	}

	/**
	 * Plan all configured models, whose routes are closed while their evidence is older
	 * than a limit.
	 * @param planner the planner
	 * @param catalog the evidence
	 * @param declarations the models in the order of the configuration
	 * @param maxAge how old evidence may be, or {@code null} for any age
	 * @param clock the time of day
	 */
	public RoutePlans(RoutePlanner planner, InferenceProfileCatalog catalog, Collection<ModelDeclaration> declarations,
			@Nullable Duration maxAge, Clock clock) {
		this.planner = planner;
		this.catalog = catalog;
		this.clock = clock;
		this.maxAge = (maxAge != null) ? new MaxEvidenceAge(maxAge, clock) : null;
		declarations.forEach((declaration) -> this.declarations.put(declaration.name(), declaration));
		this.original = plan(Map.of());
		this.current = Current.of(this.original, Map.of());
	}

	private Map<String, RoutePlan> plan(Map<String, RoutePlan> before) {
		Map<String, RoutePlan> plans = new LinkedHashMap<>();
		this.declarations.forEach((name, declaration) -> {
			RoutePlan plan = this.planner.plan(declaration, this.catalog);
			RoutePlan earlier = before.get(name);
			plans.put(name, (earlier != null) ? plan.withLastKnownLifecycles(earlier) : plan);
		});
		return Collections.unmodifiableMap(plans);
	}

	/**
	 * The plans of the configured models as they are now. Routes whose evidence is too
	 * old are among the unmet ones.
	 * @return the plans by name, in the order of the configuration
	 */
	public Map<String, RoutePlan> all() {
		Map<String, RoutePlan> plans = this.current.plans;
		MaxEvidenceAge limit = this.maxAge;
		if (limit == null) {
			return plans;
		}
		Map<String, RoutePlan> now = new LinkedHashMap<>();
		plans.forEach((name, plan) -> now.put(name, limit.applyTo(plan)));
		return Collections.unmodifiableMap(now);
	}

	/**
	 * The time until routes close because their evidence becomes too old.
	 * @return the time; empty if none will
	 */
	public Optional<Duration> untilTooOld() {
		return Optional.ofNullable(this.maxAge).flatMap((limit) -> limit.untilNext(this.current.plans.values()));
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
	 * have. A refresh may happen between two calls of {@link #all()}; this method lets a
	 * caller derive the used and the withdrawn routes from one plan.
	 * @param now the plan of a configured model
	 * @return the withdrawn routes, as the evidence has them now or, where it does not,
	 * as they were at the start
	 */
	public List<Route> withdrawn(RoutePlan now) {
		return planAtStart(now.name()).routes()
			.stream()
			.filter((route) -> now.routes().stream().noneMatch((kept) -> kept.key().equals(route.key())))
			.map((route) -> now.unmet(route).map(RoutePlan.Unmet::found).orElse(route))
			.toList();
	}

	/**
	 * The plan of a model at the start.
	 * @param now a plan of the model
	 * @return the plan
	 */
	public RoutePlan atStart(RoutePlan now) {
		return planAtStart(now.name());
	}

	/**
	 * A route as the model was bound to it at the start.
	 * @param now a plan of the model
	 * @param route one of its routes, or a withdrawn one
	 * @return the route with its destinations at the start, if there was one
	 */
	public Optional<Route> atStart(RoutePlan now, Route route) {
		return planAtStart(now.name()).routes()
			.stream()
			.filter((original) -> original.key().equals(route.key()))
			.findFirst();
	}

	/**
	 * Since when a route is withdrawn.
	 * @param now a plan of the model, which does not have the route
	 * @param route the route
	 * @return the time, if the route is withdrawn
	 */
	public Optional<Instant> withdrawnSince(RoutePlan now, Route route) {
		RoutePlan.Unmet unmet = now.unmet(route).orElse(null);
		if (this.maxAge != null && unmet != null && unmet.refusal() instanceof Refusal.EvidenceTooOld tooOld) {
			return Optional.of(this.maxAge.closedSince(tooOld.asOf()));
		}
		return Optional.ofNullable(this.current.withdrawnSince.get(new WithdrawnKey(now.name(), route.key())));
	}

	private RoutePlan plan(String name) {
		return requirePlan(all(), name);
	}

	private RoutePlan planAtStart(String name) {
		return requirePlan(this.original, name);
	}

	private static RoutePlan requirePlan(Map<String, RoutePlan> plans, String name) {
		RoutePlan plan = plans.get(name);
		if (plan == null) {
			throw new IllegalArgumentException("No model '" + name + "' is configured, only " + plans.keySet());
		}
		return plan;
	}

	/**
	 * The model ID of the first route of a model. Falls back to a withdrawn route: calls
	 * are refused until a refresh admits one again.
	 * @param name the name of a configured model
	 * @return the model ID
	 */
	public String modelId(String name) {
		RoutePlan plan = plan(name);
		return Stream.concat(plan.routes().stream(), withdrawn(plan).stream())
			.map(Route::modelId)
			.findFirst()
			.orElse(name);
	}

	/**
	 * Plan again from the evidence that the catalog holds now. What is not admitted any
	 * more is withdrawn from the next request on.
	 */
	public synchronized void refresh() {
		Map<WithdrawnKey, Instant> before = this.current.withdrawnSince;
		Map<WithdrawnKey, Instant> since = new HashMap<>();
		Map<String, RoutePlan> plans = plan(this.current.plans);
		Instant now = this.clock.instant();
		plans.forEach((name, plan) -> withdrawn(plan).forEach((route) -> {
			WithdrawnKey key = new WithdrawnKey(name, route.key());
			since.put(key, before.getOrDefault(key, now));
		}));
		this.current = Current.of(plans, since);
	}

	/**
	 * Find the plan that a request may use. A call that comes through one model and names
	 * another is held to the residency of both. Where a name fits several models and the
	 * call comes through none of them, the strictest model applies: the one whose
	 * residency and destinations are within those of all others. The result does not
	 * depend on the order of the configuration.
	 * @param modelName the configured model that the request comes through, or
	 * {@code null} when it comes through none
	 * @param requested what the request names as the model
	 * @return a plan with at least one route
	 * @throws RouteRefusedException if the request may use none
	 */
	public RoutePlan resolve(@Nullable String modelName, @Nullable String requested) {
		Current state = this.current;
		if (state.plans.isEmpty()) {
			throw refused(NO_MODEL, requested, new Refusal.NotPlanned(DisplayText.of(requested),
					"no model is configured; write bedrock.cross-region.chat-model.model-id and a mode"));
		}
		RoutePlan base = (modelName != null) ? requirePlan(state.plans, modelName) : null;
		String model = (base != null) ? base.name() : withoutBase(state);
		if (requested == null || requested.isBlank()) {
			throw refused(model, requested, new Refusal.NotPlanned("", "the request names no model"));
		}
		RoutePlan plan = (base != null) ? bound(state, base, requested) : unbound(state, model, requested);
		if (plan.routes().isEmpty()) {
			throw refused(model, requested, plan.unmet().get(0).refusal());
		}
		return (this.maxAge != null) ? withOpenRoutes(this.maxAge, plan, model, requested) : plan;
	}

	private static RoutePlan withOpenRoutes(MaxEvidenceAge limit, RoutePlan plan, String model, String requested) {
		List<Route> open = limit.open(plan.routes());
		if (open.isEmpty()) {
			throw refused(model, requested, limit.refusal(plan.routes().get(0)));
		}
		return (open == plan.routes()) ? plan : plan.with(open, plan.unmet());
	}

	// The name in reports for a request that comes through no model.
	private static String withoutBase(Current state) {
		if (state.plans.containsKey(DEFAULT_MODEL)) {
			return DEFAULT_MODEL;
		}
		return (state.plans.size() == 1) ? state.plans.keySet().iterator().next() : NO_MODEL;
	}

	private RoutePlan bound(Current state, RoutePlan base, String requested) {
		return (isNamed(base, requested)) ? base : find(state, base, base.name(), requested);
	}

	// Cached, because every call of a client without a model comes here.
	private RoutePlan unbound(Current state, String model, String requested) {
		RoutePlan cached = state.named.get(requested);
		if (cached == null) {
			cached = find(state, null, model, requested);
			if (isNamed(cached, requested)) {
				state.named.put(requested, cached);
			}
		}
		return cached;
	}

	private RoutePlan find(Current state, @Nullable RoutePlan base, String model, String requested) {
		RoutePlan named = state.plans.get(requested);
		if (named != null) {
			return within(state, base, named, requested);
		}
		ModelReference reference = null;
		String problem = "";
		try {
			reference = ModelReference.parse(requested);
		}
		catch (MalformedModelReferenceException ex) {
			problem = ex.getMessage()
					+ mistake(state, base, requested).map((mistake) -> "; " + mistake.oneLine()).orElse("");
		}
		List<RoutePlan> fitting = fitting(state, requested, reference);
		if (base != null && fitting.contains(base)) {
			return base;
		}
		if (!fitting.isEmpty()) {
			RoutePlan strictest = strictest(fitting)
				.orElseThrow(() -> refused(model, requested, ambiguous(requested, fitting, true)));
			return within(state, base, strictest, requested);
		}
		if (reference == null) {
			throw refused(model, requested, new Refusal.NotPlanned(DisplayText.of(requested), problem));
		}
		if (!(reference instanceof FoundationModelId unplanned)) {
			throw refused(model, requested, new Refusal.NotPlanned(DisplayText.of(requested),
					"'" + DisplayText.of(requested) + "' is in no plan; " + suggestion(state, base, reference)));
		}
		return planAdHoc(state, (base != null) ? base : base(state, model, requested), unplanned);
	}

	private RoutePlan base(Current state, String model, String requested) {
		RoutePlan preferred = state.plans.get(DEFAULT_MODEL);
		return (preferred != null) ? preferred : strictest(state.plans.values())
			.orElseThrow(() -> refused(model, requested, ambiguous(requested, state.plans.values(), false)));
	}

	private static Refusal ambiguous(String requested, Collection<RoutePlan> plans, boolean planned) {
		return new Refusal.AmbiguousModel(DisplayText.of(requested),
				plans.stream().map(RoutePlan::name).sorted().toList(), planned);
	}

	// Among equally strict plans the choice makes no difference to residency.
	private Optional<RoutePlan> strictest(Collection<RoutePlan> plans) {
		if (plans.size() == 1) {
			return Optional.of(plans.iterator().next());
		}
		Map<RoutePlan, ResidencyReach> reaches = new IdentityHashMap<>();
		plans.forEach((plan) -> reaches.put(plan, reach(plan)));
		return plans.stream()
			.filter((plan) -> reaches.values().stream().allMatch(reaches.get(plan)::isWithin))
			.min(Comparator.<RoutePlan, Boolean>comparing((plan) -> !plan.name().equals(DEFAULT_MODEL))
				.thenComparing(RoutePlan::name));
	}

	// Includes the routes planned at the start, so that a temporary withdrawal does not
	// change which model is the strictest.
	private ResidencyReach reach(RoutePlan plan) {
		List<Destinations> destinations = Stream.of(plan, planAtStart(plan.name()))
			.flatMap((either) -> either.routes().stream())
			.map(Route::destinations)
			.toList();
		return new ResidencyReach(plan.declaration(), destinations);
	}

	// A request that comes through one model and names another is held to both.
	private RoutePlan within(Current state, @Nullable RoutePlan base, RoutePlan plan, String requested) {
		if (base == null || base == plan || !limits(base, plan)) {
			return plan;
		}
		NarrowedKey key = new NarrowedKey(base.name(), plan.name());
		RoutePlan cached = state.narrowed.get(key);
		if (cached != null) {
			return cached;
		}
		ResidencyPolicy limit = base.declaration().residency();
		ModelDeclaration declared = plan.declaration();
		ResidencyPolicy both = declared.residency().and(limit);
		List<Route> routes = new ArrayList<>(plan.routes());
		List<Refusal> refusals = new ArrayList<>();
		routes.removeIf((route) -> {
			if (limit.judge(route.destinations()) instanceof ResidencyVerdict.Refused verdict) {
				refusals.add(new Refusal.ResidencyNotSatisfied(route.modelId(), route.sourceRegion(), limit, verdict));
				return true;
			}
			Refusal loose = Optional.ofNullable(retained(base.declaration().retention(), route.sourceRegion()))
				.orElseGet(() -> guarded(base.declaration().guardrail(), both, route.sourceRegion()));
			if (loose != null) {
				refusals.add(loose);
			}
			return loose != null;
		});
		if (routes.isEmpty() && !refusals.isEmpty()) {
			throw refused(base.name(), requested, refusals.get(0));
		}
		routes.replaceAll((route) -> withAge(route, base.declaration()));
		RoutePlan narrowed = new RoutePlan(new ModelDeclaration(declared.name(), declared.model(), declared.routes(),
				both, declared.settings(),
				RetentionLimit.stricter(declared.retention(), base.declaration().retention()), declared.guardrail()),
				plan.model(), routes, plan.unmet(),
				new RoutePlan.Options(plan.candidates(),
						plan.alternatives()
							.stream()
							.filter((alternative) -> limit
								.judge(alternative.destinations()) instanceof ResidencyVerdict.Admitted)
							.toList()),
				plan.lifecycle());
		state.narrowed.put(key, narrowed);
		return narrowed;
	}

	// The request carries the guardrail of the model that it comes through.
	private static boolean limits(RoutePlan base, RoutePlan plan) {
		ModelDeclaration declaration = base.declaration();
		return declaration.residency().isLimited() || declaration.retention() != null
				|| (declaration.guardrail() != null && plan.declaration().residency().isLimited());
	}

	private @Nullable Refusal retained(@Nullable RetentionLimit limit, RegionCode sourceRegion) {
		if (limit == null) {
			return null;
		}
		DataRetention retention = this.catalog.from(sourceRegion).map(RegionEvidence::retention).orElse(null);
		return RoutePlanner.retentionRefusal(limit, sourceRegion, retention);
	}

	private @Nullable Refusal guarded(@Nullable GuardrailDeclaration guardrail, ResidencyPolicy residency,
			RegionCode sourceRegion) {
		return this.catalog.from(sourceRegion)
			.map((evidence) -> RoutePlanner.guardrailRefusal(guardrail, residency, evidence))
			.orElse(null);
	}

	private Route withAge(Route route, ModelDeclaration base) {
		RegionEvidence evidence = this.catalog.from(route.sourceRegion()).orElse(null);
		if (evidence == null) {
			return route;
		}
		DataRetention retention = (base.retention() != null) ? evidence.retention() : null;
		Guardrail.Reach reach = (base.guardrail() != null) ? evidence.guardrails().get(base.guardrail().guardrail())
				: null;
		return RoutePlanner.withAge(RoutePlanner.withAge(route, (retention != null) ? retention.evidence() : null),
				(reach != null) ? reach.evidence() : null);
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

	private List<RoutePlan> fitting(Current state, String requested, @Nullable ModelReference reference) {
		return state.plans.values()
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

	// Reads the whole catalog, so it is called only for names outside the plans.
	private Optional<ModelIdMistake> mistake(Current state, @Nullable RoutePlan base, String requested) {
		List<RegionCode> sourceRegions = ((base != null) ? List.of(base) : state.plans.values()).stream()
			.flatMap((plan) -> plan.declaration().routes().stream())
			.map(RouteDeclaration::sourceRegion)
			.distinct()
			.toList();
		KnownModels known = KnownModels.of(this.catalog, sourceRegions);
		return new ModelIdMistakes(known, this.planner.regions()).of(requested, sourceRegions.get(0));
	}

	private String suggestion(Current state, @Nullable RoutePlan base, ModelReference reference) {
		Optional<FoundationModelId> model = (reference instanceof BedrockArn arn) ? arn.model()
				: Optional.of(((InferenceProfileId) reference).model());
		return model.filter((named) -> ModelReference.parse(named.value()) instanceof FoundationModelId)
			.map((named) -> "name the model '" + named
					+ "' and the profile is chosen under the declared mode and residency")
			.or(() -> mistake(state, base, reference.value()).map(ModelIdMistake::oneLine))
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

	private RoutePlan planAdHoc(Current state, RoutePlan base, FoundationModelId model) {
		AdHocKey key = new AdHocKey(base.name(), model);
		RoutePlan cached = state.adHoc.get(key);
		if (cached != null) {
			return cached;
		}
		mistake(state, base, model.value()).ifPresent((mistake) -> {
			throw refused(base.name(), model.value(), new Refusal.NotPlanned(DisplayText.of(model.value()),
					"'" + DisplayText.of(model.value()) + "' cannot be called: " + mistake.oneLine()));
		});
		ModelDeclaration declaration = base.declaration();
		List<RouteDeclaration> routes = declaration.routes().stream().map((route) -> {
			RouteTarget target = sameMode(base, route);
			return new RouteDeclaration(route.sourceRegion(), target, route.quota());
		}).toList();
		RoutePlan plan = this.planner.plan(new ModelDeclaration(declaration.name(), model, routes,
				declaration.residency(), declaration.settings(), declaration.retention(), declaration.guardrail()),
				this.catalog);
		if (!plan.routes().stream().allMatch(Route::proven)) {
			throw refused(base.name(), model.value(),
					new Refusal.NotPlanned(DisplayText.of(model.value()),
							"no evidence says that model '" + DisplayText.of(model.value()) + "' can be called in "
									+ sourceRegions(plan)
									+ "; configure it as a model of its own, or let catalog.source be live"));
		}
		if (!plan.routes().isEmpty()) {
			state.adHoc.put(key, plan);
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

	// For another model, a named profile stands for its mode and its prefix. A profile
	// that was never admitted is kept, and the planner refuses it again.
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
		return RouteRefusedException.of(model, "Model '" + DisplayText.of(requested) + "'", refusal);
	}

	/**
	 * The plans between two refreshes, with caches of derived plans.
	 *
	 * @param plans the plans of the configured models
	 * @param adHoc plans of models that requests named; at most as many as the evidence
	 * has models
	 * @param narrowed plans of configured models for requests that come through another
	 * one; at most as many as there are pairs of models
	 * @param named plans by what requests name that come through no model; at most as
	 * many as the plans have models and profiles
	 * @param withdrawnSince since when routes are not admitted any more
	 */
	private record Current(Map<String, RoutePlan> plans, ConcurrentMap<AdHocKey, RoutePlan> adHoc,
			ConcurrentMap<NarrowedKey, RoutePlan> narrowed, ConcurrentMap<String, RoutePlan> named,
			Map<WithdrawnKey, Instant> withdrawnSince) {

		static Current of(Map<String, RoutePlan> plans, Map<WithdrawnKey, Instant> withdrawnSince) {
			return new Current(plans, new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>(),
					Map.copyOf(withdrawnSince));
		}

	}

	private record WithdrawnKey(String modelName, Route.Key route) {
	}

	private record AdHocKey(String modelName, FoundationModelId model) {
	}

	private record NarrowedKey(String modelName, String named) {
	}

}
