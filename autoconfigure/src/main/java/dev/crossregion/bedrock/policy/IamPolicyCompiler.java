package dev.crossregion.bedrock.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import dev.crossregion.bedrock.plan.GuardrailDeclaration;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RouteDeclaration;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;

/**
 * Compiles the least-privilege IAM policy that plans need: every call of a plan is
 * allowed, and no step of any other call is. Pure and thread-safe.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html">Global
 * cross-Region inference</a>
 */
public final class IamPolicyCompiler {

	/** How the policy ages. */
	public static final String AGES = "Destinations are listed. When AWS adds one to a profile, calls that would run "
			+ "there are denied until the policy is compiled anew.";

	/**
	 * The most characters of a managed policy, white space not counted.
	 * @see <a href=
	 * "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html">IAM
	 * quotas</a>
	 */
	static final int MAX_CHARACTERS = 6_144;

	static final String INVOKE = "bedrock:InvokeModel";

	static final String INVOKE_WITH_STREAM = "bedrock:InvokeModelWithResponseStream";

	static final String APPLY_GUARDRAIL = "bedrock:ApplyGuardrail";

	static final String PROFILE_KEY = "bedrock:InferenceProfileArn";

	static final String REGION_KEY = "aws:RequestedRegion";

	/** The requested Region of the last step of a global call. */
	static final String UNSPECIFIED = "unspecified";

	static final String STRING_EQUALS = "StringEquals";

	private final RouteArns arns;

	/**
	 * Create a compiler.
	 * @param regions the table of Regions
	 * @param showAccounts whether ARNs that the configuration names keep their account;
	 * otherwise, and where no account is known, the account is <code>${AccountId}</code>
	 */
	public IamPolicyCompiler(RegionTable regions, boolean showAccounts) {
		this.arns = new RouteArns(regions, showAccounts);
	}

	/**
	 * Compile the policy.
	 * @param plans the plans
	 * @param needs what the application calls beside the models of its plans
	 * @return the documents, each within the quota of a managed policy, to be attached
	 * together; none without a route
	 */
	public List<PolicyDocument> compile(Collection<RoutePlan> plans, AccessNeeds needs) {
		Map<Route.Key, Route> routes = new LinkedHashMap<>();
		Map<Route.Key, TreeSet<String>> actions = new LinkedHashMap<>();
		for (RoutePlan plan : plans) {
			for (Route route : plan.routes()) {
				routes.putIfAbsent(route.key(), route);
				TreeSet<String> needed = actions.computeIfAbsent(route.key(), (key) -> new TreeSet<>());
				needed.add(INVOKE);
				if (needs.streaming().contains(plan.name())) {
					needed.add(INVOKE_WITH_STREAM);
				}
			}
		}
		List<PolicyStatement> statements = new ArrayList<>();
		int number = 1;
		for (Map.Entry<Route.Key, Route> entry : routes.entrySet()) {
			statements.addAll(invoke("Route" + number, List.copyOf(actions.get(entry.getKey())), entry.getValue()));
			number++;
		}
		statements.addAll(guardrails(plans));
		statements.addAll(reads(plans, needs));
		return PolicyDocument.split(statements, MAX_CHARACTERS, IamPolicyCompiler::characters);
	}

	static int characters(PolicyDocument document) {
		return (int) document.toJson().chars().filter((character) -> !Character.isWhitespace(character)).count();
	}

	private List<PolicyStatement> invoke(String sid, List<String> actions, Route route) {
		String model = (route.model() != null) ? route.model().value() : "*";
		if (RouteArns.isModel(route)) {
			// Without the condition, profiles of other plans could run in this Region.
			return List.of(PolicyStatement
				.allow(sid + "Model", actions, this.arns.models(List.of(route.sourceRegion()), model))
				.when("Null", PROFILE_KEY, "true"));
		}
		if (!RouteArns.isProfile(route)) {
			return List.of(PolicyStatement.allow(sid + "Resource", actions, List.of(this.arns.called(route))));
		}
		String profile = this.arns.called(route);
		if (route.mode() == InferenceMode.GLOBAL) {
			return global(sid, actions, route, profile, model);
		}
		return List.of(PolicyStatement.allow(sid + "Profile", actions, List.of(profile)),
				PolicyStatement.allow(sid + "Model", actions, this.arns.models(RouteArns.regions(route), model))
					.when(STRING_EQUALS, PROFILE_KEY, profile));
	}

