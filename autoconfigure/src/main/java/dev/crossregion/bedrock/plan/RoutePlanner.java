package dev.crossregion.bedrock.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.plan.RoutePlan.Unmet;
import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.DataRetention;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.InferenceProfileId;
import dev.crossregion.bedrock.profile.KnownModels;
import dev.crossregion.bedrock.profile.ModelFacts;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.quota.TokenAccounting;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.ResidencyVerdict;
import dev.crossregion.bedrock.residency.RetentionLimit;
import org.jspecify.annotations.Nullable;

/**
 * Turns a declaration into a plan. Pure: the same declaration and the same evidence give
 * the same plan, without I/O and without conclusions from a prefix. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RoutePlanner {

	private final RegionTable regions;

	private final InferenceProfileCatalog hints;

	private final Function<FoundationModelId, Optional<ModelFacts>> facts;

	/**
	 * Create a planner without facts about models.
	 * @param regions the table of Regions
	 * @param hints what may be suggested from source Regions for which no evidence is
	 * held; nothing is ever admitted on a hint
	 */
	public RoutePlanner(RegionTable regions, InferenceProfileCatalog hints) {
		this(regions, hints, (model) -> Optional.empty());
	}

	/**
	 * Create a planner.
	 * @param snapshot the table of Regions, facts about models, and what may be suggested
	 * from source Regions for which no evidence is held; nothing is ever admitted on a
	 * hint
	 */
	public RoutePlanner(BundledSnapshot snapshot) {
		this(snapshot.regions(), snapshot.catalog(), snapshot::facts);
	}

	private RoutePlanner(RegionTable regions, InferenceProfileCatalog hints,
			Function<FoundationModelId, Optional<ModelFacts>> facts) {
		this.regions = regions;
		this.hints = hints;
		this.facts = facts;
	}

	RegionTable regions() {
		return this.regions;
	}

	/**
	 * Plan a model.
	 * @param declaration the declaration
	 * @param catalog the evidence
	 * @return the plan, with every admitted route, and with the refusal of every other
	 * one
	 */
	public RoutePlan plan(ModelDeclaration declaration, InferenceProfileCatalog catalog) {
		List<Route> routes = new ArrayList<>();
		Map<RouteDeclaration, Route> admitted = new LinkedHashMap<>();
		List<Unmet> unmet = new ArrayList<>();
		for (RouteDeclaration declared : declaration.routes()) {
			try {
				Route route = admit(declaration, declared, catalog);
				routes.add(route);
				admitted.put(declared, route);
			}
			catch (RefusedRoute ex) {
				unmet.add(new Unmet(declared, ex.refusal, ex.found));
			}
		}
		FoundationModelId model = model(declaration, routes);
		Set<Route.Key> planned = routes.stream()
			.map((route) -> new Route.Key(route.sourceRegion(), route.profileId()))
			.collect(Collectors.toSet());
		Suggestions suggestions = suggestions(catalog);
		return new RoutePlan(declaration, model, routes, unmet,
				new RoutePlan.Options(suggestions.candidates(declaration, model, planned),
						suggestions.alternatives(declaration, model, planned)),
				lifecycle(declaration, admitted, catalog));
	}

	/**
	 * The declared routes that are admitted.
	 * @param declaration the declaration
	 * @param catalog the evidence
	 * @return the admitted routes
	 */
	Map<RouteDeclaration, Route> admitted(ModelDeclaration declaration, InferenceProfileCatalog catalog) {
		Map<RouteDeclaration, Route> admitted = new LinkedHashMap<>();
		for (RouteDeclaration route : declaration.routes()) {
			try {
				admitted.put(route, admit(declaration, route, catalog));
			}
			catch (RefusedRoute ex) {
				// The caller sees that it is missing.
			}
		}
		return admitted;
	}

	private PlanLifecycle lifecycle(ModelDeclaration declaration, Map<RouteDeclaration, Route> admitted,
			InferenceProfileCatalog catalog) {
		Map<PlanLifecycle.Key, ModelFacts.Lifecycle> byModel = new HashMap<>();
		admitted.values()
			.forEach((route) -> PlanLifecycle.Key.of(route)
				.ifPresent((key) -> byModel.put(key, lifecycle(route, catalog))));
		byModel.values().removeIf(ModelFacts.Lifecycle.UNKNOWN::equals);
		PlanLifecycle known = new PlanLifecycle(byModel, null);
		return known.earliest(admitted.values())
			.filter((route) -> known.of(route).isEnding())
			.map((route) -> new PlanLifecycle(byModel,
					new Successors(this, catalog).of(declaration, admitted, Objects.requireNonNull(route.model()))
						.orElse(null)))
			.orElse(known);
	}

	/**
	 * The life cycle of the model of a route: what the evidence of its source Region
	 * states, else the facts about the model.
	 * @param route the route
	 * @param catalog the evidence
	 * @return the life cycle
	 */
	ModelFacts.Lifecycle lifecycle(Route route, InferenceProfileCatalog catalog) {
		FoundationModelId model = route.model();
		if (model == null) {
			return ModelFacts.Lifecycle.UNKNOWN;
		}
		return catalog.from(route.sourceRegion())
			.map((evidence) -> evidence.lifecycles().get(model))
			.or(() -> this.facts.apply(model).map((facts) -> facts.lifecycle().in(route.sourceRegion())))
			.orElse(ModelFacts.Lifecycle.UNKNOWN);
	}

	private Suggestions suggestions(InferenceProfileCatalog catalog) {
		return new Suggestions(this.regions, this.hints, catalog);
	}

	private static @Nullable FoundationModelId model(ModelDeclaration declaration, List<Route> routes) {
		return routes.stream()
			.map(Route::model)
			.filter((model) -> model != null)
			.findFirst()
			.or(() -> Optional.ofNullable(declaration.model()).flatMap(RoutePlanner::modelBehind))
			.or(() -> declaration.routes()
				.stream()
				.map(RouteDeclaration::target)
				.filter(RouteTarget.Profile.class::isInstance)
				.map(RouteTarget.Profile.class::cast)
				.flatMap((target) -> modelBehind(target.reference()).stream())
				.findFirst())
			.orElse(null);
	}

	private static Optional<FoundationModelId> modelBehind(ModelReference reference) {
		if (reference instanceof FoundationModelId model) {
			return Optional.of(model);
		}
		return (reference instanceof InferenceProfileId profile) ? Optional.of(profile.model())
				: ((BedrockArn) reference).model();
	}

	private Route admit(ModelDeclaration declaration, RouteDeclaration route, InferenceProfileCatalog catalog)
			throws RefusedRoute {
		RegionCode sourceRegion = route.sourceRegion();
		Optional<RegionEvidence> held = catalog.from(sourceRegion);
		if (held.filter(this::isEmptyForUnknownRegion).isPresent()) {
			throw new RefusedRoute(new Refusal.NoEvidence(sourceRegion));
		}
		RegionEvidence evidence = held.or(() -> unprovenEvidence(route))
			.orElseThrow(() -> new RefusedRoute(new Refusal.NoEvidence(sourceRegion)));
		Guardrail.Reach guardrail = guardrail(declaration, evidence);
		Route resolved = withGuardrail((route.target() instanceof RouteTarget.Profile target)
				? named(declaration, route, target, evidence, catalog) : byMode(declaration, route, evidence, catalog),
				guardrail);
		if (declaration.residency().judge(resolved.destinations()) instanceof ResidencyVerdict.Refused refused) {
			throw new RefusedRoute(new Refusal.ResidencyNotSatisfied(resolved.modelId(), sourceRegion,
					declaration.residency(), refused), resolved);
		}
		Refusal unguarded = guardrailRefusal(declaration.guardrail(), declaration.residency(), evidence);
		if (unguarded != null) {
			throw new RefusedRoute(unguarded, resolved);
		}
		return withAge(withRetention(declaration, resolved, evidence),
				(guardrail != null) ? guardrail.evidence() : null);
	}

	/**
	 * Hold a guardrail to residency.
	 * @param declared the guardrail, or {@code null} if there is none
	 * @param residency where it may be evaluated
	 * @param evidence the evidence for a source Region
	 * @return why calls from there are refused, or {@code null} if they are not
	 */
	static @Nullable Refusal guardrailRefusal(@Nullable GuardrailDeclaration declared, ResidencyPolicy residency,
			RegionEvidence evidence) {
		if (declared == null || !residency.isLimited()) {
			return null;
		}
		Guardrail.Reach reach = evidence.guardrails().get(declared.guardrail());
		if (reach == null) {
			return (declared.evidenceRequired() && evidence.evidence().source() == Evidence.Source.LIVE)
					? new Refusal.GuardrailUnknown(declared.guardrail(), evidence.sourceRegion()) : null;
		}
		return (residency.judge(reach.destinations()) instanceof ResidencyVerdict.Refused refused)
				? new Refusal.GuardrailNotAdmitted(declared.guardrail(), reach, evidence.sourceRegion(), residency,
						refused)
				: null;
	}

	private static Guardrail.@Nullable Reach guardrail(ModelDeclaration declaration, RegionEvidence evidence) {
		GuardrailDeclaration declared = declaration.limitedGuardrail();
		return (declared != null) ? evidence.guardrails().get(declared.guardrail()) : null;
	}

	private static Route withGuardrail(Route route, Guardrail.@Nullable Reach guardrail) {
		return (guardrail != null) ? route
			.with(new Route.Reach(route.mode(), route.destinations(), route.evidence(), route.proven(), guardrail))
				: route;
	}

	private static Route withRetention(ModelDeclaration declaration, Route route, RegionEvidence evidence)
			throws RefusedRoute {
		RetentionLimit limit = declaration.retention();
		if (limit == null) {
			return route;
		}
		DataRetention retention = evidence.retention();
		Refusal refusal = retentionRefusal(limit, route.sourceRegion(), retention);
		if (refusal != null) {
			throw new RefusedRoute(refusal, route);
		}
		return withAge(route, (retention != null) ? retention.evidence() : null);
	}

	/**
	 * Hold the data-retention mode of the account to a limit.
	 * @param limit the limit
	 * @param sourceRegion the source Region
	 * @param retention the mode there, or {@code null} if it is not known
	 * @return why calls from there are refused, or {@code null} if they are not
	 */
	static @Nullable Refusal retentionRefusal(RetentionLimit limit, RegionCode sourceRegion,
			@Nullable DataRetention retention) {
		return (limit.admits(retention)) ? null
				: new Refusal.RetentionNotSatisfied(sourceRegion, limit, (retention != null) ? retention.mode() : null);
	}

	// The evidence for a route is as old as the oldest part of it.
	static Route withAge(Route route, @Nullable Evidence part) {
		return (part != null && part.asOf().isBefore(route.evidence().asOf()))
				? route.with(new Route.Reach(route.mode(), route.destinations(),
						new Evidence(route.evidence().source(), part.asOf()), route.proven(), route.guardrail()))
				: route;
	}

	// A custom endpoint that answers for every Region also answers for a misspelt one,
	// with empty lists.
	private boolean isEmptyForUnknownRegion(RegionEvidence evidence) {
		return evidence.profiles().isEmpty()
				&& (evidence.onDemandModels() == null || evidence.onDemandModels().isEmpty())
				&& this.regions.partition(evidence.sourceRegion()).isEmpty();
	}

	// An in-Region route needs no profile. Without evidence for the Region, the route is
	// planned as unproven, with the oldest date of the evidence for other Regions.
	private Optional<RegionEvidence> unprovenEvidence(RouteDeclaration route) {
		if (!(route.target() instanceof RouteTarget.InRegion)) {
			return Optional.empty();
		}
		Evidence evidence = this.hints.sourceRegions()
			.stream()
			.flatMap((region) -> this.hints.from(region).stream())
			.map(RegionEvidence::evidence)
			.min(Comparator.comparing(Evidence::asOf))
			.orElse(new Evidence(Evidence.Source.BUNDLED, Instant.EPOCH));
		return Optional.of(new RegionEvidence(route.sourceRegion(), evidence, List.of(), null));
	}

	private Route named(ModelDeclaration declaration, RouteDeclaration route, RouteTarget.Profile target,
			RegionEvidence evidence, InferenceProfileCatalog catalog) throws RefusedRoute {
		if (target.reference() instanceof BedrockArn arn) {
			requireProfile(arn, target.mode());
			requireLocal(arn, route.sourceRegion());
		}
		String profileId = RouteTarget.Profile.id(target.reference());
		InferenceProfile profile = evidence.profile(profileId)
			.orElseThrow(() -> new RefusedRoute(unknownProfile(profileId, declaration, evidence, catalog)));
		if (declaration.model() != null) {
			Optional<FoundationModelId> model = modelBehind(declaration.model());
			if (model.isPresent() && !model.get().equals(profile.model())) {
				throw new RefusedRoute(new Refusal.ModelMismatch(model.get(), profile));
			}
			if (model.isEmpty()) {
				requireProfile((BedrockArn) declaration.model(), target.mode());
			}
		}
		if (target.mode() != null && target.mode() != profile.mode()) {
			throw new RefusedRoute(new Refusal.ModeMismatch(target.mode(), profile));
		}
		if (target.geography() != null && !carries(profile, target.geography(), evidence)) {
			throw new RefusedRoute(new Refusal.GeographyMismatch(target.geography(), profile, route.sourceRegion()));
		}
		return routeThrough(profile, target.reference().value(), route, evidence);
	}

	// An application profile has no prefix of its own. Its prefix is that of the
	// system-defined profile of the same model with the same destinations.
	private static boolean carries(InferenceProfile profile, String geography, RegionEvidence evidence) {
		if (profile.type() == InferenceProfile.Type.SYSTEM_DEFINED) {
			return profile.prefix().filter(geography::equals).isPresent();
		}
		return evidence.profilesOf(profile.model())
			.stream()
			.filter((candidate) -> candidate.destinations().equals(profile.destinations()))
			.flatMap((candidate) -> candidate.prefix().stream())
			.anyMatch(geography::equals);
	}

	private Route byMode(ModelDeclaration declaration, RouteDeclaration route, RegionEvidence evidence,
			InferenceProfileCatalog catalog) throws RefusedRoute {
		ModelReference reference = declaration.model();
		if (reference == null) {
			throw new IllegalArgumentException(
					"Model '" + declaration.name() + "' names no model, and its route " + route + " no profile");
		}
		if (reference instanceof BedrockArn arn && arn.resource() != BedrockArn.Resource.INFERENCE_PROFILE) {
			requireLocal(arn, route.sourceRegion());
			if (arn.resource() != BedrockArn.Resource.FOUNDATION_MODEL) {
				return inRegionOnly(arn, route, evidence);
			}
		}
		FoundationModelId model = modelBehind(reference).orElseThrow(
				() -> new RefusedRoute(new Refusal.NotRoutable((BedrockArn) reference, route.target().mode())));
		if (route.target() instanceof RouteTarget.InRegion) {
			return inRegion(model, route, evidence, catalog);
		}
		return routeThrough(profileFor(model, route, evidence, catalog), route, evidence);
	}

	private InferenceProfile profileFor(FoundationModelId model, RouteDeclaration route, RegionEvidence evidence,
			InferenceProfileCatalog catalog) throws RefusedRoute {
		InferenceMode mode = (route.target() instanceof RouteTarget.Global) ? InferenceMode.GLOBAL
				: InferenceMode.GEOGRAPHIC;
		List<InferenceProfile> all = evidence.profilesOf(model);
		List<InferenceProfile> profiles = all.stream().filter((profile) -> profile.mode() == mode).toList();
		if (profiles.isEmpty()) {
			throw new RefusedRoute(
					(evidence.knows(model)) ? new Refusal.NoProfile(model, route.sourceRegion(), mode, all)
							: unknownModel(model, evidence, catalog));
		}
		String geography = (route.target() instanceof RouteTarget.Geographic target) ? target.geography() : null;
		if (geography != null) {
			return profiles.stream()
				.filter((profile) -> profile.prefix().filter(geography::equals).isPresent())
				.findFirst()
				.orElseThrow(() -> new RefusedRoute(
						new Refusal.GeographyMismatch(geography, profiles.get(0), route.sourceRegion())));
		}
		if (profiles.size() > 1) {
			throw new RefusedRoute(new Refusal.SeveralProfiles(model, route.sourceRegion(), profiles));
		}
		return profiles.get(0);
	}

	private Route inRegion(FoundationModelId model, RouteDeclaration route, RegionEvidence evidence,
			InferenceProfileCatalog catalog) throws RefusedRoute {
		Set<FoundationModelId> onDemand = evidence.onDemandModels();
		if (onDemand != null && !onDemand.contains(model)) {
			List<InferenceProfile> profiles = evidence.profilesOf(model);
			throw new RefusedRoute(
					(!profiles.isEmpty()) ? new Refusal.OnlyThroughProfiles(model, route.sourceRegion(), profiles)
							: unknownModel(model, evidence, catalog));
		}
		if (onDemand == null && knownModels(evidence, catalog).isIncomplete(model.value())) {
			throw new RefusedRoute(unknownModel(model, evidence, catalog));
		}
		return new Route(
				new Route.Key(route.sourceRegion(), model.value()), model, new Route.Reach(InferenceMode.IN_REGION,
						Destinations.of(Set.of(route.sourceRegion())), evidence.evidence(), onDemand != null),
				route.quota(), accounting(model));
	}

	private TokenAccounting accounting(FoundationModelId model) {
		return this.facts.apply(model)
			.map((facts) -> TokenAccounting.of(model.value(), facts.limits().burndown(),
					facts.limits().maxOutputTokens(), facts.features().streaming()))
			.orElseGet(() -> TokenAccounting.of(model.value(), null, null, null));
	}

	// Custom, imported and provisioned models and endpoints run in the Region of their
	// ARN.
	private static Route inRegionOnly(BedrockArn arn, RouteDeclaration route, RegionEvidence evidence)
			throws RefusedRoute {
		InferenceMode mode = route.target().mode();
		boolean routed = switch (arn.resource()) {
			case PROMPT_ROUTER, DEFAULT_PROMPT_ROUTER, PROMPT, APPLICATION_INFERENCE_PROFILE -> true;
			default -> false;
		};
		if (mode == InferenceMode.IN_REGION && !routed) {
			return new Route(new Route.Key(route.sourceRegion(), arn.value()), null,
					new Route.Reach(InferenceMode.IN_REGION, Destinations.of(Set.of(route.sourceRegion())),
							evidence.evidence(), false),
					route.quota());
		}
		throw new RefusedRoute((arn.resource() == BedrockArn.Resource.PROVISIONED_MODEL)
				? new Refusal.ProvisionedThroughput(arn, mode) : new Refusal.NotRoutable(arn, mode));
	}

	private Route routeThrough(InferenceProfile profile, RouteDeclaration route, RegionEvidence evidence) {
		return routeThrough(profile, profile.id(), route, evidence);
	}

	private Route routeThrough(InferenceProfile profile, String modelId, RouteDeclaration route,
			RegionEvidence evidence) {
		return new Route(new Route.Key(route.sourceRegion(), modelId), profile.model(),
				new Route.Reach(profile.mode(), profile.destinations(), evidence.evidenceOf(profile), true),
				route.quota(), accounting(profile.model()));
	}

	private static void requireProfile(BedrockArn arn, @Nullable InferenceMode mode) throws RefusedRoute {
		switch (arn.resource()) {
			case INFERENCE_PROFILE, APPLICATION_INFERENCE_PROFILE -> {
			}
			case PROVISIONED_MODEL -> throw new RefusedRoute(new Refusal.ProvisionedThroughput(arn, mode));
			default -> throw new RefusedRoute(new Refusal.NotRoutable(arn, mode));
		}
	}

	private void requireLocal(BedrockArn arn, RegionCode sourceRegion) throws RefusedRoute {
		boolean samePartition = this.regions.partition(sourceRegion).map(arn.partition()::equals).orElse(true);
		if (!sourceRegion.equals(arn.region()) || !samePartition) {
			throw new RefusedRoute(new Refusal.ForeignArn(arn, sourceRegion));
		}
	}

	private Refusal unknownModel(FoundationModelId model, RegionEvidence evidence, InferenceProfileCatalog catalog) {
		return new Refusal.UnknownModel(model, evidence.sourceRegion(),
				suggestions(catalog).elsewhere(evidence.sourceRegion(), (other) -> other.knows(model)),
				knownModels(evidence, catalog).similar(model.value())
					.stream()
					.map(ModelReference::parse)
					.filter(FoundationModelId.class::isInstance)
					.map(FoundationModelId.class::cast)
					.toList());
	}

	// Under a residency limit, only admitted profiles are suggested.
	private Refusal unknownProfile(String profile, ModelDeclaration declaration, RegionEvidence evidence,
			InferenceProfileCatalog catalog) {
		return new Refusal.UnknownProfile(profile, evidence.sourceRegion(),
				suggestions(catalog).elsewhere(evidence.sourceRegion(),
						(other) -> isAdmitted(other.profile(profile), declaration)),
				knownModels(evidence, catalog).similarProfiles(profile)
					.stream()
					.filter((similar) -> isAdmitted(evidence.profile(similar), declaration))
					.toList());
	}

	private static boolean isAdmitted(Optional<InferenceProfile> profile, ModelDeclaration declaration) {
		return profile.map(InferenceProfile::destinations)
			.map(declaration.residency()::judge)
			.filter(ResidencyVerdict.Admitted.class::isInstance)
			.isPresent();
	}

	private static KnownModels knownModels(RegionEvidence evidence, InferenceProfileCatalog catalog) {
		return KnownModels.of(catalog, List.of(evidence.sourceRegion()));
	}

	/** Carries a refusal out of the steps that find a route. */
	private static final class RefusedRoute extends Exception {

		private static final long serialVersionUID = 1L;

		private final transient Refusal refusal;

		private final transient @Nullable Route found;

		RefusedRoute(Refusal refusal) {
			this(refusal, null);
		}

		RefusedRoute(Refusal refusal, @Nullable Route found) {
			super(refusal.describe(), null, false, false);
			this.refusal = refusal;
			this.found = found;
		}

	}

}
