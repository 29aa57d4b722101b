package dev.crossregion.bedrock.client.connection;

import dev.crossregion.bedrock.profile.RegionCode;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/**
 * Creates the SDK clients of a Region. {@link RegionalClients} invokes it once for each
 * client, and never concurrently.
 */
public interface RegionalClientFactory extends AutoCloseable {

	/**
	 * Create a blocking runtime client.
	 * @param region the source Region
	 * @return the client
	 */
	BedrockRuntimeClient runtime(RegionCode region);

	/**
	 * Create an asynchronous runtime client.
	 * @param region the source Region
	 * @return the client
	 */
	BedrockRuntimeAsyncClient runtimeAsync(RegionCode region);

	/**
	 * Create a client of the Bedrock control plane.
	 * @param region the source Region
	 * @return the client
	 */
	BedrockClient controlPlane(RegionCode region);

	/**
	 * Create a client of Service Quotas.
	 * @param region the source Region
	 * @return the client
	 */
	default ServiceQuotasClient serviceQuotas(RegionCode region) {
		throw new UnsupportedOperationException("There is no client of Service Quotas for " + region);
	}

	/**
	 * Close what the clients share, after the clients themselves.
	 */
	@Override
	void close();

}
