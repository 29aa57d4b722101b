package dev.crossregion.bedrock.plan;

import java.util.List;
import java.util.Set;

import dev.crossregion.bedrock.plan.RoutePlan.Alternative;
import dev.crossregion.bedrock.plan.RoutePlan.Candidate;
import dev.crossregion.bedrock.profile.BedrockArn;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.ResidencyVerdict;
import dev.crossregion.bedrock.residency.ResidencyVerdict.Offence;
import dev.crossregion.bedrock.residency.ResidencyVerdict.Reason;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link RoutePlanner}, over evidence that is small enough to see through.
 */
class RoutePlannerTests {

	private static final String MODEL = "anthropic.claude-sonnet-4-6";

	private static final String EU = "eu." + MODEL;

	private static final String GLOBAL = "global." + MODEL;

	private static final String US = "us." + MODEL;

	private final InferenceProfile eu = RoutingFixtures.profile(EU, "eu-central-1", "eu-west-1");

	private final InferenceProfile euFromLondon = RoutingFixtures.profile(EU, "eu-central-1", "eu-west-1", "eu-west-2");

	private final InferenceProfile global = RoutingFixtures.profile(GLOBAL, "*");

	private final InferenceProfile us = RoutingFixtures.profile(US, "us-east-1", "us-west-2");

	private final InferenceProfileCatalog catalog = RoutingFixtures.catalog(
			RoutingFixtures.evidence("eu-central-1", this.eu, this.global),
			RoutingFixtures.evidence("eu-west-2", this.euFromLondon, this.global),
			RoutingFixtures.evidence("us-east-1", this.us, this.global));

