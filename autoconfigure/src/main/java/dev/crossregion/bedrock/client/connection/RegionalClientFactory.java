package dev.crossregion.bedrock.client.connection;

import dev.crossregion.bedrock.profile.RegionCode;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/**
 * Creates the SDK clients of a Region. {@link RegionalClients} creates each client once,
 * and never two at the same time.
 */
public interface RegionalClientFactory extends AutoCloseable {

	BedrockRuntimeClient runtime(RegionCode region);

	BedrockRuntimeAsyncClient runtimeAsync(RegionCode region);

	BedrockClient controlPlane(RegionCode region);

	/**
	 * A client of Service Quotas.
	 * @param region the source Region
	 * @return the client
	 */
	default ServiceQuotasClient serviceQuotas(RegionCode region) {
		throw new UnsupportedOperationException("There is no client of Service Quotas for " + region);
	}

	/**
	 * Close the resources that the clients share, after the clients themselves.
	 */
	@Override
	void close();

}
