package dev.crossregion.bedrock.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.Theories.Choices;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.EvidenceCatalog;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.RandomnessSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the evidence, the declarations and the requests: no plan holds a route that
 * may run where residency does not admit it.
 * <p>
 * What residency admits is worked out here a second time, with sets of Region codes and
 * nothing else, and what a profile reaches is read from the evidence that was made up,
 * not from the route.
 */
class RoutingPropertyTests {

	/** Known Regions and their countries. */
	private static final Map<String, String> COUNTRIES = new TreeMap<>(
			Map.of("eu-central-1", "DE", "eu-west-1", "IE", "eu-west-2", "GB", "eu-central-2", "CH", "us-east-1", "US",
					"us-west-2", "US", "ca-central-1", "CA", "ap-northeast-1", "JP", "us-gov-west-1", "US"));

	private static final Set<String> UNION = Set.of("DE", "IE");

	private static final List<String> UNKNOWN_REGIONS = List.of("eu-north-9", "xx-new-1");

	private static final List<String> REGIONS = Stream.concat(COUNTRIES.keySet().stream(), UNKNOWN_REGIONS.stream())
		.toList();

	// What is named twice is drawn twice as often, so that limits often admit something.
	private static final List<String> PLACES = Stream
		.concat(Stream.of("EU", "US", "EU", "GB", "EEA", "EU", "US", "DE", "IE", "GB", "CA", "JP", "NO"),
				REGIONS.stream())
		.toList();

	/** Read once: a million examples use the same few. */
	private static final Map<String, RegionCode> REGION_CODES = REGIONS.stream()
		.collect(Collectors.toMap(Function.identity(), RegionCode::new));

	private static final List<String> SOURCE_REGIONS = List.of("eu-central-1", "eu-west-2", "us-east-1", "eu-north-9");

	private static final List<String> MODELS = List.of("anthropic.claude-sonnet-4-6", "openai.gpt-5.6-luna");

	private static final Map<String, FoundationModelId> MODEL_IDS = MODELS.stream()
		.collect(Collectors.toMap(Function.identity(), FoundationModelId::new));

	private static final List<String> PREFIXES = List.of("eu", "us", "global", "jp", "xx");

	private static final List<@Nullable String> GEOGRAPHIES = Arrays.asList(null, "eu", "us", "xx");

	private static final List<@Nullable InferenceMode> MODES = Arrays.asList(null, InferenceMode.GEOGRAPHIC,
			InferenceMode.GLOBAL, InferenceMode.IN_REGION);

	private static final RegionTable TABLE = new RegionTable(COUNTRIES.entrySet()
		.stream()
		.map((entry) -> new RegionTable.Entry(new RegionCode(entry.getKey()), entry.getValue(),
				(entry.getKey().startsWith("us-gov-")) ? "aws-us-gov" : "aws", entry.getKey()))
		.toList());

	private static final Map<String, Place> PLACES_BY_CODE = PLACES.stream()
		.distinct()
		.collect(Collectors.toMap(Function.identity(), (code) -> Place.parse(code, TABLE)));

	private final LongAdder routes = new LongAdder();

	private final LongAdder limitedRoutes = new LongAdder();

	/** Routes that no limit would admit if it were asked about their source Region. */
	private final LongAdder sourceNotAdmitted = new LongAdder();

	private final LongAdder refusedForResidency = new LongAdder();

	private final LongAdder served = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final LongAdder withdrawn = new LongAdder();

