package dev.crossregion.bedrock.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.RegionTable;

/**
 * Compiles service control policies that deny what plans do not need, in two forms: by
 * the Regions where calls may run, and by the prefixes of profiles. Pure and thread-safe.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html">Service
 * control policies</a>
 */
public final class ServiceControlPolicyCompiler {

	/** How the policy by destination ages. */
	public static final String AGES_BY_DESTINATION = "Regions are listed. When AWS adds a destination to a profile, "
			+ "calls that would run there are denied until the policy is compiled anew.";

	/** How the policy by profile prefix ages. */
	public static final String AGES_BY_PROFILE_PREFIX = "Prefixes are listed. When AWS adds a destination to a "
			+ "profile, calls may run there without a change of the policy.";

	/**
	 * The most characters of a service control policy, white space counted.
	 * @see <a href=
	 * "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html">Quotas
	 * for AWS Organizations</a>
	 */
	static final int MAX_CHARACTERS = 5_120;

	/** Actions that hand over a prompt, and the Region that reads it. */
	private static final List<String> PROMPT_ACTIONS = List.of(IamPolicyCompiler.APPLY_GUARDRAIL, "bedrock:CountTokens",
			"bedrock:InvokeModel*");

	private static final List<String> MODEL_ACTIONS = List.of("bedrock:CountTokens", "bedrock:InvokeModel*");

	private static final List<String> INVOKE_ACTIONS = List.of("bedrock:InvokeModel*");

	private final RouteArns arns;

	/**
	 * Create a compiler.
	 * @param regions the table of Regions
	 * @param showAccounts whether ARNs that the configuration names keep their account;
	 * otherwise it is <code>${AccountId}</code>
	 */
	public ServiceControlPolicyCompiler(RegionTable regions, boolean showAccounts) {
		this.arns = new RouteArns(regions, showAccounts);
	}

	/**
	 * Deny prompts every Region but the source Regions and destinations of the plans. The
	 * destinations of guardrail profiles are open to guardrails alone. Fails closed when
	 * AWS adds a destination to a profile: calls through it are denied until the policy
	 * is compiled anew.
	 * @param plans the plans
	 * @return the documents, each within the quota of a service control policy; none
	 * without a route
	 */
	public List<PolicyDocument> byDestination(Collection<RoutePlan> plans) {
		TreeSet<String> regions = new TreeSet<>();
		for (Route route : routes(plans)) {
			RouteArns.regions(route).forEach((region) -> regions.add(region.value()));
			if (route.mode() == InferenceMode.GLOBAL) {
				regions.add(IamPolicyCompiler.UNSPECIFIED);
			}
		}
		if (regions.isEmpty()) {
			return List.of();
		}
		TreeSet<String> guardrails = new TreeSet<>(regions);
		routes(plans)
			.forEach((route) -> RouteArns.guardrailRegions(route).forEach((region) -> guardrails.add(region.value())));
		if (guardrails.equals(regions)) {
			return documents(List.of(denyOthers("DenyOtherRegions", PROMPT_ACTIONS, regions)));
		}
		return documents(List.of(denyOthers("DenyOtherRegions", MODEL_ACTIONS, regions),
				denyOthers("DenyOtherGuardrails", List.of(IamPolicyCompiler.APPLY_GUARDRAIL), guardrails)));
	}

	private static PolicyStatement denyOthers(String sid, List<String> actions, Collection<String> regions) {
		return PolicyStatement.deny(sid, actions, List.of("*"))
			.when("StringNotEquals", IamPolicyCompiler.REGION_KEY, List.copyOf(regions));
	}

	/**
	 * Deny profiles of other prefixes than those of the plans, and models without a
	 * profile but in the Regions where the plans call them so. Follows AWS when it adds
	 * destinations to a profile, so residency may widen without a change of the policy.
	 * @param plans the plans
	 * @return the documents, each within the quota of a service control policy; none
	 * without a route
	 */
	public List<PolicyDocument> byProfilePrefix(Collection<RoutePlan> plans) {
		TreeSet<String> profiles = new TreeSet<>();
		TreeSet<String> direct = new TreeSet<>();
		TreeSet<String> partitions = new TreeSet<>();
		for (Route route : routes(plans)) {
			partitions.add(this.arns.partition(route.sourceRegion()));
			if (RouteArns.isModel(route)) {
				direct.add(route.sourceRegion().value());
			}
			else if (!RouteArns.isProfile(route)) {
				// The condition key is absent for resources such as Provisioned
				// Throughput.
				continue;
			}
			else if (route.modelId().startsWith("arn:")) {
				profiles.add(this.arns.shown(route.modelId()));
			}
			else {
				String prefix = route.modelId().substring(0, route.modelId().indexOf('.') + 1);
				profiles.add("arn:" + this.arns.partition(route.sourceRegion()) + ":bedrock:" + route.sourceRegion()
						+ ":*:inference-profile/" + prefix + "*");
			}
		}
		if (partitions.isEmpty()) {
			return List.of();
		}
		List<PolicyStatement> statements = new ArrayList<>();
		PolicyStatement throughProfiles = PolicyStatement.deny("DenyOtherProfiles", INVOKE_ACTIONS, List.of("*"))
			.when("Null", IamPolicyCompiler.PROFILE_KEY, "false");
		statements.add((profiles.isEmpty()) ? throughProfiles
				: throughProfiles.when("ArnNotLike", IamPolicyCompiler.PROFILE_KEY, List.copyOf(profiles)));
		PolicyStatement withoutProfile = PolicyStatement
			.deny("DenyWithoutProfile", INVOKE_ACTIONS,
					partitions.stream().map((name) -> "arn:" + name + ":bedrock:*::foundation-model/*").toList())
			.when("Null", IamPolicyCompiler.PROFILE_KEY, "true");
		statements.add((direct.isEmpty()) ? withoutProfile
				: withoutProfile.when("StringNotEquals", IamPolicyCompiler.REGION_KEY, List.copyOf(direct)));
		return documents(statements);
	}

	private static List<Route> routes(Collection<RoutePlan> plans) {
		return plans.stream().flatMap((plan) -> plan.routes().stream()).toList();
	}

	private static List<PolicyDocument> documents(List<PolicyStatement> statements) {
		return PolicyDocument.split(statements, MAX_CHARACTERS, (document) -> document.toJson().length());
	}

}
