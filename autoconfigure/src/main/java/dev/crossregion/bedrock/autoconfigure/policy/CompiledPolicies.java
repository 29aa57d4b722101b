package dev.crossregion.bedrock.autoconfigure.policy;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.RoutePlan;
import dev.crossregion.bedrock.policy.AccessNeeds;
import dev.crossregion.bedrock.policy.IamPolicyCompiler;
import dev.crossregion.bedrock.policy.PolicyDocument;
import dev.crossregion.bedrock.policy.PolicyTooLargeException;
import dev.crossregion.bedrock.policy.ServiceControlPolicyCompiler;
import dev.crossregion.bedrock.profile.CatalogSource;
import dev.crossregion.bedrock.profile.RegionTable;

/**
 * The policies of a configuration. Each is compiled when it is asked for, because one may
 * be too large where the others are not.
 *
 * @param plans the plans
 * @param needs what the application calls beside the models of its plans
 * @param regions the table of Regions
 * @param showAccounts whether ARNs that the configuration names keep their account
 */
record CompiledPolicies(Collection<RoutePlan> plans, AccessNeeds needs, RegionTable regions, boolean showAccounts) {

	List<PolicyDocument> iam() {
		return new IamPolicyCompiler(this.regions, this.showAccounts).compile(this.plans, this.needs);
	}

	List<PolicyDocument> scpByDestination() {
		return new ServiceControlPolicyCompiler(this.regions, this.showAccounts).byDestination(this.plans);
	}

	List<PolicyDocument> scpByProfilePrefix() {
		return new ServiceControlPolicyCompiler(this.regions, this.showAccounts).byProfilePrefix(this.plans);
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
		return answer(IamPolicyCompiler.AGES, this::iam);
	}

	/**
	 * The service control policies as the endpoint answers them.
	 * @return both forms, each with its documents and how they age
	 */
	Map<String, Object> scpAnswer() {
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("byDestination", answer(ServiceControlPolicyCompiler.AGES_BY_DESTINATION, this::scpByDestination));
		answer.put("byProfilePrefix",
				answer(ServiceControlPolicyCompiler.AGES_BY_PROFILE_PREFIX, this::scpByProfilePrefix));
		return answer;
	}

	private static Map<String, Object> answer(String ages, Supplier<List<PolicyDocument>> documents) {
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("ages", ages);
		try {
			answer.put("documents", documents.get().stream().map(PolicyDocument::toMap).toList());
		}
		catch (PolicyTooLargeException ex) {
			answer.put("tooLarge", ex.getMessage());
		}
		return answer;
	}

}
