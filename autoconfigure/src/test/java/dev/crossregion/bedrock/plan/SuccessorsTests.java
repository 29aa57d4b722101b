package dev.crossregion.bedrock.plan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.Theories.Choices;
import dev.crossregion.bedrock.plan.PlanLifecycle.Successor;
import dev.crossregion.bedrock.profile.EvidenceCatalog;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.ModelFacts.Dates;
import dev.crossregion.bedrock.profile.ModelFacts.Lifecycle;
import dev.crossregion.bedrock.profile.ModelFacts.Status;
import dev.crossregion.bedrock.profile.ModelGeneration;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PlanLifecycle} and for the choice of a successor.
 */
class SuccessorsTests {

	private static final LocalDate END = LocalDate.parse("2027-01-08");

	private static final Lifecycle ACTIVE = lifecycle(Status.ACTIVE, null);

	private static final Lifecycle ENDING = lifecycle(Status.LEGACY, END);

	private static final List<String> MODELS = List.of("anthropic.claude-sonnet-4-20250514-v1:0",
			"anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic.claude-sonnet-4-6", "anthropic.claude-sonnet-5",
			"anthropic.claude-sonnet-5-5", "anthropic.claude-opus-5", "amazon.nova-lite-v1:0");

	private static final FoundationModelId ENDED = new FoundationModelId(MODELS.get(0));

	private static final RoutePlanner PLANNER = RoutingFixtures.planner();

	private final LongAdder found = new LongAdder();

	private final LongAdder none = new LongAdder();

	private static Lifecycle lifecycle(Status status, @Nullable LocalDate end) {
		return new Lifecycle(status, null, new Dates(null, null, null, end, null), null);
	}

	private static RegionEvidence evidence(String region, Map<FoundationModelId, Lifecycle> lifecycles,
			InferenceProfile... profiles) {
		return new RegionEvidence(new RegionCode(region), RoutingFixtures.LIVE, List.of(profiles), Set.of(), Map.of(),
				lifecycles, null, Map.of());
	}

	private static FoundationModelId model(int index) {
		return new FoundationModelId(MODELS.get(index));
	}

	private static InferenceProfile eu(int index, String... destinations) {
		return RoutingFixtures.profile("eu." + MODELS.get(index), destinations);
	}

	private static @Nullable String successor(InferenceProfileCatalog catalog, ResidencyPolicy residency,
			RouteDeclaration... routes) {
		Successor successor = PLANNER.plan(RoutingFixtures.declare(ENDED, residency, routes), catalog)
			.lifecycle()
			.successor();
		return (successor != null) ? successor.model().value() : null;
	}

