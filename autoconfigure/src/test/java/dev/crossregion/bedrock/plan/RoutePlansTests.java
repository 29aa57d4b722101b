package dev.crossregion.bedrock.plan;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.crossregion.bedrock.profile.DataRetention;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.Evidence;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfile;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.RetentionLimit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link RoutePlans}.
 */
class RoutePlansTests {

	private static final String CLAUDE = "anthropic.claude-sonnet-4-6";

	private static final String NOVA = "amazon.nova-lite-v1:0";

	private static final ResidencyPolicy UNION = RoutingFixtures.allow("EU");

	private final InferenceProfile euClaude = RoutingFixtures.profile("eu." + CLAUDE, "eu-central-1", "eu-west-1");

	private final InferenceProfile euNova = RoutingFixtures.profile("eu." + NOVA, "eu-central-1", "eu-west-3");

	private final InferenceProfile globalClaude = RoutingFixtures.profile("global." + CLAUDE, "*");

	private final InferenceProfile globalNova = RoutingFixtures.profile("global." + NOVA, "*");

	private final InferenceProfile usClaude = RoutingFixtures.profile("us." + CLAUDE, "us-east-1", "us-west-2");

	private final MovingCatalog catalog = new MovingCatalog(RoutingFixtures.catalog(
			RoutingFixtures.evidence("eu-central-1", this.euClaude, this.euNova, this.globalClaude, this.globalNova),
			RoutingFixtures.evidence("us-east-1", this.usClaude, this.globalClaude)));

	private final ModelDeclaration chat = RoutingFixtures.declare("bedrock", RoutingFixtures.CLAUDE, UNION,
			RoutingFixtures.route("eu-central-1", RoutingFixtures.geography("eu")));

	private final ModelDeclaration american = RoutingFixtures.declare("american", RoutingFixtures.CLAUDE,
			RoutingFixtures.UNLIMITED, RoutingFixtures.route("us-east-1", RoutingFixtures.geographic()));

	private final ModelDeclaration worldwide = RoutingFixtures.declare("worldwide", RoutingFixtures.CLAUDE,
			RoutingFixtures.UNLIMITED, RoutingFixtures.route("eu-central-1", RoutingFixtures.global()));

	@Test
	void plansComeInTheOrderOfTheConfiguration() {
		RoutePlans plans = plans(this.chat, this.american);
		assertThat(plans.all().keySet()).containsExactly("bedrock", "american");
		assertThat(plans.all().get("american").routes()).extracting(Route::modelId).containsExactly("us." + CLAUDE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "bedrock", CLAUDE, "eu." + CLAUDE,
			"arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu." + CLAUDE,
			"arn:aws:bedrock:eu-central-1::foundation-model/" + CLAUDE })
	void aRequestMayNameTheModelByAnyOfItsNames(String requested) {
		RoutePlans plans = plans(this.chat);
		assertThat(plans.resolve(null, requested)).isSameAs(plans.all().get("bedrock"));
		assertThat(plans.resolve("bedrock", requested)).isSameAs(plans.all().get("bedrock"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "american", "us." + CLAUDE,
			"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." + CLAUDE,
			"arn:aws:bedrock:us-east-1::foundation-model/" + CLAUDE })
	void aRequestMayNameAnotherConfiguredModel(String requested) {
		RoutePlans plans = plans(this.chat, this.american, this.worldwide);
		assertThat(plans.resolve("worldwide", requested)).isSameAs(plans.all().get("american"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "american", "us." + CLAUDE,
			"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us." + CLAUDE })
	void aRequestThatNamesAnotherModelIsHeldToTheResidencyOfBoth(String requested) {
		RoutePlans plans = plans(this.chat, this.american);
		RouteRefusedException refused = catchThrowableOfType(RouteRefusedException.class,
				() -> plans.resolve("bedrock", requested));
		assertThat(refused.getModel()).isEqualTo("bedrock");
		assertThat(refused.getRefusal()).isInstanceOfSatisfying(Refusal.ResidencyNotSatisfied.class, (refusal) -> {
			assertThat(refusal.profile()).isEqualTo("us." + CLAUDE);
			assertThat(refusal.residency()).isSameAs(UNION);
		});
	}

	@Test
	void ofTwoLimitsOnlyRoutesThatBothAdmitAreLeft() {
		ModelDeclaration both = RoutingFixtures.declare("both", RoutingFixtures.CLAUDE,
				RoutingFixtures.allow("EU", "US"), RoutingFixtures.route("us-east-1", RoutingFixtures.geographic()),
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()));
		RoutePlans plans = plans(this.chat, both);
		RoutePlan plan = plans.resolve("bedrock", "both");
		assertThat(plan.name()).isEqualTo("both");
		assertThat(plan.routes()).extracting(Route::modelId).containsExactly("eu." + CLAUDE);
		assertThat(plan.declaration().residency().isWithin(UNION)).isTrue();
		assertThat(plans.resolve("bedrock", "both")).as("is kept").isSameAs(plan);
		assertThat(plans.resolve("both", "both").routes()).hasSize(2);
		assertThat(plans.resolve(null, "both").routes()).hasSize(2);
	}

	@Test
	void theGuardrailOfTheModelThatARequestComesThroughIsHeldToTheResidencyOfBoth() {
		Guardrail wide = new Guardrail("wide", "1");
		Guardrail narrow = new Guardrail("narrow", "1");
		Guardrail unread = new Guardrail("unread", "1");
		this.catalog.moveTo(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1", this.euClaude)
			.withGuardrails(Map.of(wide, reach("eu-central-1", "eu-south-1"), narrow, reach("eu-central-1")))));
		RoutePlans plans = plans(guarded("strict", null, RoutingFixtures.allow("eu-central-1", "eu-west-1")),
				guarded("wide", wide, UNION), guarded("narrow", narrow, UNION),
				guarded("unlimited", wide, RoutingFixtures.UNLIMITED),
				guarded("unread", unread, RoutingFixtures.UNLIMITED));
		assertThat(plans.resolve("narrow", "strict").routes()).hasSize(1);
		assertThat(plans.resolve(null, "strict").routes()).hasSize(1);
		assertThat(plans.resolve("unlimited", "wide").routes()).hasSize(1);
		for (String through : List.of("wide", "unlimited")) {
			assertThat(catchThrowableOfType(RouteRefusedException.class, () -> plans.resolve(through, "strict"))
				.getRefusal()).isInstanceOfSatisfying(Refusal.GuardrailNotAdmitted.class, (refusal) -> {
					assertThat(refusal.guardrail()).isEqualTo(wide);
					assertThat(refusal.describe()).contains("eu-south-1");
				});
		}
		assertThat(
				catchThrowableOfType(RouteRefusedException.class, () -> plans.resolve("unread", "strict")).getRefusal())
			.isInstanceOf(Refusal.GuardrailUnknown.class);
	}