	@Test
	void noRouteLeadsWhereResidencyDoesNotAdmitIt() {
		Theories.theory("no route leads where residency does not admit it")
			.forAll(RoutingPropertyTests::world)
			.checkAssert(this::check);
		System.out.printf(
				"Admitted %s routes, %s of them under a limit, %s with a source Region that it does not admit, "
						+ "refused %s for residency; served %s requests, refused %s; withdrew %s routes%n",
				this.routes, this.limitedRoutes, this.sourceNotAdmitted, this.refusedForResidency, this.served,
				this.refused, this.withdrawn);
		// Examples that only ever refuse would prove nothing.
		long examples = Theories.EXAMPLES;
		assertThat(this.limitedRoutes.sum()).isGreaterThan(examples / 20);
		assertThat(this.sourceNotAdmitted.sum()).isGreaterThan(examples / 100);
		assertThat(this.refusedForResidency.sum()).isGreaterThan(examples / 20);
		assertThat(this.served.sum()).isGreaterThan(examples / 20);
		assertThat(this.refused.sum()).isGreaterThan(examples / 20);
		assertThat(this.withdrawn.sum()).isGreaterThan(examples / 100);
	}

	private void check(World world) {
		MovingCatalog held = new MovingCatalog(catalog(world.before));
		RoutePlanner planner = new RoutePlanner(TABLE, catalog(world.after));
		Map<String, Declared> declared = new LinkedHashMap<>();
		world.declarations.forEach((declaration) -> declared.put(declaration.name, declaration));
		RoutePlans plans = new RoutePlans(planner, held,
				world.declarations.stream().map(Declared::declaration).toList());
		plans.all().values().forEach((plan) -> checkPlan(plan, declared, world.before));
		request(world, plans, declared, world.before);
		if (world.after == world.before) {
			return;
		}
		Map<String, RoutePlan> before = plans.all();
		held.moveTo(catalog(world.after));
		plans.refresh();
		plans.all().forEach((name, plan) -> checkChanges(before.get(name), plan, world));
		plans.all().values().forEach((plan) -> checkPlan(plan, declared, world.after));
		request(world, plans, declared, world.after);
	}

	private void checkChanges(RoutePlan before, RoutePlan after, World world) {
		assertThat(PlanChanges.between(after, after)).isEmpty();
		List<PlanChange> changes = PlanChanges.between(before, after);
		assertThat(changes).extracting(PlanChange::route).doesNotHaveDuplicates();
		assertThat(keys(changes, PlanChange.Effect.WITHDRAWN)).isEqualTo(minus(keys(before), keys(after)));
		assertThat(keys(changes, PlanChange.Effect.ADMITTED)).isEqualTo(minus(keys(after), keys(before)));
		this.withdrawn.add(keys(changes, PlanChange.Effect.WITHDRAWN).size());
		for (PlanChange change : changes) {
			// Another profile may have taken the place of a declared route.
			if (change.effect() == PlanChange.Effect.WITHDRAWN && after.routes().isEmpty()) {
				assertThat(change.refusal()).as("the reason for %s", change).isNotNull();
			}
			if (change.kind() == PlanChange.Kind.DESTINATIONS) {
				Set<String> from = reached(change.route().modelId(), change.route().sourceRegion().value(),
						world.before);
				Set<String> to = reached(change.route().modelId(), change.route().sourceRegion().value(), world.after);
				assertThat(new HashSet<>(change.added())).isEqualTo(minus(to, from));
				assertThat(new HashSet<>(change.gone())).isEqualTo(minus(from, to));
			}
		}
		for (Route route : before.routes()) {
			boolean kept = keys(after).contains(new Route.Key(route.sourceRegion(), route.profileId()));
			if (kept && !reached(route, world.before).equals(reached(route, world.after))) {
				assertThat(keys(changes, PlanChange.Effect.STILL_ADMITTED))
					.contains(new Route.Key(route.sourceRegion(), route.profileId()));
			}
		}
	}

	private static Set<Route.Key> keys(RoutePlan plan) {
		return plan.routes()
			.stream()
			.map((route) -> new Route.Key(route.sourceRegion(), route.profileId()))
			.collect(Collectors.toSet());
	}

	private static Set<Route.Key> keys(List<PlanChange> changes, PlanChange.Effect effect) {
		return changes.stream()
			.filter((change) -> change.effect() == effect)
			.map(PlanChange::route)
			.collect(Collectors.toSet());
	}

	private static <T> Set<T> minus(Set<T> from, Set<T> other) {
		Set<T> rest = new HashSet<>(from);
		rest.removeAll(other);
		return rest;
	}

