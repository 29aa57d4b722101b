package dev.crossregion.bedrock.policy;

import java.util.Set;

/**
 * What an application calls beside the models of its plans. Immutable.
 *
 * @param streaming the names of the models that are also called with streams
 * @param controlPlane whether evidence is read from the Bedrock control plane
 * @param serviceQuotas whether quotas are read from Service Quotas
 * @param bearerToken whether calls are authorized by a Bedrock API key
 * @since 0.1.0
 */
public record AccessNeeds(Set<String> streaming, boolean controlPlane, boolean serviceQuotas, boolean bearerToken) {

	/**
	 * Create needs.
	 */
	public AccessNeeds {
		streaming = Set.copyOf(streaming);
	}

	/**
	 * What an application needs that calls models with and without streams, and nothing
	 * else.
	 * @param streaming the names of the models that are called with streams
	 * @return the needs
	 */
	public static AccessNeeds models(Set<String> streaming) {
		return new AccessNeeds(streaming, false, false, false);
	}

}
