package dev.crossregion.bedrock.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.Theories.Choices;
import dev.crossregion.bedrock.plan.GuardrailDeclaration;
import dev.crossregion.bedrock.plan.ModelDeclaration;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.plan.RoutePlanner;
import dev.crossregion.bedrock.plan.RouteTarget;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.EvidenceCatalog;
import dev.crossregion.bedrock.profile.FoundationModelId;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.ModelReference;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;
import dev.crossregion.bedrock.profile.RegionEvidence.Guardrail;
import dev.crossregion.bedrock.quota.DeclaredQuota;
import dev.crossregion.bedrock.residency.Place;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.RetentionLimit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Each document is evaluated: every check of every call of the plans is allowed, no check
 * of any other call in the snapshot is, and without any one statement or condition one of
 * the two no longer holds.
 */
class PolicyCompilerTests {

	private static final BundledSnapshot SNAPSHOT = BundledSnapshot.load();

	private static final List<BedrockCall> ALL = BedrockCall.all();

	private static final List<BedrockCall> PROFILES = ALL.stream().filter((call) -> call.profile() != null).toList();

	private static final String INVOKE = IamPolicyCompiler.INVOKE;

	private static final String STREAM = IamPolicyCompiler.INVOKE_WITH_STREAM;

	private final IamPolicyCompiler iam = new IamPolicyCompiler(SNAPSHOT.regions(), false);

	private final ServiceControlPolicyCompiler scp = new ServiceControlPolicyCompiler(SNAPSHOT.regions(), false);

	@Test
	void iamAllowsTheCallsOfThePlansAndNoOther() {
		Theories.theory("an IAM policy allows the calls of its plans and no other", examples(60))
			.forAll((source) -> new Choices(source))
			.check((choices) -> {
				List<RoutePlan> plans = plans(choices);
				List<PolicyDocument> documents = this.iam.compile(plans, AccessNeeds.models(Set.of("m0")));
				assertThat(problem(documents, plans, Set.of("m0"))).isNull();
				return true;
			});
	}

	@Test
	void everyStatementAndConditionOfTheIamPolicyIsNeeded() {
		Theories.theory("nothing of an IAM policy can be left out", examples(20))
			.forAll((source) -> new Choices(source))
			.check((choices) -> {
				List<RoutePlan> plans = plans(choices);
				List<PolicyStatement> statements = this.iam.compile(plans, AccessNeeds.models(Set.of("m0", "m1")))
					.stream()
					.flatMap((document) -> document.statements().stream())
					.toList();
				for (List<PolicyStatement> less : reduced(statements)) {
					List<PolicyDocument> documents = (less.isEmpty()) ? List.of() : List.of(new PolicyDocument(less));
					assertThat(problem(documents, plans, Set.of("m0", "m1"))).as("%s without something", less)
						.isNotNull();
				}
				return true;
			});
	}

	private static int examples(int most) {
		return Math.min(most, Theories.EXAMPLES);
	}

	/** What contradicts the property, or {@code null}. */
	private static String problem(List<PolicyDocument> documents, List<RoutePlan> plans, Set<String> streaming) {
		Set<AccessCheck> wanted = new HashSet<>();
		for (RoutePlan plan : plans) {
			for (BedrockCall call : BedrockCall.of(plan)) {
				wanted.addAll(call.checks(INVOKE));
				if (streaming.contains(plan.name())) {
					wanted.addAll(call.checks(STREAM));
				}
			}
		}
		for (AccessCheck check : wanted) {
			if (!PolicyEvaluator.isAllowed(documents, check)) {
				return check + " is denied";
			}
		}
		for (String action : List.of(INVOKE, STREAM)) {
			for (BedrockCall call : ALL) {
				List<AccessCheck> others = new ArrayList<>(call.checks(action));
				others.addAll(call.misdirected(action, "sa-east-1"));
				others.addAll(call.misdirected(action, "eu-west-3"));
				for (AccessCheck check : others) {
					if (!wanted.contains(check) && PolicyEvaluator.isAllowed(documents, check)) {
						return check + " is allowed";
					}
				}
			}
		}
		return null;
	}