	@Test
	void aRouteThatNamesNothingIsAProgrammingError() {
		ModelDeclaration declaration = RoutingFixtures.declare(null, RoutingFixtures.UNLIMITED,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()));
		assertThatIllegalArgumentException().isThrownBy(() -> RoutingFixtures.planner().plan(declaration, this.catalog))
			.withMessage("Model 'bedrock' names no model, and its route mode geographic from eu-central-1 no profile");
	}

	@Test
	void aDeclarationNeedsARoute() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.UNLIMITED))
			.withMessage("Model 'bedrock' declares no route");
	}

	private RoutePlan plan(RouteDeclaration... routes) {
		return plan(this.catalog, RoutingFixtures.UNLIMITED, routes);
	}

	private RoutePlan plan(InferenceProfileCatalog catalog, ResidencyPolicy residency, RouteDeclaration... routes) {
		return RoutingFixtures.planner()
			.plan(RoutingFixtures.declare(RoutingFixtures.CLAUDE, residency, routes), catalog);
	}

	private static Route onlyRoute(RoutePlan plan) {
		assertThat(plan.unmet()).isEmpty();
		assertThat(plan.routes()).hasSize(1);
		return plan.routes().get(0);
	}

	private static <R extends Refusal> R onlyRefusal(RoutePlan plan, Class<R> type) {
		assertThat(plan.routes()).isEmpty();
		assertThat(plan.unmet()).hasSize(1);
		Refusal refusal = plan.unmet().get(0).refusal();
		assertThat(refusal).isInstanceOf(type);
		return type.cast(refusal);
	}

	@Nested
	class Admitted {

		@Test
		void theGeographicProfile() {
			Route route = onlyRoute(plan(RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic())));
			assertThat(route).isEqualTo(new Route(new Route.Key(RoutingFixtures.region("eu-central-1"), EU),
					RoutingFixtures.CLAUDE, new Route.Reach(InferenceMode.GEOGRAPHIC,
							RoutingFixtures.destinations("eu-central-1", "eu-west-1"), RoutingFixtures.LIVE, true),
					DeclaredQuota.NONE));
			assertThat(route).hasToString(EU + " from eu-central-1");
			assertThat(route.key()).isEqualTo(new Route.Key(RoutingFixtures.region("eu-central-1"), EU));
		}

		@Test
		void theGeographicProfileOfADeclaredGeography() {
			assertThat(onlyRoute(plan(RoutingFixtures.route("eu-west-2", RoutingFixtures.geography("eu")))).modelId())
				.isEqualTo(EU);
		}

		@Test
		void theOneOfSeveralGeographicProfilesThatCarriesTheGeography() {
			InferenceProfileCatalog both = RoutingFixtures.catalog(RoutingFixtures.evidence("ap-northeast-1",
					RoutingFixtures.profile("apac." + MODEL, "ap-northeast-1", "ap-southeast-1"),
					RoutingFixtures.profile("jp." + MODEL, "ap-northeast-1", "ap-northeast-3")));
			for (String geography : List.of("apac", "jp")) {
				RoutePlan plan = plan(both, RoutingFixtures.UNLIMITED,
						RoutingFixtures.route("ap-northeast-1", RoutingFixtures.geography(geography)));
				assertThat(onlyRoute(plan).modelId()).isEqualTo(geography + "." + MODEL);
			}
		}

		@Test
		void theGlobalProfileWhereNothingLimitsIt() {
			Route route = onlyRoute(plan(RoutingFixtures.route("eu-central-1", RoutingFixtures.global())));
			assertThat(route.modelId()).isEqualTo(GLOBAL);
			assertThat(route.mode()).isEqualTo(InferenceMode.GLOBAL);
			assertThat(route.destinations().codes()).containsExactly("*");
		}

		@Test
		void theModelItselfWhereTheEvidenceIsSilent() {
			Route route = onlyRoute(plan(RoutingFixtures.route("eu-central-1", RoutingFixtures.inRegion())));
			assertThat(route.modelId()).isEqualTo(MODEL);
			assertThat(route.mode()).isEqualTo(InferenceMode.IN_REGION);
			assertThat(route.destinations().codes()).containsExactly("eu-central-1");
			assertThat(route.proven()).isFalse();
		}

		@Test
		void theModelItselfWhereTheEvidenceSaysSo() {
			InferenceProfileCatalog telling = RoutingFixtures
				.catalog(RoutingFixtures.evidence("eu-central-1", Set.of(RoutingFixtures.CLAUDE)));
			RoutePlan plan = plan(telling, RoutingFixtures.allow("DE"),
					RoutingFixtures.route("eu-central-1", RoutingFixtures.inRegion()));
			assertThat(onlyRoute(plan).proven()).isTrue();
		}

		@ParameterizedTest
		@ValueSource(strings = { EU, "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/" + EU })
		void aProfileThatIsNamedByItsIdOrArn(String profile) {
			Route route = onlyRoute(plan(RoutingFixtures.route("eu-central-1", RoutingFixtures.named(profile))));
			assertThat(route.modelId()).as("goes over the wire as it was written").isEqualTo(profile);
			assertThat(route.profileId()).isEqualTo(EU);
			assertThat(route.prefix()).isEqualTo("eu");
			assertThat(route.mode()).isEqualTo(InferenceMode.GEOGRAPHIC);
			assertThat(route.model()).isEqualTo(RoutingFixtures.CLAUDE);
		}

		@Test
		void aProfileThatNamesTheModelByItself() {
			RoutePlan plan = RoutingFixtures.planner()
				.plan(RoutingFixtures.declare(null, RoutingFixtures.UNLIMITED,
						RoutingFixtures.route("us-east-1", RoutingFixtures.named(US))), RoutePlannerTests.this.catalog);
			assertThat(onlyRoute(plan).modelId()).isEqualTo(US);
			assertThat(plan.model()).isEqualTo(RoutingFixtures.CLAUDE);
		}

		@Test
		void aProfileWithAPrefixThatLooksLikeAProvider() {
			InferenceProfileCatalog later = RoutingFixtures.catalog(RoutingFixtures.evidence("mx-central-1",
					RoutingFixtures.profile("mx.b2b.model-1", "mx-central-1")));
			RoutePlan plan = RoutingFixtures.planner()
				.plan(RoutingFixtures.declare(null, RoutingFixtures.allow("MX"),
						RoutingFixtures.route("mx-central-1", RoutingFixtures.named("mx.b2b.model-1"))), later);
			assertThat(onlyRoute(plan).model()).hasToString("b2b.model-1");
		}

		@ParameterizedTest
		@ValueSource(strings = { EU, "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/" + EU,
				"arn:aws:bedrock:eu-central-1::foundation-model/" + MODEL })
		void aModelThatIsWrittenAsAProfileOrArn(String model) {
			RoutePlan plan = RoutingFixtures.planner()
				.plan(RoutingFixtures.declare(ModelReference.parse(model), RoutingFixtures.UNLIMITED,
						RoutingFixtures.route("eu-central-1", RoutingFixtures.global())),
						RoutePlannerTests.this.catalog);
			assertThat(onlyRoute(plan).modelId()).isEqualTo(GLOBAL);
		}

		@Test
		void routesInTheOrderOfTheDeclaration() {
			RouteDeclaration last = new RouteDeclaration(RoutingFixtures.region("eu-central-1"),
					RoutingFixtures.geographic(), new DeclaredQuota(1000L, 10L));
			RoutePlan plan = plan(RoutingFixtures.route("us-east-1", RoutingFixtures.geographic()),
					RoutingFixtures.route("eu-west-2", RoutingFixtures.global()),
					RoutingFixtures.route("ap-south-1", RoutingFixtures.global()), last);
			assertThat(plan.routes()).extracting(Route::toString)
				.containsExactly(US + " from us-east-1", GLOBAL + " from eu-west-2", EU + " from eu-central-1");
			assertThat(plan.routes().get(2).quota()).isEqualTo(new DeclaredQuota(1000L, 10L));
			assertThat(plan.unmet()).extracting((unmet) -> unmet.route().sourceRegion().value())
				.containsExactly("ap-south-1");
			assertThat(plan.name()).isEqualTo("bedrock");
		}

	}

	@Nested
	class ApplicationProfiles {

		private final String arn = RoutingFixtures.applicationArn("eu-central-1");

		@Test
		void ofAGeographicProfile() {
			Route route = onlyRoute(plan("eu-central-1", "eu-west-1"));
			assertThat(route.modelId()).isEqualTo(this.arn);
			assertThat(route.mode()).isEqualTo(InferenceMode.GEOGRAPHIC);
			assertThat(route.model()).isEqualTo(RoutingFixtures.CLAUDE);
			assertThat(route.destinations().codes()).containsExactly("eu-central-1", "eu-west-1");
			assertThat(route.prefix()).isNull();
		}

		@Test
		void ofOneRegion() {
			assertThat(onlyRoute(plan("eu-central-1")).mode()).isEqualTo(InferenceMode.IN_REGION);
		}

		@Test
		void ofAGlobalProfile() {
			assertThat(onlyRoute(plan("*")).mode()).isEqualTo(InferenceMode.GLOBAL);
			RoutePlan limited = plan(RoutingFixtures.allow("EU"), null, null, "*");
			Refusal.ResidencyNotSatisfied refusal = onlyRefusal(limited, Refusal.ResidencyNotSatisfied.class);
			assertThat(refusal.profile()).isEqualTo(this.arn);
			assertThat(refusal.verdict().reason()).isEqualTo(Reason.DESTINATIONS_NOT_ENUMERABLE);
		}

		@Test
		void carryTheGeographyOfTheProfileWithTheSameDestinations() {
			assertThat(plan(RoutingFixtures.UNLIMITED, InferenceMode.GEOGRAPHIC, "eu", "eu-central-1", "eu-west-1")
				.routes()).hasSize(1);
			RoutePlan other = plan(RoutingFixtures.UNLIMITED, null, "us", "eu-central-1", "eu-west-1");
			Refusal.GeographyMismatch refusal = onlyRefusal(other, Refusal.GeographyMismatch.class);
			assertThat(refusal.geography()).isEqualTo("us");
			assertThat(refusal.profile().id()).isEqualTo(this.arn);
			RoutePlan fewer = plan(RoutingFixtures.UNLIMITED, null, "eu", "eu-central-1", "eu-west-3");
			assertThat(onlyRefusal(fewer, Refusal.GeographyMismatch.class).describe()).contains("'eu'", this.arn);
		}

		@Test
		void canBeAskedForAMode() {
			RoutePlan plan = plan(RoutingFixtures.UNLIMITED, InferenceMode.GEOGRAPHIC, null, "*");
			Refusal.ModeMismatch refusal = onlyRefusal(plan, Refusal.ModeMismatch.class);
			assertThat(refusal.mode()).isEqualTo(InferenceMode.GEOGRAPHIC);
			assertThat(refusal.describe())
				.isEqualTo("mode geographic is declared, and profile '" + this.arn + "' is global");
		}

		@Test
		void thatNoEvidenceKnowsAreRefused() {
			RoutePlan plan = RoutePlannerTests.this
				.plan(RoutingFixtures.route("eu-central-1", RoutingFixtures.named(this.arn)));
			assertThat(onlyRefusal(plan, Refusal.UnknownProfile.class).profile()).isEqualTo(this.arn);
		}

		@Test
		void areNoCandidatesForOthers() {
			InferenceProfileCatalog tagged = RoutingFixtures
				.catalog(RoutingFixtures.evidence("eu-central-1", RoutePlannerTests.this.eu,
						RoutingFixtures.application(this.arn, RoutingFixtures.CLAUDE, "eu-central-1", "eu-west-1")));
			RoutePlan plan = RoutePlannerTests.this.plan(tagged, RoutingFixtures.UNLIMITED,
					RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()));
			assertThat(onlyRoute(plan).modelId()).isEqualTo(EU);
			assertThat(plan.candidates()).isEmpty();
		}

		private RoutePlan plan(String... destinations) {
			return plan(RoutingFixtures.UNLIMITED, null, null, destinations);
		}

		private RoutePlan plan(ResidencyPolicy residency, InferenceMode mode, String geography,
				String... destinations) {
			InferenceProfileCatalog tagged = RoutingFixtures.catalog(
					RoutingFixtures.evidence("eu-central-1", RoutePlannerTests.this.eu, RoutePlannerTests.this.global,
							RoutingFixtures.application(this.arn, RoutingFixtures.CLAUDE, destinations)));
			return RoutePlannerTests.this.plan(tagged, residency, RoutingFixtures.route("eu-central-1",
					new RouteTarget.Profile(ModelReference.parse(this.arn), mode, geography)));
		}

	}

	@Nested
	class Refused {

		@Test
		void noEvidence() {
			Refusal.NoEvidence refusal = onlyRefusal(
					plan(RoutingFixtures.route("ap-south-1", RoutingFixtures.geographic())), Refusal.NoEvidence.class);
			assertThat(refusal.sourceRegion()).isEqualTo(RoutingFixtures.region("ap-south-1"));
			assertThat(refusal.reason()).isEqualTo("no-evidence");
			assertThat(refusal.describe()).isEqualTo("nothing is known about what can be called from ap-south-1");
		}

		// An emulator or a gateway answers for any Region, and has nothing for this one.
		@ParameterizedTest
		@ValueSource(strings = { "eu-centra-1", "us-east-9" })
		void emptyEvidenceOfARegionThatIsNone(String region) {
			InferenceProfileCatalog empty = RoutingFixtures
				.catalog(new RegionEvidence(RoutingFixtures.region(region), RoutingFixtures.LIVE, List.of(), Set.of()));
			for (RouteTarget target : List.of(RoutingFixtures.geographic(), RoutingFixtures.inRegion())) {
				RoutePlan plan = plan(empty, RoutingFixtures.UNLIMITED, RoutingFixtures.route(region, target));
				assertThat(onlyRefusal(plan, Refusal.NoEvidence.class).sourceRegion().value()).isEqualTo(region);
			}
		}

		@Test
		void unknownModel() {
			FoundationModelId typo = new FoundationModelId("anthropic.claude-sonet-4-6");
			for (RouteTarget target : List.of(RoutingFixtures.geographic(), RoutingFixtures.global())) {
				RoutePlan plan = RoutingFixtures.planner()
					.plan(RoutingFixtures.declare(typo, RoutingFixtures.UNLIMITED,
							RoutingFixtures.route("eu-central-1", target)), RoutePlannerTests.this.catalog);
				Refusal.UnknownModel refusal = onlyRefusal(plan, Refusal.UnknownModel.class);
				assertThat(refusal.model()).isEqualTo(typo);
				assertThat(refusal.sourceRegion()).isEqualTo(RoutingFixtures.region("eu-central-1"));
				assertThat(refusal.nearMisses()).containsExactly(RoutingFixtures.CLAUDE);
				assertThat(refusal.elsewhere()).isEmpty();
				assertThat(refusal.reason()).isEqualTo("unknown-model");
				assertThat(refusal.describe())
					.isEqualTo("model 'anthropic.claude-sonet-4-6' is not known in eu-central-1");
				assertThat(plan.candidates()).isEmpty();
				assertThat(plan.alternatives()).isEmpty();
			}
		}

		@Test
		void aModelThatOtherSourceRegionsHave() {
			InferenceProfileCatalog elsewhere = RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1"),
					RoutingFixtures.evidence("us-west-2", Set.of(RoutingFixtures.CLAUDE)),
					RoutingFixtures.evidence("us-east-1", RoutePlannerTests.this.us));
			RoutePlan plan = new RoutePlanner(RoutingFixtures.TABLE, RoutePlannerTests.this.catalog)
				.plan(RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.UNLIMITED,
						RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic())), elsewhere);
			assertThat(onlyRefusal(plan, Refusal.UnknownModel.class).elsewhere())
				.as("from evidence, and from hints where there is none")
				.extracting(RegionCode::value)
				.containsExactly("eu-west-2", "us-east-1", "us-west-2");
		}

		@Test
		void aModelThatIsNotCalledInTheRegionAndHasNoProfiles() {
			InferenceProfileCatalog telling = RoutingFixtures
				.catalog(RoutingFixtures.evidence("eu-central-1", Set.of(RoutingFixtures.NOVA)));
			RoutePlan plan = plan(telling, RoutingFixtures.UNLIMITED,
					RoutingFixtures.route("eu-central-1", RoutingFixtures.inRegion()));
			assertThat(onlyRefusal(plan, Refusal.UnknownModel.class).model()).isEqualTo(RoutingFixtures.CLAUDE);
		}

		@ParameterizedTest
		@CsvSource({ "GEOGRAPHIC, geographic", "GLOBAL, global" })
		void noProfile(InferenceMode mode, String word) {
			InferenceProfile other = (mode != InferenceMode.GLOBAL) ? RoutePlannerTests.this.global
					: RoutePlannerTests.this.eu;
			RoutePlan plan = plan(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1", other)),
					RoutingFixtures.UNLIMITED, RoutingFixtures.route("eu-central-1",
							(mode != InferenceMode.GLOBAL) ? RoutingFixtures.geographic() : RoutingFixtures.global()));
			Refusal.NoProfile refusal = onlyRefusal(plan, Refusal.NoProfile.class);
			assertThat(refusal).isEqualTo(new Refusal.NoProfile(RoutingFixtures.CLAUDE,
					RoutingFixtures.region("eu-central-1"), mode, List.of(other)));
			assertThat(refusal.reason()).isEqualTo("no-profile");
			assertThat(refusal.describe())
				.isEqualTo("model '" + MODEL + "' has no " + word + " profile in eu-central-1");
		}

		@Test
		void noProfileOfAModelThatIsOnlyCalledInTheRegion() {
			RoutePlan plan = plan(
					RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1", Set.of(RoutingFixtures.CLAUDE))),
					RoutingFixtures.UNLIMITED, RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()));
			assertThat(onlyRefusal(plan, Refusal.NoProfile.class).available()).isEmpty();
			assertThat(plan.alternatives()).extracting(Alternative::mode).containsExactly(InferenceMode.IN_REGION);
		}

		@Test
		void severalProfiles() {
			InferenceProfile apac = RoutingFixtures.profile("apac." + MODEL, "ap-northeast-1", "ap-southeast-1");
			InferenceProfile jp = RoutingFixtures.profile("jp." + MODEL, "ap-northeast-1", "ap-northeast-3");
			RoutePlan plan = plan(RoutingFixtures.catalog(RoutingFixtures.evidence("ap-northeast-1", jp, apac)),
					RoutingFixtures.UNLIMITED, RoutingFixtures.route("ap-northeast-1", RoutingFixtures.geographic()));
			Refusal.SeveralProfiles refusal = onlyRefusal(plan, Refusal.SeveralProfiles.class);
			assertThat(refusal).isEqualTo(new Refusal.SeveralProfiles(RoutingFixtures.CLAUDE,
					RoutingFixtures.region("ap-northeast-1"), List.of(apac, jp)));
			assertThat(refusal.reason()).isEqualTo("several-profiles");
			assertThat(refusal.describe()).isEqualTo("model '" + MODEL
					+ "' has several geographic profiles in ap-northeast-1: apac." + MODEL + ", jp." + MODEL);
		}

		@ParameterizedTest
		@ValueSource(strings = { "eu.anthropic.claude-sonet-4-6",
				"arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonet-4-6" })
		void unknownProfile(String profile) {
			RoutePlan plan = plan(RoutingFixtures.route("eu-central-1", RoutingFixtures.named(profile)));
			Refusal.UnknownProfile refusal = onlyRefusal(plan, Refusal.UnknownProfile.class);
			assertThat(refusal.profile()).isEqualTo("eu.anthropic.claude-sonet-4-6");
			assertThat(refusal.sourceRegion()).isEqualTo(RoutingFixtures.region("eu-central-1"));
			assertThat(refusal.elsewhere()).isEmpty();
			assertThat(refusal.nearMisses()).startsWith(EU);
			assertThat(refusal.reason()).isEqualTo("unknown-profile");
			assertThat(refusal.describe())
				.isEqualTo("inference profile 'eu.anthropic.claude-sonet-4-6' is not known in eu-central-1");
		}

		@Test
		void aProfileThatOtherSourceRegionsHave() {
			RoutePlan plan = plan(RoutingFixtures.route("us-east-1", RoutingFixtures.named(EU)));
			assertThat(onlyRefusal(plan, Refusal.UnknownProfile.class).elsewhere()).extracting(RegionCode::value)
				.containsExactly("eu-central-1", "eu-west-2");
		}

		@Test
		void aFoundationModelWhereAProfileIsAskedFor() {
			RoutePlan plan = plan(RoutingFixtures.route("eu-central-1", RoutingFixtures.named(MODEL)));
			assertThat(onlyRefusal(plan, Refusal.UnknownProfile.class).nearMisses()).contains(EU);
		}

		@Test
		void geographyMismatch() {
			RoutePlan plan = plan(RoutingFixtures.route("us-east-1", RoutingFixtures.geography("eu")));
			Refusal.GeographyMismatch refusal = onlyRefusal(plan, Refusal.GeographyMismatch.class);
			assertThat(refusal).isEqualTo(new Refusal.GeographyMismatch("eu", RoutePlannerTests.this.us,
					RoutingFixtures.region("us-east-1")));
			assertThat(refusal.reason()).isEqualTo("geography-mismatch");
			assertThat(refusal.describe()).isEqualTo("geography 'eu' is declared, and the geographic profile of '"
					+ MODEL + "' in us-east-1 is '" + US + "'");
		}

		@Test
		void geographyMismatchOfAProfileThatIsNamed() {
			InferenceProfile apac = RoutingFixtures.profile("apac." + MODEL, "ap-northeast-1", "ap-northeast-3");
			InferenceProfile jp = RoutingFixtures.profile("jp." + MODEL, "ap-northeast-1", "ap-northeast-3");
			RoutePlan plan = plan(RoutingFixtures.catalog(RoutingFixtures.evidence("ap-northeast-1", apac, jp)),
					RoutingFixtures.UNLIMITED, RoutingFixtures.route("ap-northeast-1",
							new RouteTarget.Profile(ModelReference.parse(apac.id()), null, "jp")));
			assertThat(onlyRefusal(plan, Refusal.GeographyMismatch.class).profile())
				.as("the same destinations do not make it another profile")
				.isEqualTo(apac);
		}

		@Test
		void modeMismatch() {
			RoutePlan plan = plan(RoutingFixtures.route("eu-central-1",
					new RouteTarget.Profile(ModelReference.parse(GLOBAL), InferenceMode.GEOGRAPHIC, null)));
			Refusal.ModeMismatch refusal = onlyRefusal(plan, Refusal.ModeMismatch.class);
			assertThat(refusal)
				.isEqualTo(new Refusal.ModeMismatch(InferenceMode.GEOGRAPHIC, RoutePlannerTests.this.global));
			assertThat(refusal.reason()).isEqualTo("mode-mismatch");
			assertThat(refusal.describe())
				.isEqualTo("mode geographic is declared, and profile '" + GLOBAL + "' is global");
		}

		@ParameterizedTest
		@ValueSource(strings = { "amazon.nova-lite-v1:0", "eu.amazon.nova-lite-v1:0",
				"arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0" })
		void modelMismatch(String model) {
			RoutePlan plan = RoutingFixtures.planner()
				.plan(RoutingFixtures.declare(ModelReference.parse(model), RoutingFixtures.UNLIMITED,
						RoutingFixtures.route("eu-central-1", RoutingFixtures.named(EU))),
						RoutePlannerTests.this.catalog);
			Refusal.ModelMismatch refusal = onlyRefusal(plan, Refusal.ModelMismatch.class);
			assertThat(refusal).isEqualTo(new Refusal.ModelMismatch(RoutingFixtures.NOVA, RoutePlannerTests.this.eu));
			assertThat(refusal.reason()).isEqualTo("model-mismatch");
			assertThat(refusal.describe()).isEqualTo(
					"model 'amazon.nova-lite-v1:0' is declared, and profile '" + EU + "' is one of '" + MODEL + "'");
		}

		@Test
		void residencyNotSatisfied() {
			ResidencyPolicy union = RoutingFixtures.allow("EU");
			RoutePlan plan = plan(RoutePlannerTests.this.catalog, union,
					RoutingFixtures.route("eu-west-2", RoutingFixtures.geographic()));
			Refusal.ResidencyNotSatisfied refusal = onlyRefusal(plan, Refusal.ResidencyNotSatisfied.class);
			assertThat(refusal).isEqualTo(new Refusal.ResidencyNotSatisfied(EU, RoutingFixtures.region("eu-west-2"),
					union, new ResidencyVerdict.Refused(Reason.DESTINATION_NOT_ALLOWED,
							List.of(new Offence(RoutingFixtures.region("eu-west-2"), "GB", null)))));
			assertThat(refusal.reason()).isEqualTo("residency-not-satisfied");
			assertThat(refusal.describe()).isEqualTo("'" + EU + "' from eu-west-2 may run in [eu-west-2 (GB)]");
		}

		@Test
		void aDeniedDestination() {
			RoutePlan plan = plan(RoutePlannerTests.this.catalog, RoutingFixtures.deny("IE"),
					RoutingFixtures.route("eu-central-1", RoutingFixtures.named(EU)));
			assertThat(onlyRefusal(plan, Refusal.ResidencyNotSatisfied.class).verdict().offences())
				.containsExactly(new Offence(RoutingFixtures.region("eu-west-1"), "IE", new Place.Country("IE")));
		}

		@Test
		void anInRegionCallOutsideTheLimit() {
			RoutePlan plan = plan(RoutePlannerTests.this.catalog, RoutingFixtures.allow("EU"),
					RoutingFixtures.route("eu-west-2", RoutingFixtures.inRegion()));
			assertThat(onlyRefusal(plan, Refusal.ResidencyNotSatisfied.class).profile()).isEqualTo(MODEL);
		}

		@Test
		void globalUnderAnyLimit() {
			for (ResidencyPolicy limit : List.of(RoutingFixtures.allow("EU"), RoutingFixtures.deny("CN"))) {
				RoutePlan plan = plan(RoutePlannerTests.this.catalog, limit,
						RoutingFixtures.route("eu-central-1", RoutingFixtures.global()));
				Refusal.ResidencyNotSatisfied refusal = onlyRefusal(plan, Refusal.ResidencyNotSatisfied.class);
				assertThat(refusal.verdict())
					.isEqualTo(new ResidencyVerdict.Refused(Reason.DESTINATIONS_NOT_ENUMERABLE, List.of()));
				assertThat(refusal.reason()).isEqualTo("destinations-not-enumerable");
				assertThat(refusal.describe())
					.isEqualTo("'" + GLOBAL + "' from eu-central-1 may run anywhere, and residency is limited");
			}
		}

		@Test
		void destinationsThatNobodyStates() {
			InferenceProfileCatalog silent = RoutingFixtures
				.catalog(RoutingFixtures.evidence("eu-central-1", RoutingFixtures.profile(EU, "?")));
			RoutePlan plan = plan(silent, RoutingFixtures.UNLIMITED,
					RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()));
			Refusal.ResidencyNotSatisfied refusal = onlyRefusal(plan, Refusal.ResidencyNotSatisfied.class);
			assertThat(refusal.verdict().reason()).isEqualTo(Reason.DESTINATIONS_UNKNOWN);
			assertThat(refusal.reason()).isEqualTo("destinations-unknown");
			assertThat(refusal.describe())
				.isEqualTo("no evidence names the destinations of '" + EU + "' from eu-central-1");
		}

		@Test
		void onlyThroughProfiles() {
			InferenceProfileCatalog telling = RoutingFixtures
				.catalog(RoutingFixtures.evidence("eu-central-1", Set.of(), RoutePlannerTests.this.eu));
			RoutePlan plan = plan(telling, RoutingFixtures.UNLIMITED,
					RoutingFixtures.route("eu-central-1", RoutingFixtures.inRegion()));
			Refusal.OnlyThroughProfiles refusal = onlyRefusal(plan, Refusal.OnlyThroughProfiles.class);
			assertThat(refusal).isEqualTo(new Refusal.OnlyThroughProfiles(RoutingFixtures.CLAUDE,
					RoutingFixtures.region("eu-central-1"), List.of(RoutePlannerTests.this.eu)));
			assertThat(refusal.reason()).isEqualTo("only-through-profiles");
			assertThat(refusal.describe())
				.isEqualTo("model '" + MODEL + "' can be called in eu-central-1 only through a profile");
		}

	}

	@Nested
	class Arns {

		@ParameterizedTest
		@EnumSource(value = InferenceMode.class, names = { "GEOGRAPHIC", "GLOBAL" })
		void provisionedThroughputExcludesCrossRegionModes(InferenceMode mode) {
			BedrockArn arn = BedrockArn.parse(RoutingFixtures.provisionedArn("eu-central-1"));
			Refusal.ProvisionedThroughput refusal = onlyRefusal(
					plan(arn, (mode != InferenceMode.GLOBAL) ? RoutingFixtures.geographic() : RoutingFixtures.global()),
					Refusal.ProvisionedThroughput.class);
			assertThat(refusal).isEqualTo(new Refusal.ProvisionedThroughput(arn, mode));
			assertThat(refusal.reason()).isEqualTo("provisioned-throughput");
			assertThat(refusal.describe()).isEqualTo(
					"'" + arn + "' is Provisioned Throughput, which no inference profile combines with, and mode "
							+ mode + " needs one");
		}

		@Test
		void provisionedThroughputIsNoProfile() {
			String arn = RoutingFixtures.provisionedArn("eu-central-1");
			RoutePlan plan = RoutingFixtures.planner()
				.plan(RoutingFixtures.declare(null, RoutingFixtures.UNLIMITED,
						RoutingFixtures.route("eu-central-1", RoutingFixtures.named(arn))),
						RoutePlannerTests.this.catalog);
			Refusal.ProvisionedThroughput refusal = onlyRefusal(plan, Refusal.ProvisionedThroughput.class);
			assertThat(refusal.mode()).isNull();
			assertThat(refusal.describe())
				.isEqualTo("'" + arn + "' is Provisioned Throughput, which no inference profile combines with");
		}

		@Test
		void provisionedThroughputDoesNotGiveWayToAProfile() {
			BedrockArn arn = BedrockArn.parse(RoutingFixtures.provisionedArn("eu-central-1"));
			assertThat(onlyRefusal(plan(arn, RoutingFixtures.named(EU)), Refusal.ProvisionedThroughput.class).arn())
				.isEqualTo(arn);
		}

		@ParameterizedTest
		@ValueSource(strings = { "arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/abcdefghijkl",
				"arn:aws:bedrock:eu-central-1:123456789012:custom-model/amazon.nova-lite-v1:0.mine/abcdefghijkl",
				"arn:aws:bedrock:eu-central-1:123456789012:custom-model-deployment/abcdefghijkl",
				"arn:aws:bedrock:eu-central-1:123456789012:imported-model/abcdefghijkl",
				"arn:aws:sagemaker:eu-central-1:123456789012:endpoint/my-endpoint" })
		void whatBelongsToTheAccountRunsWhereItIs(String value) {
			RoutePlan plan = plan(BedrockArn.parse(value), RoutingFixtures.inRegion());
			Route route = onlyRoute(plan);
			assertThat(route.modelId()).isEqualTo(value);
			assertThat(route.destinations().codes()).containsExactly("eu-central-1");
			assertThat(route.model()).isNull();
			assertThat(route.proven()).isFalse();
			assertThat(plan.model()).isNull();
			assertThat(plan.candidates()).isEmpty();
			assertThat(plan.alternatives()).isEmpty();
		}

		@Test
		void whatBelongsToTheAccountIsLimitedToo() {
			RoutePlan plan = RoutingFixtures.planner()
				.plan(RoutingFixtures.declare(BedrockArn.parse(RoutingFixtures.provisionedArn("eu-central-1")),
						RoutingFixtures.deny("DE"), RoutingFixtures.route("eu-central-1", RoutingFixtures.inRegion())),
						RoutePlannerTests.this.catalog);
			onlyRefusal(plan, Refusal.ResidencyNotSatisfied.class);
		}

		@ParameterizedTest
		@ValueSource(strings = { "arn:aws:bedrock:eu-central-1:123456789012:custom-model/amazon.nova.mine/abcdefghijkl",
				"arn:aws:bedrock:eu-central-1:123456789012:custom-model-deployment/abcdefghijkl",
				"arn:aws:bedrock:eu-central-1:123456789012:imported-model/abcdefghijkl",
				"arn:aws:bedrock:eu-central-1:123456789012:prompt-router/abcdefghijkl",
				"arn:aws:bedrock:eu-central-1:123456789012:default-prompt-router/anthropic.claude:1",
				"arn:aws:bedrock:eu-central-1:123456789012:prompt/ABCDEFGHIJ:1",
				"arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/p7aksl2pa6w7",
				"arn:aws:sagemaker:eu-central-1:123456789012:endpoint/my-endpoint" })
		void opaqueArnsHaveNoCrossRegionMode(String value) {
			BedrockArn arn = BedrockArn.parse(value);
			Refusal.NotRoutable refusal = onlyRefusal(plan(arn, RoutingFixtures.geographic()),
					Refusal.NotRoutable.class);
			assertThat(refusal).isEqualTo(new Refusal.NotRoutable(arn, InferenceMode.GEOGRAPHIC));
			assertThat(refusal.reason()).isEqualTo("not-routable");
			assertThat(refusal.describe())
				.isEqualTo("where a call to '" + value + "' runs cannot be told in mode geographic");
		}

		@ParameterizedTest
		@ValueSource(strings = { "arn:aws:bedrock:eu-central-1:123456789012:prompt-router/abcdefghijkl",
				"arn:aws:bedrock:eu-central-1:123456789012:default-prompt-router/anthropic.claude:1",
				"arn:aws:bedrock:eu-central-1:123456789012:prompt/ABCDEFGHIJ:1",
				"arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/p7aksl2pa6w7" })
		void whatRoutesByItselfIsNotInRegionEither(String value) {
			BedrockArn arn = BedrockArn.parse(value);
			assertThat(onlyRefusal(plan(arn, RoutingFixtures.inRegion()), Refusal.NotRoutable.class))
				.isEqualTo(new Refusal.NotRoutable(arn, InferenceMode.IN_REGION));
		}

		@ParameterizedTest
		@ValueSource(strings = { "arn:aws:bedrock:eu-central-1::foundation-model/" + MODEL,
				"arn:aws:bedrock:eu-central-1:123456789012:imported-model/abcdefghijkl",
				"arn:aws:bedrock:eu-central-1:123456789012:prompt/ABCDEFGHIJ:1" })
		void anArnThatIsNoProfileCannotBeNamedAsOne(String value) {
			RoutePlan plan = plan(RoutingFixtures.route("eu-central-1", RoutingFixtures.named(value)));
			Refusal.NotRoutable refusal = onlyRefusal(plan, Refusal.NotRoutable.class);
			assertThat(refusal.mode()).isNull();
			assertThat(refusal.describe()).isEqualTo("where a call to '" + value + "' runs cannot be told");
		}

		@Test
		void aSystemProfileWithoutAPrefixHidesItsModel() {
			BedrockArn arn = BedrockArn.parse(RoutingFixtures.profileArn("eu-central-1", "my-team-profile"));
			onlyRefusal(plan(arn, RoutingFixtures.geographic()), Refusal.NotRoutable.class);
		}

		@ParameterizedTest
		@ValueSource(strings = { "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/" + EU,
				"arn:aws-us-gov:bedrock:eu-central-1:123456789012:inference-profile/" + EU,
				"arn:aws-eusc:bedrock:eusc-de-east-1:123456789012:inference-profile/" + EU,
				"arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/p7aksl2pa6w7",
				"arn:aws-cn:bedrock:eu-central-1:123456789012:application-inference-profile/p7aksl2pa6w7" })
		void aProfileOfAnotherRegionOrPartition(String value) {
			RoutePlan plan = plan(RoutingFixtures.route("eu-central-1", RoutingFixtures.named(value)));
			Refusal.ForeignArn refusal = onlyRefusal(plan, Refusal.ForeignArn.class);
			assertThat(refusal)
				.isEqualTo(new Refusal.ForeignArn(BedrockArn.parse(value), RoutingFixtures.region("eu-central-1")));
			assertThat(refusal.reason()).isEqualTo("foreign-arn");
			assertThat(refusal.describe()).isEqualTo("'" + value + "' cannot be called from eu-central-1");
		}

		@ParameterizedTest
		@ValueSource(strings = { "arn:aws:bedrock:eu-west-1::foundation-model/" + MODEL,
				"arn:aws:bedrock:::foundation-model/" + MODEL,
				"arn:aws-us-gov:bedrock:eu-central-1::foundation-model/" + MODEL,
				"arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/abcdefghijkl" })
		void aModelOfAnotherRegionOrPartition(String value) {
			BedrockArn arn = BedrockArn.parse(value);
			for (RouteTarget target : List.of(RoutingFixtures.inRegion(), RoutingFixtures.geographic())) {
				assertThat(onlyRefusal(plan(arn, target), Refusal.ForeignArn.class).arn()).isEqualTo(arn);
			}
		}

		@Test
		void aRegionThatTheTableDoesNotKnowHasAnyPartition() {
			String arn = "arn:aws-eusc:bedrock:eusc-de-east-1:123456789012:inference-profile/eu." + MODEL;
			InferenceProfileCatalog later = RoutingFixtures
				.catalog(RoutingFixtures.evidence("eusc-de-east-1", RoutingFixtures.profile(EU, "eusc-de-east-1")));
			assertThat(onlyRoute(plan(later, RoutingFixtures.allow("eusc-de-east-1"),
					RoutingFixtures.route("eusc-de-east-1", RoutingFixtures.named(arn))))
				.modelId()).isEqualTo(arn);
		}

		private RoutePlan plan(BedrockArn model, RouteTarget target) {
			return RoutingFixtures.planner()
				.plan(RoutingFixtures.declare(model, RoutingFixtures.UNLIMITED,
						RoutingFixtures.route("eu-central-1", target)), RoutePlannerTests.this.catalog);
		}

		private RoutePlan plan(RouteDeclaration route) {
			return RoutePlannerTests.this.plan(route);
		}

		private RoutePlan plan(InferenceProfileCatalog catalog, ResidencyPolicy residency, RouteDeclaration route) {
			return RoutePlannerTests.this.plan(catalog, residency, route);
		}

	}

	@Nested
	class WhatElse {

		@Test
		void candidatesAreTheOtherProfilesOfTheDeclaredRegionsWithTheirReasons() {
			ResidencyPolicy union = RoutingFixtures.allow("EU", "US");
			InferenceProfileCatalog telling = RoutingFixtures.catalog(
					RoutingFixtures.evidence("eu-west-2", Set.of(RoutingFixtures.CLAUDE),
							RoutePlannerTests.this.euFromLondon, RoutePlannerTests.this.global),
					RoutingFixtures.evidence("us-east-1", Set.of(RoutingFixtures.CLAUDE), RoutePlannerTests.this.us,
							RoutePlannerTests.this.global));
			RoutePlan plan = plan(telling, union, RoutingFixtures.route("us-east-1", RoutingFixtures.geographic()),
					RoutingFixtures.route("eu-west-2", RoutingFixtures.global()));
			assertThat(plan.routes()).extracting(Route::modelId).containsExactly(US);
			assertThat(plan.candidates())
				.extracting((candidate) -> candidate.profile() + " from " + candidate.sourceRegion() + ": "
						+ candidate.refusal().describe())
				.containsExactly(
						GLOBAL + " from us-east-1: '" + GLOBAL
								+ "' from us-east-1 may run anywhere, and residency is limited",
						MODEL + " from us-east-1: the declaration asks for mode geographic",
						EU + " from eu-west-2: '" + EU + "' from eu-west-2 may run in [eu-west-2 (GB)]",
						GLOBAL + " from eu-west-2: '" + GLOBAL
								+ "' from eu-west-2 may run anywhere, and residency is limited",
						MODEL + " from eu-west-2: '" + MODEL + "' from eu-west-2 may run in [eu-west-2 (GB)]");
			assertThat(plan.candidates()).extracting(Candidate::mode)
				.containsExactly(InferenceMode.GLOBAL, InferenceMode.IN_REGION, InferenceMode.GEOGRAPHIC,
						InferenceMode.GLOBAL, InferenceMode.IN_REGION);
			assertThat(plan.candidates().get(2).destinations())
				.isEqualTo(RoutePlannerTests.this.euFromLondon.destinations());
			assertThat(plan.candidates()).filteredOn((candidate) -> candidate.profile().equals(MODEL))
				.extracting((candidate) -> candidate.refusal().reason())
				.containsExactly("not-declared", "residency-not-satisfied");
		}

		@Test
		void whatIsPlannedByItsArnIsNoCandidateAndNoAlternative() {
			RoutePlan plan = plan(RoutePlannerTests.this.catalog, RoutingFixtures.allow("EU"), RoutingFixtures
				.route("eu-central-1", RoutingFixtures.named(RoutingFixtures.profileArn("eu-central-1", EU))));
			assertThat(plan.routes()).hasSize(1);
			assertThat(plan.candidates()).extracting(Candidate::profile).containsExactly(GLOBAL);
			assertThat(plan.alternatives()).isEmpty();
		}

		@Test
		void aRouteThatIsNotAdmittedIsACandidateBesideThePlannedOne() {
			RoutePlan plan = plan(RoutePlannerTests.this.catalog, RoutingFixtures.allow("EU"),
					RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()),
					RoutingFixtures.route("eu-central-1", RoutingFixtures.global()));
			assertThat(plan.candidates()).extracting(Candidate::profile).containsExactly(GLOBAL);
		}

		@Test
		void alternativesStartWithTheDeclaredRegionsAndAreAllAdmissible() {
			InferenceProfileCatalog wide = RoutingFixtures.catalog(
					RoutingFixtures.evidence("eu-central-1", Set.of(RoutingFixtures.CLAUDE), RoutePlannerTests.this.eu,
							RoutePlannerTests.this.global),
					RoutingFixtures.evidence("eu-west-2", Set.of(RoutingFixtures.CLAUDE),
							RoutePlannerTests.this.euFromLondon),
					RoutingFixtures.evidence("eu-west-3", RoutePlannerTests.this.eu),
					RoutingFixtures.evidence("us-east-1", Set.of(RoutingFixtures.CLAUDE), RoutePlannerTests.this.us),
					RoutingFixtures.evidence("us-gov-west-1",
							RoutingFixtures.profile("us-gov." + MODEL, "eu-central-1")));
			ResidencyPolicy union = RoutingFixtures.allow("EU");
			RoutePlan plan = plan(wide, union, RoutingFixtures.route("eu-west-2", RoutingFixtures.geographic()),
					RoutingFixtures.route("eu-west-3", RoutingFixtures.global()));
			assertThat(plan.routes()).isEmpty();
			assertThat(plan.alternatives())
				.extracting((alternative) -> alternative.profile() + " from " + alternative.sourceRegion() + " "
						+ alternative.mode() + " in " + alternative.destinations())
				.containsExactly(EU + " from eu-west-3 geographic in eu-central-1, eu-west-1",
						EU + " from eu-central-1 geographic in eu-central-1, eu-west-1",
						MODEL + " from eu-central-1 in-region in eu-central-1");
			assertThat(plan.alternatives())
				.allSatisfy((alternative) -> assertThat(union.judge(alternative.destinations()))
					.isInstanceOf(ResidencyVerdict.Admitted.class));
		}

		@Test
		void alternativesComeFromHintsWhereThereIsNoEvidence() {
			RoutePlan plan = new RoutePlanner(RoutingFixtures.TABLE, RoutePlannerTests.this.catalog).plan(
					RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.allow("EU"),
							RoutingFixtures.route("eu-west-2", RoutingFixtures.geographic())),
					RoutingFixtures.catalog());
			onlyRefusal(plan, Refusal.NoEvidence.class);
			assertThat(plan.alternatives()).extracting(Alternative::sourceRegion)
				.containsExactly(RoutingFixtures.region("eu-central-1"));
			assertThat(plan.candidates()).extracting((candidate) -> candidate.refusal().reason())
				.containsExactly("residency-not-satisfied", "destinations-not-enumerable");
		}

		@Test
		void nothingIsAdmittedOnAHint() {
			RoutePlan plan = new RoutePlanner(RoutingFixtures.TABLE, RoutePlannerTests.this.catalog).plan(
					RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.UNLIMITED,
							RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic())),
					RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1")));
			onlyRefusal(plan, Refusal.UnknownModel.class);
			assertThat(plan.candidates()).as("evidence wins over hints").isEmpty();
		}

		@Test
		void theSamePlanComesFromTheSameInput() {
			ModelDeclaration declaration = RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.allow("EU"),
					RoutingFixtures.route("eu-west-2", RoutingFixtures.geographic()),
					RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()));
			assertThat(RoutingFixtures.planner().plan(declaration, RoutePlannerTests.this.catalog))
				.isEqualTo(RoutingFixtures.planner().plan(declaration, RoutePlannerTests.this.catalog));
		}

	}

}
