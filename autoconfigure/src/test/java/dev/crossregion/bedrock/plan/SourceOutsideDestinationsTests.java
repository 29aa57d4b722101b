package dev.crossregion.bedrock.plan;

import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.ResidencyVerdict.Offence;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A profile may run every request outside the source Region, as {@code us.} GPT-5.4 does
 * when it is called from {@code ca-central-1}. Only the destinations are judged, and
 * nothing adds the source Region to them.
 */
class SourceOutsideDestinationsTests {

	private static final FoundationModelId MODEL = new FoundationModelId("openai.gpt-5.4");

	private static final String US = "us." + MODEL;

	private static final String CANADA = "ca-central-1";

	private static final String APPLICATION = RoutingFixtures.applicationArn(CANADA);

	private final InferenceProfileCatalog catalog = RoutingFixtures.catalog(
			RoutingFixtures.evidence(CANADA, RoutingFixtures.profile(US, "us-east-1", "us-east-2", "us-west-2"),
					RoutingFixtures.application(APPLICATION, MODEL, "us-west-2")),
			RoutingFixtures.evidence("us-east-1", RoutingFixtures.profile(US, "us-east-1", "us-east-2", "us-west-2")));

	@Test
	void theSourceRegionIsNotAddedToTheDestinations() {
		RoutePlan plan = plan(RoutingFixtures.UNLIMITED, CANADA, RoutingFixtures.geography("us"));
		assertThat(plan.routes()).singleElement().satisfies((route) -> {
			assertThat(route.destinations().codes()).containsExactly("us-east-1", "us-east-2", "us-west-2");
			assertThat(route.mode()).isEqualTo(InferenceMode.GEOGRAPHIC);
		});
	}

	@Test
	void aLimitThatAdmitsTheDestinationsAdmitsTheRoute() {
		for (ResidencyPolicy limit : new ResidencyPolicy[] { RoutingFixtures.allow("US"), RoutingFixtures.deny("CA"),
				RoutingFixtures.allow("US").and(RoutingFixtures.deny(CANADA)) }) {
			assertThat(plan(limit, CANADA, RoutingFixtures.geographic()).routes()).extracting(Route::toString)
				.containsExactly(US + " from " + CANADA);
		}
	}

	@Test
	void aLimitThatAdmitsTheSourceRegionAloneDoesNot() {
		for (String place : new String[] { "CA", CANADA }) {
			RoutePlan plan = plan(RoutingFixtures.allow(place), CANADA, RoutingFixtures.geographic());
			assertThat(plan.routes()).isEmpty();
			assertThat(plan.unmet()).singleElement()
				.extracting(RoutePlan.Unmet::refusal)
				.isInstanceOfSatisfying(Refusal.ResidencyNotSatisfied.class, (refusal) -> {
					assertThat(refusal.verdict().offences()).extracting(Offence::region)
						.extracting(RegionCode::value)
						.containsExactly("us-east-1", "us-east-2", "us-west-2");
					assertThat(refusal.describe()).doesNotContain(CANADA + " (");
				});
			assertThat(plan.alternatives()).isEmpty();
		}
	}

	@Test
	void suggestionsStateTheDestinationsAsTheyAre() {
		RoutePlan plan = plan(RoutingFixtures.deny("CA"), CANADA, RoutingFixtures.inRegion());
		assertThat(plan.routes()).isEmpty();
		assertThat(plan.alternatives())
			.allSatisfy((option) -> assertThat(option.destinations().codes()).containsExactly("us-east-1", "us-east-2",
					"us-west-2"))
			.extracting((option) -> option.sourceRegion().value())
			.containsExactly(CANADA, "us-east-1");
	}

	@Test
	void anApplicationProfileOfOneOtherRegionIsNotInRegion() {
		RouteTarget named = new RouteTarget.Profile(ModelReference.parse(APPLICATION), null, null);
		assertThat(plan(RoutingFixtures.allow("US"), CANADA, named).routes()).singleElement().satisfies((route) -> {
			assertThat(route.mode()).isEqualTo(InferenceMode.GEOGRAPHIC);
			assertThat(route.destinations().codes()).containsExactly("us-west-2");
		});
		RouteTarget inRegion = new RouteTarget.Profile(ModelReference.parse(APPLICATION), InferenceMode.IN_REGION,
				null);
		RoutePlan plan = plan(RoutingFixtures.UNLIMITED, CANADA, inRegion);
		assertThat(plan.routes()).isEmpty();
		assertThat(plan.unmet()).singleElement()
			.extracting(RoutePlan.Unmet::refusal)
			.isInstanceOfSatisfying(Refusal.ModeMismatch.class,
					(refusal) -> assertThat(refusal.profile()).extracting(InferenceProfile::id).isEqualTo(APPLICATION));
	}

	private RoutePlan plan(ResidencyPolicy residency, String sourceRegion, RouteTarget target) {
		RouteDeclaration route = new RouteDeclaration(RoutingFixtures.region(sourceRegion), target, DeclaredQuota.NONE);
		return RoutingFixtures.planner().plan(RoutingFixtures.declare(MODEL, residency, route), this.catalog);
	}

}