	@Test
	void whatTheModelThatARequestComesThroughNeedsAgesTheRoutesOfAnother() {
		Evidence old = new Evidence(Evidence.Source.LIVE, RoutingFixtures.LIVE.asOf().minus(Duration.ofHours(2)));
		Guardrail guardrail = new Guardrail("old", "1");
		this.catalog.moveTo(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1", this.euClaude)
			.withRetention(new DataRetention("none", old))
			.withGuardrails(
					Map.of(guardrail, new Guardrail.Reach(null, RoutingFixtures.destinations("eu-central-1"), old)))));
		ModelDeclaration plain = guarded("plain", null, UNION);
		ModelDeclaration retained = new ModelDeclaration("retained", plain.model(), plain.routes(), UNION,
				RoutingSettings.DEFAULT, RetentionLimit.NONE, null);
		RoutePlans plans = new RoutePlans(RoutingFixtures.planner(), this.catalog,
				List.of(plain, retained, guarded("guarded", guardrail, UNION)), Duration.ofHours(1),
				Clock.fixed(RoutingFixtures.LIVE.asOf(), ZoneOffset.UTC));
		assertThat(plans.resolve("plain", "plain").routes()).hasSize(1);
		for (String through : List.of("retained", "guarded")) {
			assertThat(catchThrowableOfType(RouteRefusedException.class, () -> plans.resolve(through, "plain"))
				.getRefusal()).as(through)
				.isInstanceOfSatisfying(Refusal.EvidenceTooOld.class,
						(refusal) -> assertThat(refusal.asOf()).isEqualTo(old.asOf()));
		}
	}

	private static Guardrail.Reach reach(String... destinations) {
		return new Guardrail.Reach("eu.guardrail.v1:0", RoutingFixtures.destinations(destinations),
				RoutingFixtures.LIVE);
	}

	private static ModelDeclaration guarded(String name, @Nullable Guardrail guardrail, ResidencyPolicy residency) {
		return new ModelDeclaration(name, RoutingFixtures.CLAUDE,
				List.of(RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic())), residency,
				RoutingSettings.DEFAULT, null, (guardrail != null) ? new GuardrailDeclaration(guardrail, true) : null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "eu." + CLAUDE, "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu." + CLAUDE,
			"arn:aws:bedrock:eu-central-1::foundation-model/" + CLAUDE })
	void aRequestByAnotherNameOfItsOwnModelStaysWithItsOwnPlan(String requested) {
		ModelDeclaration wider = RoutingFixtures.declare("wider", RoutingFixtures.CLAUDE,
				RoutingFixtures.allow("EU", "US"),
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geography("eu")));
		RoutePlans plans = plans(this.chat, wider);
		assertThat(plans.resolve("wider", requested)).as("and not with the stricter one")
			.isSameAs(plans.all().get("wider"));
		assertThat(plans.resolve(null, requested)).isSameAs(plans.all().get("bedrock"));
	}

	@Test
	void aModelThatTwoPlansHaveIsTheOneThatTheRequestComesThrough() {
		RoutePlans plans = plans(this.chat, this.american);
		assertThat(plans.resolve("american", CLAUDE).name()).isEqualTo("american");
		assertThat(plans.resolve("bedrock", CLAUDE).name()).isEqualTo("bedrock");
	}

	@ParameterizedTest
	@ValueSource(strings = { CLAUDE, "eu." + CLAUDE,
			"arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu." + CLAUDE })
	void whereSeveralModelsFitTheStrictestCountsInAnyOrder(String requested) {
		ModelDeclaration strict = european("strict", UNION);
		ModelDeclaration looser = european("anyeu", RoutingFixtures.allow("EU", "GB"));
		ModelDeclaration loose = european("agnostic", RoutingFixtures.UNLIMITED);
		inEveryOrder(List.of(strict, looser, loose, this.worldwide),
				(plans) -> assertThat(plans.resolve(null, requested).name()).isEqualTo("strict"));
	}

	@Test
	void aDefaultModelThatIsLooserIsNotTakenForAModelThatIsStricter() {
		ModelDeclaration chat = RoutingFixtures.declare("bedrock", RoutingFixtures.CLAUDE, RoutingFixtures.UNLIMITED,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.global()));
		inEveryOrder(List.of(chat, european("zebra", UNION)),
				(plans) -> assertThat(plans.resolve(null, CLAUDE).name()).isEqualTo("zebra"));
	}

	@Test
	void ofModelsThatAreEquallyStrictTheDefaultCountsAndElseTheFirstName() {
		inEveryOrder(List.of(this.chat, european("aaa", UNION), european("zzz", RoutingFixtures.allow("EU"))),
				(plans) -> assertThat(plans.resolve(null, CLAUDE).name()).isEqualTo("bedrock"));
		inEveryOrder(List.of(european("bbb", UNION), european("aaa", UNION), european("zzz", UNION)),
				(plans) -> assertThat(plans.resolve(null, CLAUDE).name()).isEqualTo("aaa"));
	}

	@Test
	void modelsThatCannotBeComparedAreNamedInAnyOrder() {
		inEveryOrder(List.of(european("home", UNION), this.american, this.worldwide), (plans) -> {
			RouteRefusedException refused = catchThrowableOfType(RouteRefusedException.class,
					() -> plans.resolve(null, CLAUDE));
			assertThat(refused.getModel()).isEqualTo("none");
			assertThat(refused.getRefusal())
				.isEqualTo(new Refusal.AmbiguousModel(CLAUDE, List.of("american", "home", "worldwide"), true));
			assertThat(refused).hasMessageContaining("american, home, worldwide")
				.hasMessageContaining("name one of them as the model")
				.hasMessageEndingWith("[reason: ambiguous-model]");
			assertThat(plans.resolve("american", CLAUDE).name()).isEqualTo("american");
		});
	}

	@Test
	void aRequestThroughAModelThatDoesNotFitTakesTheStrictestOfThoseThatDo() {
		ModelDeclaration other = RoutingFixtures.declare("other", RoutingFixtures.NOVA, RoutingFixtures.UNLIMITED,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()));
		inEveryOrder(List.of(other, european("home", UNION), this.worldwide),
				(plans) -> assertThat(plans.resolve("other", CLAUDE).name()).isEqualTo("home"));
	}

	@Test
	void aStricterModelThatLostItsRoutesIsNotReplacedByALooserOne() {
		inEveryOrder(List.of(european("home", UNION), this.worldwide), (plans) -> {
			InferenceProfileCatalog before = this.catalog.now();
			this.catalog.moveTo(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1",
					RoutingFixtures.profile("eu." + CLAUDE, "eu-central-1", "us-east-1"), this.globalClaude)));
			plans.refresh();
			assertThat(plans.resolve(null, "worldwide").routes()).hasSize(1);
			assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> plans.resolve(null, CLAUDE))
				.satisfies((ex) -> assertThat(ex.getRefusal()).isInstanceOf(Refusal.ResidencyNotSatisfied.class));
			this.catalog.moveTo(before);
		});
	}

	@Test
	void onTheSpotTheDefaultModelCountsInAnyOrder() {
		inEveryOrder(List.of(this.worldwide, this.chat, this.american),
				(plans) -> assertThat(plans.resolve(null, NOVA).routes()).extracting(Route::modelId)
					.containsExactly("eu." + NOVA));
	}

	@Test
	void onTheSpotWithoutADefaultModelTheStrictestCountsInAnyOrder() {
		inEveryOrder(List.of(this.worldwide, european("zebra", UNION)), (plans) -> {
			RoutePlan plan = plans.resolve(null, NOVA);
			assertThat(plan.name()).isEqualTo("zebra");
			assertThat(plan.routes()).extracting(Route::modelId).containsExactly("eu." + NOVA);
		});
	}

	@Test
	void onTheSpotModelsThatCannotBeComparedAreNamedInAnyOrder() {
		inEveryOrder(List.of(this.worldwide, european("zebra", UNION), this.american),
				(plans) -> assertThatExceptionOfType(RouteRefusedException.class)
					.isThrownBy(() -> plans.resolve(null, NOVA))
					.withMessageContaining("american, worldwide, zebra")
					.withMessageContaining("declare chat-model")
					.satisfies((ex) -> assertThat(ex.getRefusal()).isEqualTo(
							new Refusal.AmbiguousModel(NOVA, List.of("american", "worldwide", "zebra"), false))));
	}

	@Test
	void onTheSpotEveryRouteMustBeProven() {
		this.catalog.moveTo(RoutingFixtures.catalog(
				RoutingFixtures.evidence("eu-central-1", Set.of(RoutingFixtures.CLAUDE, RoutingFixtures.NOVA)),
				RoutingFixtures.evidence("eu-west-1", this.euClaude)));
		for (List<String> sources : List.of(List.of("eu-central-1", "eu-west-1"),
				List.of("eu-west-1", "eu-central-1"))) {
			RoutePlans plans = plans(RoutingFixtures.declare(RoutingFixtures.CLAUDE, UNION,
					sources.stream()
						.map((source) -> RoutingFixtures.route(source, RoutingFixtures.inRegion()))
						.toArray(RouteDeclaration[]::new)));
			assertThat(assertRefused(plans, NOVA, Refusal.NotPlanned.class).problem())
				.contains("can be called in eu-west-1;");
		}
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "eu." + CLAUDE, "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu." + CLAUDE })
	void aPlanThatNamesItsProfileByArnIsFoundByIdToo(String requested) {
		RoutePlans plans = plans(RoutingFixtures.declare("bedrock", null, UNION, RoutingFixtures.route("eu-central-1",
				RoutingFixtures.named(RoutingFixtures.profileArn("eu-central-1", "eu." + CLAUDE)))));
		assertThat(plans.resolve(null, requested)).isSameAs(plans.all().get("bedrock"));
	}

	@Test
	void anApplicationProfileIsFoundByItsArn() {
		String arn = RoutingFixtures.applicationArn("eu-central-1");
		this.catalog.moveTo(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1", this.euNova,
				RoutingFixtures.application(arn, RoutingFixtures.CLAUDE, "eu-central-1", "eu-west-1"))));
		RoutePlans plans = plans(RoutingFixtures.declare("bedrock", null, UNION,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.named(arn))));
		assertThat(plans.resolve(null, arn)).isSameAs(plans.all().get("bedrock"));
		assertRefused(plans, arn.replace("p7aksl2pa6w7", "another00000"), Refusal.NotPlanned.class);
	}

	@Test
	void anotherModelIsPlannedOnTheSpotUnderTheSameModeAndResidency() {
		RoutePlans plans = plans(this.chat);
		RoutePlan plan = plans.resolve(null, NOVA);
		assertThat(plan.routes()).extracting(Route::modelId).containsExactly("eu." + NOVA);
		assertThat(plan.name()).isEqualTo("bedrock");
		assertThat(plan.model()).isEqualTo(RoutingFixtures.NOVA);
		assertThat(plan.declaration().residency()).isSameAs(UNION);
		assertThat(plan.declaration().settings()).isSameAs(this.chat.settings());
		assertThat(plans.resolve("bedrock", NOVA)).as("is kept").isSameAs(plan);
		assertThat(plans.all().keySet()).as("is no configured model").containsExactly("bedrock");
	}

	@Test
	void onTheSpotOnlyWhatResidencyAdmitsIsPlanned() {
		this.catalog.moveTo(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1", this.euClaude,
				RoutingFixtures.profile("eu." + NOVA, "eu-central-1", "eu-west-2"))));
		Refusal.ResidencyNotSatisfied refusal = assertRefused(plans(this.chat), NOVA,
				Refusal.ResidencyNotSatisfied.class);
		assertThat(refusal.verdict().offences()).extracting((offence) -> offence.region().value())
			.containsExactly("eu-west-2");
	}

	@Test
	void onTheSpotEachConfiguredModelHasItsOwnMode() {
		ModelDeclaration global = RoutingFixtures.declare("worldwide", RoutingFixtures.CLAUDE,
				RoutingFixtures.UNLIMITED, RoutingFixtures.route("eu-central-1", RoutingFixtures.global()));
		RoutePlans plans = plans(this.chat, global);
		assertThat(plans.resolve("worldwide", NOVA).routes()).extracting(Route::modelId)
			.containsExactly("global." + NOVA);
		assertThat(plans.resolve("bedrock", NOVA).routes()).extracting(Route::modelId).containsExactly("eu." + NOVA);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "eu." + CLAUDE, "arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu." + CLAUDE })
	void aNamedProfileMeansItsModeAndPrefixForAnotherModel(String profile) {
		this.catalog.moveTo(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1", this.euClaude, this.euNova,
				RoutingFixtures.profile("apac." + NOVA, "eu-central-1", "eu-west-1"))));
		RoutePlans plans = plans(RoutingFixtures.declare("bedrock", null, UNION,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.named(profile))));
		assertThat(plans.resolve(null, NOVA).routes()).extracting(Route::modelId).containsExactly("eu." + NOVA);
		this.catalog.moveTo(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1",
				RoutingFixtures.profile("apac." + NOVA, "eu-central-1", "eu-west-1"))));
		plans.refresh();
		assertRefused(plans, NOVA, Refusal.GeographyMismatch.class);
	}

	@Test
	void aNamedGlobalProfileMeansTheGlobalOneOfAnotherModel() {
		RoutePlans plans = plans(RoutingFixtures.declare("bedrock", null, RoutingFixtures.UNLIMITED,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.named("global." + CLAUDE))));
		assertThat(plans.resolve(null, NOVA).routes()).extracting(Route::modelId).containsExactly("global." + NOVA);
	}

	@Test
	void aNamedApplicationProfileMeansItsModeAndItsDeclaredGeography() {
		String arn = RoutingFixtures.applicationArn("eu-central-1");
		this.catalog.moveTo(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1", this.euClaude, this.euNova,
				RoutingFixtures.profile("apac." + NOVA, "eu-central-1"),
				RoutingFixtures.application(arn, RoutingFixtures.CLAUDE, "eu-central-1", "eu-west-1"))));
		RoutePlans asserting = plans(RoutingFixtures.declare("bedrock", null, UNION,
				RoutingFixtures.route("eu-central-1", new RouteTarget.Profile(ModelReference.parse(arn), null, "eu"))));
		assertThat(asserting.resolve(null, NOVA).routes()).extracting(Route::modelId).containsExactly("eu." + NOVA);
		RoutePlans silent = plans(RoutingFixtures.declare("bedrock", null, UNION,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.named(arn))));
		assertRefused(silent, NOVA, Refusal.SeveralProfiles.class);
	}

	@Test
	void aNamedApplicationProfileOfOneRegionMeansInRegion() {
		String arn = RoutingFixtures.applicationArn("eu-central-1");
		this.catalog
			.moveTo(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1", Set.of(RoutingFixtures.NOVA),
					RoutingFixtures.application(arn, RoutingFixtures.CLAUDE, "eu-central-1"))));
		RoutePlans plans = plans(RoutingFixtures.declare("bedrock", null, UNION,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.named(arn))));
		Route route = plans.resolve(null, NOVA).routes().get(0);
		assertThat(route.mode()).isEqualTo(InferenceMode.IN_REGION);
		assertThat(route.modelId()).isEqualTo(NOVA);
	}

	@Test
	void aNamedProfileThatWasNotAdmittedHelpsNoOtherModel() {
		RoutePlans plans = plans(RoutingFixtures.declare("bedrock", null, UNION,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.named("global." + CLAUDE))));
		assertThat(plans.all().get("bedrock").routes()).isEmpty();
		assertRefused(plans, NOVA, Refusal.ModelMismatch.class);
		RoutePlans other = plans(RoutingFixtures.declare("bedrock", null, UNION,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.named("global." + CLAUDE)),
				RoutingFixtures.route("eu-central-1", RoutingFixtures.named("eu." + CLAUDE))));
		assertThat(other.resolve(null, NOVA).routes()).as("each route is taken for what it is")
			.extracting(Route::modelId)
			.containsExactly("eu." + NOVA);
	}

	@Test
	void aModelThatNothingProvesMayBeConfiguredButNotRequested() {
		RoutePlans plans = plans(RoutingFixtures.declare("bedrock", RoutingFixtures.CLAUDE, UNION,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.inRegion())));
		assertThat(plans.resolve(null, RoutingFixtures.CLAUDE.value()).routes().get(0).proven()).isFalse();
		Refusal.NotPlanned refusal = assertRefused(plans, "somebody.sends-any-name", Refusal.NotPlanned.class);
		assertThat(refusal.problem()).contains("somebody.sends-any-name", "eu-central-1", "catalog.source");
	}

	@ParameterizedTest
	@NullAndEmptySource
	@ValueSource(strings = { " ", "\t\n" })
	void aRequestMustNameAModel(@Nullable String requested) {
		Refusal.NotPlanned refusal = assertRefused(plans(this.chat), requested, Refusal.NotPlanned.class);
		assertThat(refusal.problem()).isEqualTo("the request names no model");
		assertThat(refusal.reason()).isEqualTo("not-planned");
	}

	@ParameterizedTest
	@ValueSource(strings = { "claude", "bedrock ", "Bedrock", "anthropic.claude sonnet", "arn:aws:bedrock",
			"arn:aws:bedrock:eu-central-1::foundation-model/", "eu.", "../../etc/passwd" })
	void aRequestMustNotBeMalformed(String requested) {
		Refusal.NotPlanned refusal = assertRefused(plans(this.chat), requested, Refusal.NotPlanned.class);
		assertThat(refusal.requested()).isEqualTo(requested);
		assertThat(refusal.describe()).contains("'" + requested + "' is not a model ID");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					bedrock/eu.anthropic.claude-sonnet-4-6    | 'bedrock/' is the prefix of LiteLLM  | eu.anthropic.claude-sonnet-4-6
					claude-sonnet-4.6                         | it has no provider                   | anthropic.claude-sonnet-4-6
					anthropic.claude-sonnet-4-6:thinking      | ':thinking' is a suffix              | anthropic.claude-sonnet-4-6
					anthropic.claude-sonnet-4-6:0:200k        | Provisioned Throughput only          | anthropic.claude-sonnet-4-6
					anthropic.claude-sonnet-4-6-v1:0          | does not end with '-v1:0'            | anthropic.claude-sonnet-4-6
					eu.anthropic.claude-sonnet-4-6%3A         | percent-encoded                      | eu.anthropic.claude-sonnet-4-6
					gdkqufd9flgg                              | application inference profile        | arn:aws:bedrock:eu-central-1:${AccountId}:application-inference-profile/gdkqufd9flgg
					arn:aws:bedrock:eu-central-1::foundation-model/eu.anthropic.claude-sonnet-4-6 | is an inference profile | eu.anthropic.claude-sonnet-4-6
					""")
	void whatIsWrittenInAnotherWayIsRefusedWithTheValueToWrite(String requested, String finding, String value) {
		assertThatExceptionOfType(RouteRefusedException.class)
			.isThrownBy(() -> plans(this.chat).resolve(null, requested))
			.withMessageContaining(finding)
			.withMessageContaining("write '" + value + "'")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("\n").hasSizeLessThan(600));
	}

	@ParameterizedTest
	@ValueSource(ints = { 2048, 2049, 100_000 })
	void aRequestMayNotBeLong(int length) {
		for (RouteTarget target : List.of(RoutingFixtures.geographic(), RoutingFixtures.inRegion())) {
			RoutePlans plans = plans(RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.UNLIMITED,
					RoutingFixtures.route("eu-central-1", target)));
			Refusal.NotPlanned refusal = assertRefused(plans, "anthropic." + "c".repeat(length - 10),
					Refusal.NotPlanned.class);
			assertThat(refusal.requested()).hasSize(123).endsWith("...");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "global." + CLAUDE, "us." + CLAUDE, "eu." + NOVA, "xx.anthropic.claude-unheard-of",
			"arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu." + CLAUDE,
			"arn:aws-us-gov:bedrock:eu-central-1:123456789012:inference-profile/eu." + CLAUDE,
			"arn:aws:bedrock:eu-central-1:123456789012:inference-profile/global." + CLAUDE,
			"arn:aws:bedrock:us-east-1::foundation-model/" + CLAUDE,
			"arn:aws-cn:bedrock:eu-central-1::foundation-model/" + CLAUDE,
			"arn:aws:bedrock:::foundation-model/" + CLAUDE, "arn:aws:bedrock:eu-central-1::foundation-model/" + NOVA })
	void whatIsInNoPlanIsRefused(String requested) {
		Refusal.NotPlanned refusal = assertRefused(plans(this.chat), requested, Refusal.NotPlanned.class);
		assertThat(refusal.describe()).startsWith("'" + DisplayText.of(requested) + "' is in no plan; name the model '")
			.endsWith("' and the profile is chosen under the declared mode and residency");
	}

	@ParameterizedTest
	@ValueSource(strings = { "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/p7aksl2pa6w7",
			"arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/abcdefghijkl",
			"arn:aws:bedrock:eu-central-1:123456789012:prompt/ABCDEFGHIJ:1",
			"arn:aws:sagemaker:eu-central-1:123456789012:endpoint/my-endpoint" })
	void opaqueArnsMustBeConfigured(String requested) {
		assertThat(assertRefused(plans(this.chat), requested, Refusal.NotPlanned.class).describe()).isEqualTo(
				"'" + DisplayText.of(requested) + "' is in no plan; write it as the profile of a configured model");
	}

	@Test
	void anUnknownModelIsRefused() {
		Refusal.UnknownModel refusal = assertRefused(plans(this.chat), "anthropic.claude-sonet-4-6",
				Refusal.UnknownModel.class);
		assertThat(refusal.nearMisses()).containsExactly(RoutingFixtures.CLAUDE);
	}

	@Test
	void aModelThatWasNeverAdmittedIsRefusedForItsOwnReason() {
		RoutePlans plans = plans(RoutingFixtures.declare(RoutingFixtures.CLAUDE, UNION,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.global())));
		for (String requested : List.of("bedrock", CLAUDE)) {
			assertRefused(plans, requested, Refusal.ResidencyNotSatisfied.class);
		}
	}

	@Test
	void withNoModelConfiguredEverythingIsRefused() {
		RoutePlans plans = plans();
		assertThat(plans.all()).isEmpty();
		assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> plans.resolve(null, CLAUDE))
			.satisfies((ex) -> assertThat(ex.getModel()).isEqualTo("none"))
			.withMessageContaining("no model is configured; write bedrock.cross-region.chat-model.model-id and a mode");
		assertThatExceptionOfType(RouteRefusedException.class).isThrownBy(() -> plans.resolve(null, null));
		plans.refresh();
		assertThat(plans.all()).isEmpty();
	}

	@Test
	void comingThroughAModelThatIsNotConfiguredIsAProgrammingError() {
		RoutePlans plans = plans(this.chat);
		assertThatIllegalArgumentException().isThrownBy(() -> plans.resolve("nobody", CLAUDE))
			.withMessage("No model 'nobody' is configured, only [bedrock]");
		assertThatIllegalArgumentException().isThrownBy(() -> plans.withdrawn("nobody"));
	}

	@Test
	void refreshWithdrawsRoutesThatResidencyDoesNotAdmitAnyMore() {
		RoutePlans plans = plans(this.chat);
		RoutePlan nova = plans.resolve(null, NOVA);
		assertThat(nova.routes()).hasSize(1);
		assertThat(plans.withdrawn("bedrock")).isEmpty();
		this.catalog.moveTo(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1",
				RoutingFixtures.profile("eu." + CLAUDE, "eu-central-1", "eu-west-2"),
				RoutingFixtures.profile("eu." + NOVA, "eu-central-1", "eu-west-2"))));
		plans.refresh();
		assertThat(plans.withdrawn("bedrock")).singleElement().satisfies((route) -> {
			assertThat(route.modelId()).isEqualTo("eu." + CLAUDE);
			assertThat(route.destinations()).isEqualTo(RoutingFixtures.destinations("eu-central-1", "eu-west-2"));
			assertThat(plans.atStart(plans.all().get("bedrock"), route).orElseThrow().destinations())
				.isNotEqualTo(route.destinations());
		});
		assertThat(plans.all().get("bedrock").routes()).isEmpty();
		for (String requested : List.of("bedrock", CLAUDE, "eu." + CLAUDE, NOVA,
				RoutingFixtures.profileArn("eu-central-1", "eu." + CLAUDE))) {
			assertRefused(plans, requested, Refusal.ResidencyNotSatisfied.class);
		}
	}

	@Test
	void refreshBringsRoutesBack() {
		InferenceProfileCatalog before = this.catalog.now();
		RoutePlans plans = plans(this.chat);
		this.catalog.moveTo(RoutingFixtures.catalog());
		plans.refresh();
		assertThat(plans.withdrawn("bedrock")).hasSize(1);
		assertRefused(plans, "eu." + CLAUDE, Refusal.NoEvidence.class);
		this.catalog.moveTo(before);
		plans.refresh();
		assertThat(plans.withdrawn("bedrock")).isEmpty();
		assertThat(plans.resolve(null, "eu." + CLAUDE).routes()).hasSize(1);
	}

	@Test
	void aWithdrawnProfileIsServedByWhatIsLeftOfItsPlan() {
		RoutePlans plans = plans(RoutingFixtures.declare(RoutingFixtures.CLAUDE, RoutingFixtures.allow("EU", "US"),
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geographic()),
				RoutingFixtures.route("us-east-1", RoutingFixtures.geographic())));
		this.catalog.moveTo(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1"),
				RoutingFixtures.evidence("us-east-1", this.usClaude)));
		plans.refresh();
		assertThat(plans.resolve(null, "eu." + CLAUDE).routes()).extracting(Route::modelId)
			.containsExactly("us." + CLAUDE);
		assertThat(plans.withdrawn("bedrock")).extracting(Route::modelId).containsExactly("eu." + CLAUDE);
	}

	@Test
	void aProfileThatVanishesStillSaysWhatItMeantForAnotherModel() {
		RoutePlans plans = plans(RoutingFixtures.declare("bedrock", null, UNION,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.named("eu." + CLAUDE))));
		this.catalog.moveTo(RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1", this.euNova,
				RoutingFixtures.profile("apac." + NOVA, "eu-central-1"))));
		plans.refresh();
		assertThat(plans.resolve(null, NOVA).routes()).extracting(Route::modelId).containsExactly("eu." + NOVA);
	}

	@Test
	void plansDoNotChangeFromOutside() {
		RoutePlans plans = plans(this.chat);
		RoutePlan plan = plans.all().get("bedrock");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> plans.all().clear());
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> plan.routes().clear());
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> plan.candidates().clear());
	}

	@Test
	@Timeout(60)
	void requestsDuringARefreshOnlySeeWhatResidencyAdmits() throws Exception {
		InferenceProfileCatalog inside = RoutingFixtures
			.catalog(RoutingFixtures.evidence("eu-central-1", this.euClaude, this.euNova));
		InferenceProfileCatalog outside = RoutingFixtures.catalog(RoutingFixtures.evidence("eu-central-1",
				RoutingFixtures.profile("eu." + CLAUDE, "eu-central-1", "eu-west-2"),
				RoutingFixtures.profile("eu." + NOVA, "eu-central-1", "us-east-1")));
		Set<String> admitted = Set.of("eu-central-1", "eu-west-1", "eu-west-3");
		this.catalog.moveTo(inside);
		RoutePlans plans = plans(this.chat);
		AtomicBoolean over = new AtomicBoolean();
		AtomicInteger served = new AtomicInteger();
		AtomicInteger refused = new AtomicInteger();
		ExecutorService callers = Executors.newFixedThreadPool(4);
		try {
			List<Future<?>> calls = IntStream.range(0, 4).<Future<?>>mapToObj((caller) -> callers.submit(() -> {
				while (!over.get()) {
					for (String requested : List.of("bedrock", "eu." + CLAUDE, NOVA)) {
						try {
							RoutePlan plan = plans.resolve(null, requested);
							assertThat(plan.routes()).isNotEmpty()
								.allSatisfy((route) -> assertThat(route.destinations().codes()).isSubsetOf(admitted));
							served.incrementAndGet();
						}
						catch (RouteRefusedException ex) {
							refused.incrementAndGet();
						}
					}
				}
			})).toList();
			for (int round = 0; round < 2000 || served.get() == 0 || refused.get() == 0; round++) {
				this.catalog.moveTo(outside);
				plans.refresh();
				assertRefused(plans, NOVA, Refusal.ResidencyNotSatisfied.class);
				assertRefused(plans, CLAUDE, Refusal.ResidencyNotSatisfied.class);
				this.catalog.moveTo(inside);
				plans.refresh();
				assertThat(plans.resolve(null, NOVA).routes()).hasSize(1);
			}
			over.set(true);
			for (Future<?> call : calls) {
				call.get(30, TimeUnit.SECONDS);
			}
		}
		finally {
			over.set(true);
			callers.shutdownNow();
		}
	}

	private static ModelDeclaration european(String name, ResidencyPolicy residency) {
		return RoutingFixtures.declare(name, RoutingFixtures.CLAUDE, residency,
				RoutingFixtures.route("eu-central-1", RoutingFixtures.geography("eu")));
	}

	private void inEveryOrder(List<ModelDeclaration> declarations, Consumer<RoutePlans> check) {
		permutations(declarations).forEach((order) -> check.accept(plans(order.toArray(ModelDeclaration[]::new))));
	}

	private static Stream<List<ModelDeclaration>> permutations(List<ModelDeclaration> declarations) {
		if (declarations.isEmpty()) {
			return Stream.of(List.of());
		}
		return declarations.stream().flatMap((first) -> {
			List<ModelDeclaration> others = declarations.stream().filter((other) -> other != first).toList();
			return permutations(others).map((rest) -> Stream.concat(Stream.of(first), rest.stream()).toList());
		});
	}

	private RoutePlans plans(ModelDeclaration... declarations) {
		return new RoutePlans(RoutingFixtures.planner(), this.catalog, List.of(declarations));
	}

	private static <R extends Refusal> R assertRefused(RoutePlans plans, @Nullable String requested, Class<R> type) {
		RouteRefusedException refused = catchThrowableOfType(RouteRefusedException.class,
				() -> plans.resolve(null, requested));
		assertThat(refused).as("what comes of '%s'", requested).isNotNull();
		assertThat(refused.getModel()).isEqualTo("bedrock");
		assertThat(refused.getRefusal()).isInstanceOf(type);
		assertThat(refused)
			.hasMessageStartingWith("Model '" + DisplayText.of(requested) + "' was refused before any call: ")
			.hasMessageEndingWith(" [reason: " + refused.getRefusal().reason() + "]");
		assertThat(refused.getMessage()).contains(refused.getRefusal().describe()).hasSizeLessThan(700);
		return type.cast(refused.getRefusal());
	}

}