	private List<PolicyStatement> global(String sid, List<String> actions, Route route, String profile, String model) {
		String source = route.sourceRegion().value();
		return List.of(
				PolicyStatement.allow(sid + "Profile", actions, List.of(profile))
					.when(STRING_EQUALS, REGION_KEY, source),
				PolicyStatement
					.allow(sid + "SourceModel", actions, this.arns.models(List.of(route.sourceRegion()), model))
					.when(STRING_EQUALS, REGION_KEY, source)
					.when(STRING_EQUALS, PROFILE_KEY, profile),
				PolicyStatement
					.allow(sid + "GlobalModel", actions, List.of(this.arns.modelAnywhere(route.sourceRegion(), model)))
					.when(STRING_EQUALS, REGION_KEY, UNSPECIFIED)
					.when(STRING_EQUALS, PROFILE_KEY, profile));
	}

	private List<PolicyStatement> guardrails(Collection<RoutePlan> plans) {
		TreeSet<String> guardrails = new TreeSet<>();
		for (RoutePlan plan : plans) {
			GuardrailDeclaration declared = plan.declaration().guardrail();
			if (declared != null) {
				plan.routes().forEach((route) -> {
					guardrails.add(guardrailArn(declared.guardrail().identifier(), route.sourceRegion()));
					guardrails.addAll(this.arns.guardrailProfiles(route));
				});
			}
		}
		return (guardrails.isEmpty()) ? List.of()
				: List.of(PolicyStatement.allow("Guardrails", List.of(APPLY_GUARDRAIL), List.copyOf(guardrails)));
	}

	private List<String> guardrailsRead(Collection<RoutePlan> plans) {
		TreeSet<String> read = new TreeSet<>();
		for (RoutePlan plan : plans) {
			GuardrailDeclaration limited = plan.declaration().limitedGuardrail();
			if (limited != null) {
				plan.declaration()
					.routes()
					.forEach((route) -> read.add(guardrailArn(limited.guardrail().identifier(), route.sourceRegion())));
			}
		}
		return List.copyOf(read);
	}

	private String guardrailArn(String guardrail, RegionCode sourceRegion) {
		return (guardrail.startsWith("arn:")) ? this.arns.shown(guardrail)
				: this.arns.owned(sourceRegion, "guardrail/" + guardrail);
	}

	private List<PolicyStatement> reads(Collection<RoutePlan> plans, AccessNeeds needs) {
		TreeSet<RegionCode> sources = new TreeSet<>();
		plans.forEach((plan) -> plan.declaration()
			.routes()
			.stream()
			.map(RouteDeclaration::sourceRegion)
			.forEach(sources::add));
		List<String> codes = sources.stream().map(RegionCode::value).toList();
		List<String> retained = plans.stream()
			.map(RoutePlan::declaration)
			.filter((declaration) -> declaration.retention() != null)
			.flatMap((declaration) -> declaration.routes().stream())
			.map((route) -> route.sourceRegion().value())
			.distinct()
			.sorted()
			.toList();
		List<PolicyStatement> statements = new ArrayList<>();
		if (!retained.isEmpty()) {
			statements.add(
					PolicyStatement.allow("ReadDataRetention", List.of("bedrock:GetAccountDataRetention"), List.of("*"))
						.when(STRING_EQUALS, REGION_KEY, retained));
		}
		List<String> guardrails = guardrailsRead(plans);
		if (needs.controlPlane() && !guardrails.isEmpty()) {
			statements.add(PolicyStatement.allow("ReadGuardrails", List.of("bedrock:GetGuardrail"), guardrails));
		}
		if (needs.controlPlane() && !codes.isEmpty()) {
			List<String> profiles = sources.stream()
				.flatMap((region) -> List
					.of(this.arns.owned(region, "inference-profile/*"),
							this.arns.owned(region, "application-inference-profile/*"))
					.stream())
				.toList();
			statements.add(PolicyStatement.allow("ReadProfiles",
					List.of("bedrock:GetInferenceProfile", "bedrock:ListInferenceProfiles"), profiles));
			statements.add(PolicyStatement.allow("ReadModels", List.of("bedrock:ListFoundationModels"), List.of("*"))
				.when(STRING_EQUALS, REGION_KEY, codes));
		}
		if (needs.serviceQuotas() && !codes.isEmpty()) {
			statements.add(
					PolicyStatement
						.allow("ReadQuotas",
								List.of("servicequotas:ListAWSDefaultServiceQuotas", "servicequotas:ListServiceQuotas"),
								List.of("*"))
						.when(STRING_EQUALS, REGION_KEY, codes));
		}
		if (needs.bearerToken() && !codes.isEmpty()) {
			statements.add(PolicyStatement.allow("ApiKey", List.of("bedrock:CallWithBearerToken"), List.of("*")));
		}
		return statements;
	}

}
