package dev.crossregion.bedrock.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.KnownRoute;
import dev.crossregion.bedrock.profile.ReferenceRoutes;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.SnapshotFile;
import dev.crossregion.bedrock.residency.ResidencyVerdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Plans every model from every source Region in every mode, and compares with what the
 * data say, what is there and what is not. The numbers are those of the snapshot that is
 * shipped.
 */
class RoutePlannerSnapshotTests {

	/** Pairs of a model and a source Region that the usual rule gets wrong. */
	private static final int WRONG_GUESSES = 97;

	private final BundledSnapshot snapshot = BundledSnapshot.load();

	private final InferenceProfileCatalog catalog = this.snapshot.catalog();

	private final RoutePlanner planner = new RoutePlanner(this.snapshot.regions(), this.catalog);

	@Test
	void everyPlanIsWhatTheSnapshotSays() {
		SnapshotFile file = SnapshotFile.read();
		SortedSet<String> models = models(file.routes());
		Count count = compare("snapshot", models, file.countries().keySet(), file.routes());
		assertThat(count).isEqualTo(new Count(72 * 46 * 3, 565, 2, 875, 72 * 46));
	}

	@Test
	void everyPlanIsWhatTheReferenceSays() {
		ReferenceRoutes file = reference();
		assertThat(file.models()).hasSize(79);
		assertThat(file.routes().stream().filter((route) -> route.listed() && !route.isGlobal())).hasSize(543);
		Count count = compare("reference", file.models(), file.partitions().keySet(), file.routes());
		assertThat(count).isEqualTo(new Count(79 * 46 * 3, 565, 2, 875, 79 * 46));
		file.partitions()
			.forEach((region, partition) -> assertThat(this.snapshot.regions().partition(new RegionCode(region)))
				.contains(partition));
	}

	@Test
	void callsReserveAndCostWhatIsKnownOfEachModel() {
		SnapshotFile file = SnapshotFile.read();
		RoutePlanner planner = new RoutePlanner(this.snapshot);
		Set<String> maxima = new TreeSet<>();
		Set<String> rates = new TreeSet<>();
		for (KnownRoute known : file.routes()) {
			RoutePlan plan = planner.plan(
					RoutingFixtures.declare(null, RoutingFixtures.UNLIMITED,
							RoutingFixtures.route(known.sourceRegion(), RoutingFixtures.named(known.profile()))),
					this.catalog);
			Map<String, String> facts = file.models().get(known.model());
			for (Route route : plan.routes()) {
				if (facts.containsKey("max-output")) {
					assertThat(route.accounting().maxOutputTokens()).as(known.profile())
						.isEqualTo(Long.parseLong(facts.get("max-output")));
					maxima.add(known.model());
				}
				if (facts.containsKey("burndown")) {
					assertThat(route.accounting().burndown()).as(known.profile())
						.isEqualTo(Integer.parseInt(facts.get("burndown")));
					rates.add(known.model());
				}
			}
		}
		assertThat(maxima).hasSizeGreaterThan(40);
		assertThat(rates).hasSizeGreaterThan(40);
	}

	@Test
	void profilesThatAreGoneAreUnknown() {
		ReferenceRoutes file = reference();
		assertThat(file.goneProfiles()).hasSize(10);
		for (String profile : file.goneProfiles().keySet()) {
			for (RegionCode sourceRegion : this.snapshot.regions().regions()) {
				RoutePlan plan = plan(null, sourceRegion, RoutingFixtures.named(profile));
				assertThat(plan.routes()).as("%s from %s", profile, sourceRegion).isEmpty();
				assertThat(plan.unmet().get(0).refusal()).isInstanceOf(Refusal.UnknownProfile.class);
			}
		}
	}

	@Test
	void everyProfileCanBeNamedFromItsSourceRegionsAndFromNoOther() {
		SnapshotFile file = SnapshotFile.read();
		Map<String, Map<String, KnownRoute>> profiles = file.routes()
			.stream()
			.collect(Collectors.groupingBy(KnownRoute::profile,
					Collectors.toMap(KnownRoute::sourceRegion, Function.identity())));
		for (String profile : profiles.keySet()) {
			for (String sourceRegion : file.countries().keySet()) {
				KnownRoute known = profiles.get(profile).get(sourceRegion);
				RoutePlan plan = plan(null, new RegionCode(sourceRegion), RoutingFixtures.named(profile));
				String what = profile + " from " + sourceRegion;
				if (known == null) {
					assertThat(plan.routes()).as(what).isEmpty();
					assertThat(((Refusal.UnknownProfile) plan.unmet().get(0).refusal()).elsewhere()).as(what)
						.isNotEmpty();
				}
				else {
					assertBound(what, plan, known);
				}
			}
		}
	}