	private void request(World world, RoutePlans plans, Map<String, Declared> declared, List<Source> sources) {
		for (Request request : world.requests) {
			try {
				RoutePlan plan = plans.resolve(request.modelName, request.model);
				assertThat(plan.routes()).isNotEmpty();
				checkPlan(plan, declared, sources);
				this.served.increment();
			}
			catch (RouteRefusedException ex) {
				this.refused.increment();
			}
		}
	}

	private void checkPlan(RoutePlan plan, Map<String, Declared> declared, List<Source> sources) {
		Declared declaration = declared.get(plan.name());
		for (Route route : plan.routes()) {
			Set<String> reached = reached(route, sources);
			if (!admits(declaration.limits, reached)) {
				throw new AssertionError(route + " of model '" + plan.name() + "' may run in " + reached
						+ " under the limits " + declaration.limits);
			}
			this.routes.increment();
			if (!declaration.limits.isEmpty()) {
				this.limitedRoutes.increment();
			}
			if (!admits(declaration.limits, Set.of(route.sourceRegion().value()))) {
				this.sourceNotAdmitted.increment();
			}
		}
		for (RoutePlan.Alternative alternative : plan.alternatives()) {
			if (!admits(declaration.limits, new HashSet<>(alternative.destinations().codes()))) {
				throw new AssertionError(alternative + " is suggested under the limits " + declaration.limits);
			}
		}
		for (RoutePlan.Unmet unmet : plan.unmet()) {
			if (unmet.refusal() instanceof Refusal.ResidencyNotSatisfied refusal) {
				Set<String> reached = reached(refusal.profile(), refusal.sourceRegion().value(), sources);
				if (admits(declaration.limits, reached)) {
					throw new AssertionError(refusal.describe() + ", though the limits are " + declaration.limits);
				}
				this.refusedForResidency.increment();
			}
		}
	}

	/** Where a call may run, as the evidence says that was made up. */
	private static Set<String> reached(Route route, List<Source> sources) {
		return reached(route.modelId(), route.sourceRegion().value(), sources);
	}

	private static Set<String> reached(String wire, String sourceRegion, List<Source> sources) {
		String id = wire.substring(wire.indexOf(":inference-profile/") + 1).replace("inference-profile/", "");
		return sources.stream()
			.filter((source) -> source.region.equals(sourceRegion))
			.flatMap((source) -> source.profiles.stream())
			.filter((profile) -> profile.id.equals((wire.contains(":application-inference-profile/")) ? wire : id))
			.map((profile) -> profile.destinations)
			.findFirst()
			.orElseGet(() -> {
				if (PREFIXES.stream().anyMatch((prefix) -> id.startsWith(prefix + "."))) {
					throw new AssertionError("No evidence mentions " + wire + " from " + sourceRegion);
				}
				return Set.of(sourceRegion);
			});
	}

	/** All that residency means, said with sets. */
	private static boolean admits(List<Limit> limits, Set<String> reached) {
		if (reached.contains("?")) {
			return false;
		}
		if (limits.isEmpty()) {
			return true;
		}
		if (reached.contains("*")) {
			return false;
		}
		for (Limit limit : limits) {
			Set<String> admitted = (limit.allow.isEmpty()) ? new HashSet<>(COUNTRIES.keySet()) : regions(limit.allow);
			admitted.removeAll(regions(limit.deny));
			if (!admitted.containsAll(reached)) {
				return false;
			}
		}
		return true;
	}

	private static Set<String> regions(Collection<String> places) {
		Set<String> regions = new HashSet<>();
		for (String place : places) {
			if (place.contains("-")) {
				regions.add(place);
				continue;
			}
			COUNTRIES.forEach((region, country) -> {
				if (country.equals(place) || (place.startsWith("E") && UNION.contains(country))) {
					regions.add(region);
				}
			});
		}
		return regions;
	}

	private static InferenceProfileCatalog catalog(List<Source> sources) {
		return new EvidenceCatalog(sources.stream().map(Source::evidence).toList());
	}