	@Test
	void theNewestModelOfTheFamilySucceeds() {
		InferenceProfileCatalog catalog = RoutingFixtures.catalog(
				evidence("eu-central-1", Map.of(ENDED, ENDING, model(1), ACTIVE, model(2), ACTIVE, model(5), ACTIVE),
						eu(0, "eu-west-1"), eu(1, "eu-west-1"), eu(2, "eu-west-1"), eu(5, "eu-west-1")));
		assertThat(successor(catalog, RoutingFixtures.allow("EU"),
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic())))
			.isEqualTo("anthropic.claude-sonnet-4-6");
	}

	@Test
	void whatResidencyRefusesDoesNotSucceed() {
		InferenceProfileCatalog catalog = RoutingFixtures
			.catalog(evidence("eu-central-1", Map.of(ENDED, ENDING, model(1), ACTIVE, model(2), ACTIVE),
					eu(0, "eu-west-1"), eu(1, "eu-west-1"), eu(2, "eu-west-2")));
		assertThat(successor(catalog, RoutingFixtures.allow("EU"),
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic())))
			.isEqualTo("anthropic.claude-sonnet-4-5-20250929-v1:0");
	}

	@Test
	void everySourceRegionHasToHaveIt() {
		Map<FoundationModelId, Lifecycle> lifecycles = Map.of(ENDED, ENDING, model(1), ACTIVE, model(2), ACTIVE);
		InferenceProfileCatalog catalog = RoutingFixtures.catalog(
				evidence("eu-central-1", lifecycles, eu(0, "eu-west-1"), eu(1, "eu-west-1"), eu(2, "eu-west-1")),
				evidence("eu-west-1", lifecycles, eu(0, "eu-west-1"), eu(1, "eu-west-1")));
		assertThat(successor(catalog, RoutingFixtures.UNLIMITED,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()),
				RoutingFixtures.route("eu-west-1", RoutingFixtures.geographic())))
			.isEqualTo("anthropic.claude-sonnet-4-5-20250929-v1:0");
	}

	@Test
	void whatEndsItselfOrIsNotKnownToLastDoesNotSucceed() {
		InferenceProfileCatalog catalog = RoutingFixtures.catalog(evidence("eu-central-1",
				Map.of(ENDED, ENDING, model(1), ENDING), eu(0, "eu-west-1"), eu(1, "eu-west-1"), eu(2, "eu-west-1")));
		assertThat(successor(catalog, RoutingFixtures.UNLIMITED,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic())))
			.isNull();
	}

	@Test
	void aNamedProfileIsReplacedByOneOfItsMode() {
		InferenceProfileCatalog catalog = RoutingFixtures
			.catalog(evidence("eu-central-1", Map.of(ENDED, ENDING, model(1), ACTIVE), eu(0, "eu-west-1"),
					eu(1, "eu-west-1"), RoutingFixtures.profile("global." + MODELS.get(0), "*"),
					RoutingFixtures.profile("global." + MODELS.get(1), "*")));
		for (String prefix : List.of("eu.", "global.")) {
			RoutePlan plan = PLANNER.plan(
					RoutingFixtures.declare(null, RoutingFixtures.UNLIMITED,
							RoutingFixtures.route("eu-central-1", RoutingFixtures.named(prefix + MODELS.get(0)))),
					catalog);
			assertThat(plan.lifecycle().successor()).isNotNull();
			assertThat(plan.lifecycle().successor().routes()).extracting(Route::modelId)
				.containsExactly(prefix + MODELS.get(1));
		}
	}

	@Test
	void aModelThatLastsNeedsNoSuccessor() {
		InferenceProfileCatalog catalog = RoutingFixtures.catalog(evidence("eu-central-1",
				Map.of(ENDED, ACTIVE, model(1), ACTIVE), eu(0, "eu-west-1"), eu(1, "eu-west-1")));
		assertThat(successor(catalog, RoutingFixtures.UNLIMITED,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic())))
			.isNull();
	}

	@Test
	void theRouteWhoseModelEndsFirstCounts() {
		InferenceProfileCatalog catalog = RoutingFixtures.catalog(
				evidence("eu-central-1", Map.of(ENDED, ENDING), eu(0, "eu-west-1")),
				evidence("eu-west-1", Map.of(ENDED, lifecycle(Status.LEGACY, END.minusDays(1))), eu(0, "eu-west-1")),
				evidence("eu-west-3", Map.of(ENDED, ACTIVE), eu(0, "eu-west-1")));
		RoutePlan plan = PLANNER.plan(RoutingFixtures.declare(ENDED, RoutingFixtures.UNLIMITED,
				RoutingFixtures.route("eu-west-3", RoutingFixtures.geographic()),
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()),
				RoutingFixtures.route("eu-west-1", RoutingFixtures.geographic())), catalog);
		assertThat(plan.lifecycle().earliest(plan.routes()).map((route) -> route.sourceRegion().value()))
			.contains("eu-west-1");
	}

	@Test
	void theSuccessorIsTheNewestThatTheDeclarationAdmits() {
		Theories.theory("the successor is the newest model that the declaration admits", Theories.EXAMPLES / 10)
			.forAll((source) -> world(new Choices(source)))
			.checkAssert(this::check);
		System.out.printf("Found %s successors, and none for %s plans%n", this.found, this.none);
		assertThat(this.found.sum()).isGreaterThan(Theories.EXAMPLES / 100);
		assertThat(this.none.sum()).isGreaterThan(Theories.EXAMPLES / 100);
	}

	private static World world(Choices choices) {
		List<RegionEvidence> evidence = new ArrayList<>();
		List<RouteDeclaration> routes = new ArrayList<>();
		for (String region : choices.some(List.of("eu-central-1", "eu-west-1", "eu-west-2"), 1, 3)) {
			List<InferenceProfile> profiles = new ArrayList<>();
			Map<FoundationModelId, Lifecycle> lifecycles = new HashMap<>();
			profiles.add(eu(0, "eu-west-1"));
			profiles.add(RoutingFixtures.profile("global." + MODELS.get(0), "*"));
			for (int index = 1; index < MODELS.size(); index++) {
				if (choices.chance(80)) {
					profiles.add(eu(index, (choices.chance(80)) ? "eu-west-1" : "eu-west-2"));
				}
				if (choices.chance(60)) {
					profiles.add(RoutingFixtures.profile("global." + MODELS.get(index), "*"));
				}
				if (choices.chance(90)) {
					lifecycles.put(model(index), (choices.chance(85)) ? ACTIVE : ENDING);
				}
			}
			lifecycles.put(ENDED, ENDING);
			evidence.add(evidence(region, lifecycles, profiles.toArray(InferenceProfile[]::new)));
			routes.add(RoutingFixtures.route(region, choices.oneOf(
					List.of(RoutingFixtures.geographic(), RoutingFixtures.geography("eu"), RoutingFixtures.global()))));
		}
		return new World(evidence, routes, choices.chance(70));
	}

	private void check(World world) {
		InferenceProfileCatalog catalog = new EvidenceCatalog(world.evidence);
		ResidencyPolicy residency = (world.limited) ? RoutingFixtures.allow("EU") : RoutingFixtures.UNLIMITED;
		RouteDeclaration[] routes = world.routes.toArray(RouteDeclaration[]::new);
		RoutePlan plan = PLANNER.plan(RoutingFixtures.declare(ENDED, residency, routes), catalog);
		if (!plan.unmet().isEmpty()) {
			return;
		}
		ModelGeneration ended = ModelGeneration.of(ENDED);
		Optional<String> expected = MODELS.stream()
			.filter((model) -> ModelGeneration.of(new FoundationModelId(model)).succeeds(ended))
			.filter((model) -> world.evidence.stream()
				.allMatch((evidence) -> ACTIVE.equals(evidence.lifecycles().get(new FoundationModelId(model)))))
			.filter((model) -> PLANNER
				.plan(RoutingFixtures.declare(new FoundationModelId(model), residency, routes), catalog)
				.unmet()
				.isEmpty())
			.max(Comparator.comparing((model) -> ModelGeneration.of(new FoundationModelId(model))));
		Successor successor = plan.lifecycle().successor();
		assertThat(Optional.ofNullable(successor).map((found) -> found.model().value())).isEqualTo(expected);
		if (successor == null) {
			this.none.increment();
			return;
		}
		this.found.increment();
		assertThat(successor.routes()).extracting(Route::sourceRegion)
			.containsExactlyElementsOf(world.routes.stream().map(RouteDeclaration::sourceRegion).toList());
	}

	private record World(List<RegionEvidence> evidence, List<RouteDeclaration> routes, boolean limited) {
	}

}