	@Test
	void aDeclaredGeographyIsThePrefixOfTheProfile() {
		SnapshotFile file = SnapshotFile.read();
		Set<String> prefixes = file.routes()
			.stream()
			.filter((route) -> !route.isGlobal())
			.map(KnownRoute::prefix)
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(prefixes).containsExactly("apac", "au", "ca", "eu", "in", "jp", "us", "us-gov");
		for (KnownRoute known : file.routes()) {
			if (known.isGlobal() || known.destinations() == null) {
				continue;
			}
			for (String prefix : prefixes) {
				RoutePlan plan = plan(known.model(), new RegionCode(known.sourceRegion()),
						RoutingFixtures.geography(prefix));
				if (prefix.equals(known.prefix())) {
					assertBound(known + " with geography " + prefix, plan, known);
				}
				else {
					assertThat(plan.unmet().get(0).refusal()).isInstanceOf(Refusal.GeographyMismatch.class);
				}
			}
		}
	}

	@Test
	void theUnionIsNotThePrefixOfItsName() {
		Set<String> outside = Set.of("eu-west-2", "eu-central-2", "il-central-1");
		List<KnownRoute> european = SnapshotFile.read()
			.routes()
			.stream()
			.filter((route) -> route.prefix().equals("eu"))
			.toList();
		assertThat(european).extracting(KnownRoute::sourceRegion).containsAll(outside);
		for (KnownRoute known : european) {
			RoutePlan plan = this.planner.plan(
					RoutingFixtures.declare(new FoundationModelId(known.model()), RoutingFixtures.allow("EU"),
							RoutingFixtures.route(known.sourceRegion(), RoutingFixtures.geography("eu"))),
					this.catalog);
			if (!outside.contains(known.sourceRegion())) {
				assertBound(known + " in the EU", plan, known);
				continue;
			}
			assertThat(plan.routes()).as("%s in the EU", known).isEmpty();
			assertThat(((Refusal.ResidencyNotSatisfied) plan.unmet().get(0).refusal()).verdict().offences())
				.as("the source Region itself, and nothing else")
				.extracting((offence) -> offence.region().value())
				.containsExactly(known.sourceRegion());
			assertThat(plan.alternatives()).extracting((alternative) -> alternative.sourceRegion().value())
				.isNotEmpty()
				.doesNotContainAnyElementsOf(outside);
		}
	}

	@Test
	void newGeographiesAndPartitionsArePlannedFromTheSnapshotAlone() {
		assertPlanned("anthropic.claude-opus-5", "ap-south-1", RoutingFixtures.geography("in"),
				"in.anthropic.claude-opus-5");
		assertPlanned("anthropic.claude-sonnet-4-5-20250929-v1:0", "us-gov-west-1", RoutingFixtures.geography("us-gov"),
				"us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0");
		Route outside = assertPlanned("openai.gpt-5.4", "ca-central-1", RoutingFixtures.geographic(),
				"us.openai.gpt-5.4");
		assertThat(outside.destinations().codes()).containsExactly("us-east-1", "us-east-2", "us-west-2");
	}

	@Test
	void inRegionIsUnprovenWhereNothingIsKnownOfARegion() {
		for (String[] pair : new String[][] { { "eusc-de-east-1", "EU" }, { "eusc-de-east-1", "DE" },
				{ "eu-central-1", "EU" }, { "us-iso-east-1", "US" }, { "cn-north-1", "CN" },
				{ "eu-isoe-west-1", "eu-isoe-west-1" }, { "eu-north-9", "eu-north-9" } }) {
			RoutePlan plan = inRegion(pair[0], pair[1]);
			assertThat(plan.unmet()).as(pair[0]).isEmpty();
			assertThat(plan.routes().get(0).proven()).isFalse();
			assertThat(plan.routes().get(0).destinations().codes()).containsExactly(pair[0]);
		}
		for (String[] pair : new String[][] { { "eu-isoe-west-1", "EU" }, { "eu-north-9", "EU" },
				{ "eusc-de-east-1", "FR" }, { "us-iso-east-1", "EU" } }) {
			assertThat(inRegion(pair[0], pair[1]).unmet()).as(pair[0])
				.singleElement()
				.extracting(RoutePlan.Unmet::refusal)
				.isInstanceOf(Refusal.ResidencyNotSatisfied.class);
		}
	}