	private static World world(RandomnessSource source) {
		Choices choices = new Choices(source);
		List<Source> before = sources(choices);
		List<Source> after = (choices.chance(50)) ? sources(choices) : before;
		List<Declared> declarations = new ArrayList<>();
		declarations.add(declared(choices, "alpha", before));
		if (choices.chance(30)) {
			declarations.add(declared(choices, "beta", before));
		}
		List<Request> requests = new ArrayList<>();
		for (int count = choices.below(2) + 1; count > 0; count--) {
			requests.add(new Request((choices.chance(70)) ? "alpha" : null, requested(choices, before)));
		}
		return new World(before, after, declarations, requests);
	}

	private static List<Source> sources(Choices choices) {
		return choices.some(SOURCE_REGIONS, 1, 3).stream().map((region) -> source(choices, region)).toList();
	}

	private static Source source(Choices choices, String region) {
		Map<String, Profile> profiles = new LinkedHashMap<>();
		for (int count = choices.below(5) + 1; count > 0; count--) {
			String model = choices.oneOf(MODELS);
			boolean application = choices.chance(20);
			String id = (application) ? RoutingFixtures.applicationArn(region) : choices.oneOf(PREFIXES) + "." + model;
			profiles.putIfAbsent(id, new Profile(id, application, model, reach(choices, region)));
		}
		return new Source(region, List.copyOf(profiles.values()),
				(choices.chance(50)) ? new LinkedHashSet<>(choices.some(MODELS, 0, 2)) : null);
	}

	private static Set<String> reach(Choices choices, String region) {
		if (choices.chance(25)) {
			return (choices.chance(70)) ? Set.of("*") : Set.of("?");
		}
		// The source Region need not be a destination: every request may run elsewhere.
		boolean leaves = choices.chance(35);
		Set<String> reach = new LinkedHashSet<>(
				choices.some((choices.chance(30)) ? REGIONS : REGIONS.subList(2, 6), (leaves) ? 1 : 0, 2));
		if (leaves && reach.size() > 1) {
			reach.remove(region);
		}
		else if (!leaves) {
			reach.add(region);
		}
		return reach;
	}

	private static Declared declared(Choices choices, String name, List<Source> sources) {
		List<Limit> limits = new ArrayList<>();
		for (int count = choices.below(3); count > 0; count--) {
			Limit limit = new Limit(choices.some(PLACES, 0, 5),
					(choices.chance(40)) ? choices.some(PLACES, 1, 2) : List.of());
			if (!limit.allow.isEmpty() || !limit.deny.isEmpty()) {
				limits.add(limit);
			}
		}
		ModelReference model = (choices.chance(70)) ? ModelReference.parse(reference(choices, sources)) : null;
		List<RouteDeclaration> routes = new ArrayList<>();
		for (int count = choices.below(3) + 1; count > 0; count--) {
			String region = (choices.chance(85)) ? choices.oneOf(sources).region : choices.oneOf(SOURCE_REGIONS);
			routes.add(new RouteDeclaration(REGION_CODES.get(region), target(choices, model, region, sources),
					DeclaredQuota.NONE));
		}
		return new Declared(name, model, routes, limits);
	}

	private static RouteTarget target(Choices choices, @Nullable ModelReference model, String region,
			List<Source> sources) {
		int kind = (model != null) ? choices.below(4) : 3;
		return switch (kind) {
			case 0 -> new RouteTarget.Geographic(choices.oneOf(GEOGRAPHIES));
			case 1 -> new RouteTarget.Global();
			case 2 -> new RouteTarget.InRegion();
			default -> new RouteTarget.Profile(ModelReference.parse(profile(choices, region, sources)),
					(choices.chance(20)) ? choices.oneOf(MODES) : null,
					(choices.chance(20)) ? choices.oneOf(GEOGRAPHIES) : null);
		};
	}

