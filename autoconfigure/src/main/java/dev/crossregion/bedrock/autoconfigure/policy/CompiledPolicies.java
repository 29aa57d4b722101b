package dev.crossregion.bedrock.autoconfigure.policy;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.policy.AccessNeeds;
import dev.crossregion.bedrock.policy.IamPolicyCompiler;
import dev.crossregion.bedrock.policy.PolicyDocument;
import dev.crossregion.bedrock.policy.ServiceControlPolicyCompiler;
import dev.crossregion.bedrock.profile.CatalogSource;
import dev.crossregion.bedrock.profile.RegionTable;

/**
 * The policies of a configuration.
 *
 * @param iam the IAM policy
 * @param scpByDestination the service control policy that lists Regions
 * @param scpByProfilePrefix the service control policy that lists prefixes of profiles
 */
record CompiledPolicies(List<PolicyDocument> iam, List<PolicyDocument> scpByDestination,
		List<PolicyDocument> scpByProfilePrefix) {

	static CompiledPolicies compile(Collection<RoutePlan> plans, AccessNeeds needs, RegionTable regions,
			boolean showAccounts) {
		ServiceControlPolicyCompiler scp = new ServiceControlPolicyCompiler(regions, showAccounts);
		return new CompiledPolicies(new IamPolicyCompiler(regions, showAccounts).compile(plans, needs),
				scp.byDestination(plans), scp.byProfilePrefix(plans));
	}

	/**
	 * What a configuration calls beside the models of its plans.
	 * @param properties the configuration
	 * @param streaming the names of the models that are called with streams
	 * @param apiKey whether calls are authorized by a Bedrock API key
	 * @return the needs
	 */
	static AccessNeeds needs(CrossRegionProperties properties, Set<String> streaming, boolean apiKey) {
		return new AccessNeeds(streaming, properties.catalog().source() != CatalogSource.BUNDLED,
				properties.quotas().source() == CrossRegionProperties.Quotas.Source.SERVICE_QUOTAS, apiKey);
	}

	/**
	 * The IAM policy as the endpoint answers it.
	 * @return the documents, and how they age
	 */
	Map<String, Object> iamAnswer() {
		return answer(IamPolicyCompiler.AGES, this.iam);
	}

	/**
	 * The service control policies as the endpoint answers them.
	 * @return both forms, each with its documents and how they age
	 */
	Map<String, Object> scpAnswer() {
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("byDestination", answer(ServiceControlPolicyCompiler.AGES_BY_DESTINATION, this.scpByDestination));
		answer.put("byProfilePrefix",
				answer(ServiceControlPolicyCompiler.AGES_BY_PROFILE_PREFIX, this.scpByProfilePrefix));
		return answer;
	}

	private static Map<String, Object> answer(String ages, List<PolicyDocument> documents) {
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("ages", ages);
		answer.put("documents", documents.stream().map(PolicyDocument::toMap).toList());
		return answer;
	}

}