	private RoutePlan inRegion(String sourceRegion, String allowed) {
		return this.planner.plan(RoutingFixtures.declare(new FoundationModelId("anthropic.claude-opus-5"),
				RoutingFixtures.allow(allowed), RoutingFixtures.route(sourceRegion, RoutingFixtures.inRegion())),
				this.catalog);
	}

	private Route assertPlanned(String model, String sourceRegion, RouteTarget target, String profile) {
		RoutePlan plan = plan(model, new RegionCode(sourceRegion), target);
		assertThat(plan.unmet()).isEmpty();
		assertThat(plan.routes()).extracting(Route::modelId).containsExactly(profile);
		return plan.routes().get(0);
	}

	@Test
	void thePrefixCannotBeToldFromTheRegion() {
		assertThat(wrongGuesses("snapshot", SnapshotFile.read().routes())).isEqualTo(WRONG_GUESSES);
	}

	@Test
	void thePrefixCannotBeToldFromTheRegionInTheReferenceEither() {
		assertThat(wrongGuesses("reference", reference().routes())).isEqualTo(WRONG_GUESSES);
	}

	/**
	 * The rule that is commonly seen takes the prefix from the first word of the source
	 * Region: {@code us-} gives {@code us}, {@code us-gov-} gives {@code us-gov},
	 * {@code eu-} gives {@code eu}, {@code ap-} gives {@code apac}, {@code ca-} gives
	 * {@code ca}, {@code sa-} gives {@code sa}, and {@code il-}, {@code me-}, {@code mx-}
	 * and {@code af-} give none. It is wrong for a pair of model and source Region that
	 * has a geographic profile when the profile that it makes up cannot be called from
	 * there, or when it makes up none.
	 */
	private int wrongGuesses(String name, List<KnownRoute> routes) {
		List<KnownRoute> listed = routes.stream().filter(KnownRoute::listed).toList();
		Set<String> callable = new HashSet<>();
		listed.forEach((route) -> callable.add(route.profile() + " from " + route.sourceRegion()));
		List<KnownRoute> geographic = listed.stream().filter((route) -> !route.isGlobal()).toList();
		List<KnownRoute> wrong = geographic.stream().filter((route) -> {
			String prefix = guess(route.sourceRegion());
			return prefix == null || !callable.contains(prefix + "." + route.model() + " from " + route.sourceRegion());
		}).toList();
		assertThat(geographic).hasSize(543);
		assertThat(wrong).filteredOn((known) -> known.destinations() != null).isNotEmpty().allSatisfy((known) -> {
			RoutePlan plan = plan(known.model(), new RegionCode(known.sourceRegion()), RoutingFixtures.geographic());
			assertThat(plan.routes()).extracting(Route::modelId).containsExactly(known.profile());
		});
		System.out.printf("The prefix taken from the Region is wrong for %d of %d pairs in the %s: %s%n", wrong.size(),
				geographic.size(), name, wrong.stream()
					.collect(Collectors.groupingBy(KnownRoute::sourceRegion, TreeMap::new, Collectors.counting())));
		return wrong.size();
	}

	private static @Nullable String guess(String sourceRegion) {
		if (sourceRegion.startsWith("us-gov-")) {
			return "us-gov";
		}
		return switch (sourceRegion.substring(0, sourceRegion.indexOf('-'))) {
			case "us" -> "us";
			case "eu" -> "eu";
			case "ap" -> "apac";
			case "ca" -> "ca";
			case "sa" -> "sa";
			default -> null;
		};
	}

	private Count compare(String name, Collection<String> models, Collection<String> sourceRegions,
			List<KnownRoute> routes) {
		Count count = new Count(0, 0, 0, 0, 0);
		Map<String, List<KnownRoute>> pairs = routes.stream()
			.collect(Collectors.groupingBy((route) -> route.model() + " from " + route.sourceRegion()));
		for (String model : models) {
			for (String sourceRegion : sourceRegions) {
				List<KnownRoute> known = pairs.getOrDefault(model + " from " + sourceRegion, List.of());
				for (RouteTarget target : List.of(RoutingFixtures.geographic(), RoutingFixtures.global(),
						RoutingFixtures.inRegion())) {
					RoutePlan plan = plan(model, new RegionCode(sourceRegion), target);
					count = count.and(compare(model + " from " + sourceRegion + " in " + target, plan, target, known));
				}
			}
		}
		System.out.printf("Compared with the %s: %s%n", name, count);
		return count;
	}