	/**
	 * The statements without each one of them, and without each one of their conditions.
	 */
	private static List<List<PolicyStatement>> reduced(List<PolicyStatement> statements) {
		List<List<PolicyStatement>> all = new ArrayList<>();
		for (int i = 0; i < statements.size(); i++) {
			List<PolicyStatement> without = new ArrayList<>(statements);
			PolicyStatement statement = without.remove(i);
			all.add(without);
			for (Map.Entry<String, Map<String, List<String>>> operator : statement.conditions().entrySet()) {
				for (String key : operator.getValue().keySet()) {
					Map<String, List<String>> keys = new LinkedHashMap<>(operator.getValue());
					keys.remove(key);
					Map<String, Map<String, List<String>>> conditions = new LinkedHashMap<>(statement.conditions());
					conditions.put(operator.getKey(), keys);
					List<PolicyStatement> changed = new ArrayList<>(statements);
					changed.set(i, new PolicyStatement(statement.sid(), statement.effect(), statement.actions(),
							statement.resources(), conditions));
					all.add(changed);
				}
			}
		}
		return all;
	}

	@Test
	void scpByDestinationDeniesEveryRegionThatNoPlanReaches() {
		Theories.theory("a service control policy by destination denies other Regions", examples(60))
			.forAll((source) -> new Choices(source))
			.check((choices) -> {
				List<RoutePlan> plans = plans(choices);
				List<PolicyDocument> documents = this.scp.byDestination(plans);
				Set<String> reached = new HashSet<>();
				plans.forEach((plan) -> BedrockCall.of(plan).forEach((call) -> call.checks(INVOKE).forEach((check) -> {
					reached.add(check.keys().get(IamPolicyCompiler.REGION_KEY));
					assertThat(PolicyEvaluator.isDenied(documents, check)).as("%s", check).isFalse();
				})));
				for (BedrockCall call : ALL) {
					for (AccessCheck check : call.checks(STREAM)) {
						assertThat(PolicyEvaluator.isDenied(documents, check)).as("%s", check)
							.isEqualTo(!reached.contains(check.keys().get(IamPolicyCompiler.REGION_KEY)));
					}
				}
				return true;
			});
	}

	@Test
	void scpByPrefixDeniesEveryOtherPrefixAndSourceRegion() {
		Theories.theory("a service control policy by prefix denies other prefixes", examples(60))
			.forAll((source) -> new Choices(source))
			.check((choices) -> {
				List<RoutePlan> plans = plans(choices);
				List<PolicyDocument> documents = this.scp.byProfilePrefix(plans);
				Set<String> ways = new HashSet<>();
				plans.forEach((plan) -> BedrockCall.of(plan).forEach((call) -> {
					ways.add(way(call));
					call.checks(INVOKE)
						.forEach((check) -> assertThat(PolicyEvaluator.isDenied(documents, check)).as("%s", check)
							.isFalse());
				}));
				Set<String> partitions = plans.stream()
					.flatMap((plan) -> BedrockCall.of(plan).stream())
					.map(BedrockCall::partition)
					.collect(Collectors.toSet());
				// An organization and its policies belong to one partition.
				List<BedrockCall> near = ALL.stream().filter((call) -> partitions.contains(call.partition())).toList();
				for (BedrockCall call : near) {
					boolean denied = call.checks(STREAM)
						.stream()
						.anyMatch((check) -> PolicyEvaluator.isDenied(documents, check));
					assertThat(denied).as("%s", call).isEqualTo(!ways.contains(way(call)));
				}
				return true;
			});
	}

	private static String way(BedrockCall call) {
		return call.sourceRegion() + " "
				+ ((call.profile() != null) ? call.profile().substring(0, call.profile().indexOf('.')) : "direct");
	}

	@Test
	void globalIsDeniedUnlessAPlanIsGlobal() {
		List<PolicyDocument> geographic = this.scp.byDestination(List.of(plan("m0",
				"anthropic.claude-sonnet-4-5-20250929-v1:0", route("eu-central-1", new RouteTarget.Geographic("eu")))));
		assertThat(geographic).hasSize(1);
		assertThat(geographic.get(0).toJson()).contains("eu-central-1").doesNotContain("unspecified");
		List<PolicyDocument> global = this.scp.byDestination(List.of(plan("m0",
				"anthropic.claude-sonnet-4-5-20250929-v1:0", route("eu-central-1", new RouteTarget.Global()))));
		assertThat(global.get(0).toJson()).contains("unspecified");
	}