	/** A profile that is there, or one that may be there. */
	private static String profile(Choices choices, String region, List<Source> sources) {
		List<Profile> known = sources.stream()
			.filter((source) -> source.region.equals(region))
			.flatMap((source) -> source.profiles.stream())
			.toList();
		String id = (!known.isEmpty() && choices.chance(80)) ? choices.oneOf(known).id
				: choices.oneOf(PREFIXES) + "." + choices.oneOf(MODELS);
		if (id.startsWith("arn:") || choices.chance(70)) {
			return id;
		}
		return arn(choices, region, "123456789012:inference-profile/" + id);
	}

	private static String arn(Choices choices, String region, String rest) {
		return "arn:" + ((choices.chance(10)) ? "aws-us-gov" : "aws") + ":bedrock:"
				+ ((choices.chance(10)) ? choices.oneOf(SOURCE_REGIONS) : region) + ":" + rest;
	}

	private static String reference(Choices choices, List<Source> sources) {
		String region = choices.oneOf(SOURCE_REGIONS);
		if (choices.chance(70)) {
			return choices.oneOf(MODELS);
		}
		return switch (choices.below(4)) {
			case 0 -> profile(choices, region, sources);
			case 1 -> arn(choices, region, ":foundation-model/" + choices.oneOf(MODELS));
			case 2 -> RoutingFixtures.provisionedArn(region);
			default -> "arn:aws:bedrock:" + region + ":123456789012:imported-model/abcdefghijkl";
		};
	}

	private static @Nullable String requested(Choices choices, List<Source> sources) {
		return switch (choices.below(6)) {
			case 0 -> choices.oneOf(MODELS);
			case 1 -> choices.oneOf(List.of("alpha", "beta"));
			case 2 -> profile(choices, choices.oneOf(SOURCE_REGIONS), sources);
			case 3 -> reference(choices, sources);
			case 4 -> choices.oneOf(MODELS);
			default ->
				choices.oneOf(Arrays.asList(null, "", " ", "nonsense", "eu.", "arn:aws:bedrock", "x".repeat(2048)));
		};
	}

	/**
	 * Everything that an example is made of.
	 */
	private record World(List<Source> before, List<Source> after, List<Declared> declarations, List<Request> requests) {

	}

	private record Source(String region, List<Profile> profiles, @Nullable Set<String> onDemand) {

		RegionEvidence evidence() {
			Set<FoundationModelId> models = null;
			if (this.onDemand != null) {
				models = new HashSet<>();
				for (String model : this.onDemand) {
					models.add(MODEL_IDS.get(model));
				}
			}
			return new RegionEvidence(REGION_CODES.get(this.region), RoutingFixtures.LIVE,
					this.profiles.stream().map(Profile::profile).toList(), models);
		}

	}

	private record Profile(String id, boolean application, String model, Set<String> destinations) {

		InferenceProfile profile() {
			return new InferenceProfile(this.id,
					(this.application) ? InferenceProfile.Type.APPLICATION : InferenceProfile.Type.SYSTEM_DEFINED,
					MODEL_IDS.get(this.model), asDestinations());
		}

		private Destinations asDestinations() {
			if (this.destinations.contains("*")) {
				return new Destinations.Anywhere();
			}
			return (this.destinations.contains("?")) ? new Destinations.Unknown()
					: Destinations.of(this.destinations.stream().map(REGION_CODES::get).toList());
		}

	}

	private record Declared(String name, @Nullable ModelReference model, List<RouteDeclaration> routes,
			List<Limit> limits) {

		ModelDeclaration declaration() {
			ResidencyPolicy residency = ResidencyPolicy.unlimited(TABLE);
			for (Limit limit : this.limits) {
				residency = residency.and(ResidencyPolicy.of(TABLE, places(limit.allow), places(limit.deny)));
			}
			return new ModelDeclaration(this.name, this.model, this.routes, residency, RoutingSettings.DEFAULT);
		}

		private static List<Place> places(List<String> codes) {
			return codes.stream().map(PLACES_BY_CODE::get).toList();
		}

	}

	private record Limit(List<String> allow, List<String> deny) {
	}

	private record Request(@Nullable String modelName, @Nullable String model) {
	}

}