	private Count compare(String what, RoutePlan plan, RouteTarget target, List<KnownRoute> known) {
		RouteDeclaration declared = plan.declaration().routes().get(0);
		if (target instanceof RouteTarget.InRegion) {
			assertThat(plan.routes()).as(what)
				.containsExactly(new Route(new Route.Key(declared.sourceRegion(), plan.model().value()), plan.model(),
						new Route.Reach(InferenceMode.IN_REGION,
								RoutingFixtures.destinations(declared.sourceRegion().value()),
								this.catalog.from(declared.sourceRegion()).orElseThrow().evidence(), false),
						declared.quota()));
			return new Count(1, 0, 0, 0, 1);
		}
		boolean global = target instanceof RouteTarget.Global;
		KnownRoute expected = one(known.stream().filter((route) -> route.isGlobal() == global).toList());
		if (expected == null) {
			assertThat(plan.routes()).as(what).isEmpty();
			Refusal refusal = plan.unmet().get(0).refusal();
			if (known.isEmpty()) {
				assertThat(refusal).as(what).isInstanceOf(Refusal.UnknownModel.class);
			}
			else {
				assertThat(refusal).as(what).isInstanceOf(Refusal.NoProfile.class);
				assertThat(((Refusal.NoProfile) refusal).available()).as(what)
					.extracting(InferenceProfile::id)
					.containsExactlyInAnyOrderElementsOf(known.stream().map(KnownRoute::profile).toList());
			}
			return new Count(1, 0, 0, 0, 0);
		}
		assertBound(what, plan, expected);
		if (expected.destinations() == null) {
			return new Count(1, 0, 1, 0, 0);
		}
		return (global) ? new Count(1, 0, 0, 1, 0) : new Count(1, 1, 0, 0, 0);
	}

	private static void assertBound(String what, RoutePlan plan, KnownRoute expected) {
		if (expected.destinations() == null) {
			assertThat(plan.routes()).as("%s has destinations that nobody states", what).isEmpty();
			Refusal refusal = plan.unmet().get(0).refusal();
			assertThat(refusal).as(what).isInstanceOf(Refusal.ResidencyNotSatisfied.class);
			assertThat(((Refusal.ResidencyNotSatisfied) refusal).verdict().reason())
				.isEqualTo(ResidencyVerdict.Reason.DESTINATIONS_UNKNOWN);
			return;
		}
		assertThat(plan.unmet()).as(what).isEmpty();
		assertThat(plan.routes()).as(what).hasSize(1);
		Route route = plan.routes().get(0);
		assertThat(route.modelId()).as(what).isEqualTo(expected.profile());
		assertThat(route.sourceRegion().value()).as(what).isEqualTo(expected.sourceRegion());
		assertThat(route.model()).as(what).isEqualTo(new FoundationModelId(expected.model()));
		assertThat(route.mode()).as(what)
			.isEqualTo((expected.isGlobal()) ? InferenceMode.GLOBAL : InferenceMode.GEOGRAPHIC);
		assertThat(route.destinations().codes()).as(what).containsExactlyElementsOf(expected.destinations());
		assertThat(route.proven()).as(what).isTrue();
	}

	private static @Nullable KnownRoute one(List<KnownRoute> routes) {
		assertThat(routes).hasSizeLessThan(2);
		return (!routes.isEmpty()) ? routes.get(0) : null;
	}

	private RoutePlan plan(@Nullable String model, RegionCode sourceRegion, RouteTarget target) {
		return this.planner.plan(RoutingFixtures.declare((model != null) ? new FoundationModelId(model) : null,
				RoutingFixtures.UNLIMITED, RoutingFixtures.route(sourceRegion.value(), target)), this.catalog);
	}

	private static SortedSet<String> models(List<KnownRoute> routes) {
		return routes.stream().map(KnownRoute::model).collect(Collectors.toCollection(TreeSet::new));
	}

	private static ReferenceRoutes reference() {
		String file = System.getenv(ReferenceRoutes.VARIABLE);
		assumeThat(file).as("%s names the file to compare with", ReferenceRoutes.VARIABLE).isNotNull();
		assertThat(Path.of(file)).as("what %s names", ReferenceRoutes.VARIABLE).matches(Files::isReadable);
		return ReferenceRoutes.read(Path.of(file));
	}

	/**
	 * What was compared.
	 *
	 * @param plans all plans
	 * @param geographic those that bound a geographic profile
	 * @param notStated those that were refused because nobody states the destinations
	 * @param global those that bound a global profile
	 * @param inRegion those that were bound to the source Region, without proof
	 */
	private record Count(int plans, int geographic, int notStated, int global, int inRegion) {

		Count and(Count other) {
			return new Count(this.plans + other.plans, this.geographic + other.geographic,
					this.notStated + other.notStated, this.global + other.global, this.inRegion + other.inRegion);
		}

	}

}
