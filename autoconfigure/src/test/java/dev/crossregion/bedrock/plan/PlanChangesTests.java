package dev.crossregion.bedrock.plan;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.RegionEvidence;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link PlanChanges}. {@link RoutingPropertyTests} compares the plans of
 * random evidence.
 */
class PlanChangesTests {

	private static final String EU = "eu." + RoutingFixtures.CLAUDE;

	private static final String GLOBAL = "global." + RoutingFixtures.CLAUDE;

	private static RoutePlan plan(RegionEvidence... evidence) {
		return RoutingFixtures.planner()
			.plan(RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.allow("EU"),
					RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic())),
					RoutingFixtures.catalog(evidence));
	}

	private static RoutePlan from(InferenceProfile... profiles) {
		return plan(RoutingFixtures.evidence("eu-central-1", profiles));
	}

	private static InferenceProfile eu(String... destinations) {
		return RoutingFixtures.profile(EU, destinations);
	}

	@Test
	void aDestinationThatResidencyAdmitsLeavesTheRouteAdmitted() {
		assertThat(PlanChanges.between(from(eu("eu-central-1", "eu-west-3")), from(eu("eu-central-1", "eu-west-1"))))
			.singleElement()
			.satisfies((change) -> {
				assertThat(change.kind()).isEqualTo(PlanChange.Kind.DESTINATIONS);
				assertThat(change.added()).containsExactly("eu-west-1");
				assertThat(change.gone()).containsExactly("eu-west-3");
				assertThat(change.effect()).isEqualTo(PlanChange.Effect.STILL_ADMITTED);
				assertThat(change.refusal()).isNull();
				assertThat(change).hasToString(EU + " from eu-central-1: destinations added: eu-west-1, gone: "
						+ "eu-west-3 (still-admitted)");
			});
	}

	@Test
	void aDestinationThatResidencyDoesNotAdmitWithdrawsTheRoute() {
		RoutePlan before = from(eu("eu-central-1"));
		RoutePlan after = from(eu("eu-central-1", "eu-west-2"));
		assertThat(PlanChanges.between(before, after)).singleElement().satisfies((change) -> {
			assertThat(change.effect()).isEqualTo(PlanChange.Effect.WITHDRAWN);
			assertThat(change.describe()).isEqualTo("destinations added: eu-west-2");
			assertThat(change.refusal()).isInstanceOf(Refusal.ResidencyNotSatisfied.class);
		});
		assertThat(PlanChanges.between(after, before)).singleElement().satisfies((change) -> {
			assertThat(change.effect()).isEqualTo(PlanChange.Effect.ADMITTED);
			assertThat(change.describe()).isEqualTo("destinations gone: eu-west-2");
		});
	}

	@Test
	void aProfileThatIsGoneIsToldFromASourceRegionThatIs() {
		InferenceProfile global = RoutingFixtures.profile(GLOBAL, "*");
		assertThat(PlanChanges.between(from(eu("eu-central-1"), global), from(global))).singleElement()
			.satisfies((change) -> {
				assertThat(change.kind()).isEqualTo(PlanChange.Kind.PROFILE_GONE);
				assertThat(change.effect()).isEqualTo(PlanChange.Effect.WITHDRAWN);
				assertThat(change.refusal()).isInstanceOf(Refusal.NoProfile.class);
			});
		assertThat(PlanChanges.between(from(eu("eu-central-1")), from())).singleElement().satisfies((change) -> {
			assertThat(change.kind()).isEqualTo(PlanChange.Kind.SOURCE_REGION_GONE);
			assertThat(change.refusal()).isInstanceOf(Refusal.UnknownModel.class);
		});
	}

	@Test
	void aProfileThatNoRouteUsesIsReportedAsSuch() {
		assertThat(PlanChanges.between(from(eu("eu-central-1")),
				from(eu("eu-central-1"), RoutingFixtures.profile(GLOBAL, "*"))))
			.singleElement()
			.satisfies((change) -> {
				assertThat(change.kind()).isEqualTo(PlanChange.Kind.PROFILE_NEW);
				assertThat(change.route().modelId()).isEqualTo(GLOBAL);
				assertThat(change.added()).containsExactly("*");
				assertThat(change.effect()).isEqualTo(PlanChange.Effect.NOT_USED);
			});
	}

	@Test
	void anotherProfileInThePlaceOfTheFirstIsTwoChanges() {
		assertThat(PlanChanges.between(from(eu("eu-central-1")),
				from(RoutingFixtures.profile("euro." + RoutingFixtures.CLAUDE, "eu-west-1"))))
			.extracting(PlanChange::kind, PlanChange::effect)
			.containsExactly(tuple(PlanChange.Kind.PROFILE_GONE, PlanChange.Effect.WITHDRAWN),
					tuple(PlanChange.Kind.PROFILE_NEW, PlanChange.Effect.ADMITTED));
	}

	@Test
	void theAgeOfEvidenceIsNoChangeUntilItIsTooOld() {
		Instant asOf = RoutingFixtures.LIVE.asOf();
		RoutePlan plan = from(eu("eu-central-1"));
		Clock later = Clock.fixed(asOf.plus(Duration.ofHours(1)), ZoneOffset.UTC);
		RoutePlan closed = new MaxEvidenceAge(Duration.ofMinutes(59), later).applyTo(plan);
		assertThat(new MaxEvidenceAge(Duration.ofHours(1), later).applyTo(plan)).isSameAs(plan);
		assertThat(PlanChanges.between(plan, closed)).singleElement().satisfies((change) -> {
			assertThat(change.kind()).isEqualTo(PlanChange.Kind.ADMISSION);
			assertThat(change.effect()).isEqualTo(PlanChange.Effect.WITHDRAWN);
			assertThat(change.refusal()).isInstanceOf(Refusal.EvidenceTooOld.class);
		});
		assertThat(PlanChanges.between(closed, plan)).extracting(PlanChange::effect)
			.isEqualTo(List.of(PlanChange.Effect.ADMITTED));
	}

}