	@Test
	void documentsKeepTheQuotasOfSize() {
		List<RoutePlan> plans = IntStream.range(0, 40).mapToObj((number) -> {
			BedrockCall call = PROFILES.get(number * 11 % PROFILES.size());
			return plan("m" + number, call.model(), route(call.sourceRegion(), target(call)));
		}).toList();
		List<PolicyDocument> documents = this.iam.compile(plans, AccessNeeds.models(Set.of()));
		assertThat(documents).hasSizeGreaterThan(1)
			.allSatisfy((document) -> assertThat(IamPolicyCompiler.characters(document))
				.isLessThanOrEqualTo(IamPolicyCompiler.MAX_CHARACTERS));
		assertThat(this.scp.byDestination(plans)).allSatisfy((document) -> assertThat(document.toJson())
			.hasSizeLessThanOrEqualTo(ServiceControlPolicyCompiler.MAX_CHARACTERS));
		PolicyStatement large = PolicyStatement.allow("Large", List.of(INVOKE), List.of("a".repeat(7000)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> PolicyDocument.split(List.of(large), IamPolicyCompiler.MAX_CHARACTERS,
					IamPolicyCompiler::characters))
			.withMessageContaining("'Large'")
			.withMessageContaining("6144");
	}

	@Test
	void aStatementThatIsTooLargeIsDividedByItsResources() {
		RoutePlan plan = plan("m0", "anthropic.claude-sonnet-4-5-20250929-v1:0",
				route("eu-west-1", new RouteTarget.Geographic("eu")));
		ResidencyPolicy limit = ResidencyPolicy.of(SNAPSHOT.regions(), List.of(Place.parse("EU", SNAPSHOT.regions())),
				List.of());
		List<String> guardrails = IntStream.range(0, 200).mapToObj((number) -> "guardrail" + number).toList();
		List<RoutePlan> plans = guardrails.stream().map((id) -> guarded(plan, limit, new Guardrail(id, "1"))).toList();
		List<PolicyDocument> documents = this.iam.compile(plans, new AccessNeeds(Set.of(), true, false, false));
		assertThat(documents).allSatisfy((document) -> {
			assertThat(IamPolicyCompiler.characters(document)).isLessThanOrEqualTo(IamPolicyCompiler.MAX_CHARACTERS);
			assertThat(document.statements()).extracting(PolicyStatement::sid).doesNotHaveDuplicates();
		});
		assertThat(guardrails)
			.allSatisfy((id) -> assertThat(isApplied(documents, "eu-west-1", "guardrail/" + id)).isTrue());
		assertThat(isApplied(documents, "eu-west-1", "guardrail/guardrail200")).isFalse();
	}

	@Test
	void resourcesOfTheAccountAndReadsAreNamed() {
		RoutePlan provisioned = new RoutePlanner(SNAPSHOT).plan(new ModelDeclaration("m0",
				ModelReference.parse("arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/abcdefghijkl"),
				List.of(route("eu-central-1", new RouteTarget.InRegion())),
				ResidencyPolicy.unlimited(SNAPSHOT.regions()), RoutingSettings.DEFAULT, null,
				new GuardrailDeclaration(new Guardrail("gr123", "1"), false)), SNAPSHOT.catalog());
		AccessNeeds needs = new AccessNeeds(Set.of("m0"), true, true, true);
		String hidden = this.iam.compile(List.of(provisioned), needs).get(0).toJson();
		assertThat(hidden).contains("arn:aws:bedrock:eu-central-1:${AccountId}:provisioned-model/abcdefghijkl",
				"arn:aws:bedrock:eu-central-1:${AccountId}:guardrail/gr123", "bedrock:ListInferenceProfiles",
				"servicequotas:ListServiceQuotas", "bedrock:CallWithBearerToken");
		assertThat(hidden).doesNotContain("123456789012", "InferenceProfileArn\"");
		assertThat(new IamPolicyCompiler(SNAPSHOT.regions(), true).compile(List.of(provisioned), needs).get(0).toJson())
			.contains("arn:aws:bedrock:eu-central-1:123456789012:provisioned-model/abcdefghijkl");
	}

	@Test
	void theRetentionModeIsReadInTheSourceRegionsOfLimitedModelsOnly() {
		RouteTarget target = new RouteTarget.Geographic("eu");
		List<RoutePlan> plans = List.of(
				plan("m0", "anthropic.claude-sonnet-4-5-20250929-v1:0", route("eu-central-1", target)),
				limited(plan("m1", "anthropic.claude-sonnet-4-5-20250929-v1:0", route("eu-west-1", target))));
		PolicyStatement statement = this.iam.compile(plans, AccessNeeds.models(Set.of()))
			.get(0)
			.statements()
			.stream()
			.filter((candidate) -> candidate.actions().equals(List.of("bedrock:GetAccountDataRetention")))
			.findFirst()
			.orElseThrow();
		assertThat(statement.conditions())
			.isEqualTo(Map.of("StringEquals", Map.of("aws:RequestedRegion", List.of("eu-west-1"))));
		assertThat(this.iam.compile(plans.subList(0, 1), AccessNeeds.models(Set.of())).get(0).toJson())
			.doesNotContain("DataRetention");
	}

	@Test
	void guardrailsAreReadWhereTheyAreHeldToResidency() {
		RoutePlan plan = plan("m0", "anthropic.claude-sonnet-4-5-20250929-v1:0",
				route("eu-west-1", new RouteTarget.Geographic("eu")));
		AccessNeeds needs = new AccessNeeds(Set.of(), true, false, false);
		ResidencyPolicy limit = ResidencyPolicy.of(SNAPSHOT.regions(),
				List.of(Place.parse("eu-west-1", SNAPSHOT.regions())), List.of());
		PolicyStatement statement = this.iam.compile(List.of(guarded(plan, limit)), needs)
			.get(0)
			.statements()
			.stream()
			.filter((candidate) -> candidate.actions().equals(List.of("bedrock:GetGuardrail")))
			.findFirst()
			.orElseThrow();
		assertThat(statement.resources()).containsExactly("arn:aws:bedrock:eu-west-1:${AccountId}:guardrail/abc");
		assertThat(this.iam.compile(List.of(guarded(plan, ResidencyPolicy.unlimited(SNAPSHOT.regions()))), needs)
			.get(0)
			.toJson()).doesNotContain("GetGuardrail").contains("ApplyGuardrail");
	}

	@Test
	void aGuardrailProfileIsAllowedInItsDestinationsAndNowhereElse() {
		RoutePlan plan = guardedByProfile("eu-central-1", "eu.guardrail.v1:0", "eu-central-1", "eu-south-1");
		List<PolicyDocument> documents = this.iam.compile(List.of(plan), AccessNeeds.models(Set.of()));
		assertThat(isApplied(documents, "eu-central-1", "guardrail/abc")).isTrue();
		for (RegionCode region : SNAPSHOT.catalog().sourceRegions()) {
			boolean destination = Set.of("eu-central-1", "eu-south-1").contains(region.value());
			assertThat(isApplied(documents, region.value(), "guardrail-profile/eu.guardrail.v1:0")).as("%s", region)
				.isEqualTo(destination);
			assertThat(isApplied(documents, region.value(), "guardrail-profile/us.guardrail.v1:0")).as("%s", region)
				.isFalse();
			assertThat(isApplied(documents, region.value(), "guardrail/abc")).as("%s", region)
				.isEqualTo(region.value().equals("eu-central-1"));
		}
		List<PolicyStatement> statements = documents.get(0).statements();
		for (List<PolicyStatement> less : reduced(statements)) {
			boolean whole = less.stream().anyMatch((statement) -> statement.sid().equals("Guardrails"));
			assertThat(
					isApplied(List.of(new PolicyDocument(less)), "eu-south-1", "guardrail-profile/eu.guardrail.v1:0"))
				.isEqualTo(whole);
		}
	}

	@Test
	void scpByDestinationOpensTheDestinationsOfAGuardrailToGuardrailsAlone() {
		RoutePlan plan = guardedByProfile("eu-central-1", "eu.guardrail.v1:0", "eu-central-1", "eu-south-1");
		List<PolicyDocument> documents = this.scp.byDestination(List.of(plan));
		Set<String> ofTheModel = Set.of("eu-central-1", "eu-north-1", "eu-west-1", "eu-west-3");
		for (RegionCode region : SNAPSHOT.catalog().sourceRegions()) {
			boolean called = ofTheModel.contains(region.value());
			boolean guarded = called || region.value().equals("eu-south-1");
			Map<String, String> keys = PolicyEvaluator.keys(region.value(), null);
			assertThat(PolicyEvaluator.isDenied(documents, new AccessCheck(INVOKE, "*", keys))).as("%s", region)
				.isEqualTo(!called);
			assertThat(PolicyEvaluator.isDenied(documents, new AccessCheck("bedrock:CountTokens", "*", keys)))
				.as("%s", region)
				.isEqualTo(!called);
			assertThat(PolicyEvaluator.isDenied(documents, new AccessCheck("bedrock:ApplyGuardrail", "*", keys)))
				.as("%s", region)
				.isEqualTo(!guarded);
		}
	}

	@Test
	void aGuardrailWithoutAProfileTakesNoProfile() {
		List<PolicyDocument> documents = this.iam
			.compile(List.of(guardedByProfile("eu-central-1", null, "eu-central-1")), AccessNeeds.models(Set.of()));
		assertThat(isApplied(documents, "eu-central-1", "guardrail/abc")).isTrue();
		assertThat(documents.get(0).toJson()).doesNotContain("guardrail-profile");
	}

	private static boolean isApplied(List<PolicyDocument> documents, String region, String resource) {
		return PolicyEvaluator.isAllowed(documents,
				new AccessCheck("bedrock:ApplyGuardrail",
						"arn:" + SNAPSHOT.regions().partition(new RegionCode(region)).orElse("aws") + ":bedrock:"
								+ region + ":${AccountId}:" + resource,
						PolicyEvaluator.keys(region, null)));
	}

	private static RoutePlan guardedByProfile(String sourceRegion, String profile, String... destinations) {
		ResidencyPolicy limit = ResidencyPolicy.of(SNAPSHOT.regions(), List.of(Place.parse("EU", SNAPSHOT.regions())),
				List.of());
		Guardrail guardrail = new Guardrail("abc", "1");
		RegionEvidence evidence = SNAPSHOT.catalog().from(new RegionCode(sourceRegion)).orElseThrow();
		Guardrail.Reach reach = new Guardrail.Reach(profile,
				Destinations.of(Stream.of(destinations).map(RegionCode::new).toList()), evidence.evidence());
		return new RoutePlanner(SNAPSHOT).plan(
				new ModelDeclaration("m0", ModelReference.parse("amazon.nova-lite-v1:0"),
						List.of(route(sourceRegion, new RouteTarget.Geographic("eu"))), limit, RoutingSettings.DEFAULT,
						null, new GuardrailDeclaration(guardrail, true)),
				new EvidenceCatalog(List.of(evidence.withGuardrails(Map.of(guardrail, reach)))));
	}

	private static RoutePlan guarded(RoutePlan plan, ResidencyPolicy residency) {
		return guarded(plan, residency, new Guardrail("abc", "1"));
	}

	private static RoutePlan guarded(RoutePlan plan, ResidencyPolicy residency, Guardrail guardrail) {
		ModelDeclaration declaration = plan.declaration();
		return new RoutePlan(
				new ModelDeclaration(declaration.name(), declaration.model(), declaration.routes(), residency,
						declaration.settings(), null, new GuardrailDeclaration(guardrail, true)),
				plan.model(), plan.routes());
	}

	private static RoutePlan limited(RoutePlan plan) {
		ModelDeclaration declaration = plan.declaration();
		return new RoutePlan(
				new ModelDeclaration(declaration.name(), declaration.model(), declaration.routes(),
						declaration.residency(), declaration.settings(), RetentionLimit.NONE, null),
				plan.model(), plan.routes());
	}

	@Test
	void withoutARouteThereIsNoDocument() {
		assertThat(this.iam.compile(List.of(), AccessNeeds.models(Set.of()))).isEmpty();
		assertThat(this.scp.byDestination(List.of())).isEmpty();
		assertThat(this.scp.byProfilePrefix(List.of())).isEmpty();
	}

	private static List<RoutePlan> plans(Choices choices) {
		List<RoutePlan> plans = new ArrayList<>();
		int models = 1 + choices.below(2);
		for (int i = 0; i < models; i++) {
			BedrockCall first = choices.oneOf(PROFILES);
			List<RouteDeclaration> routes = new ArrayList<>();
			List<BedrockCall> same = PROFILES.stream().filter((call) -> call.model().equals(first.model())).toList();
			for (BedrockCall call : choices.some(same, 1, 3)) {
				routes
					.add(route(call.sourceRegion(), (choices.chance(20)) ? new RouteTarget.InRegion() : target(call)));
			}
			plans.add(plan("m" + i, first.model(), routes.toArray(RouteDeclaration[]::new)));
		}
		return plans;
	}

	private static RouteTarget target(BedrockCall call) {
		return (call.mode() == InferenceMode.GLOBAL) ? new RouteTarget.Global()
				: new RouteTarget.Profile(ModelReference.parse(call.profile()), null, null);
	}

	private static RouteDeclaration route(String sourceRegion, RouteTarget target) {
		return new RouteDeclaration(new RegionCode(sourceRegion), target, DeclaredQuota.NONE);
	}

	private static RoutePlan plan(String name, String model, RouteDeclaration... routes) {
		RoutePlan plan = new RoutePlanner(SNAPSHOT).plan(new ModelDeclaration(name, new FoundationModelId(model),
				List.of(routes), ResidencyPolicy.unlimited(SNAPSHOT.regions()), RoutingSettings.DEFAULT),
				SNAPSHOT.catalog());
		assertThat(plan.routes()).as("%s", plan.unmet()).isNotEmpty();
		return plan;
	}

}
