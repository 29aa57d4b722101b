package dev.crossregion.bedrock.benchmarks.contender;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

import dev.crossregion.bedrock.client.connection.ClientAccess;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClientFactory;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.client.connection.SdkClientFactory;
import dev.crossregion.bedrock.profile.RegionCode;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/**
 * Gives the clients of the starter an endpoint for each Region, as on AWS. The starter
 * supports only one endpoint for all Regions, so that no single Region could refuse
 * connections.
 */
final class RegionalEndpoints {

	private RegionalEndpoints() {
	}

	/**
	 * Replace the endpoints of clients.
	 * @param clients the clients, which are closed
	 * @param endpoints the endpoints of some Regions
	 * @return new clients with the same settings
	 */
	static RegionalClients replace(RegionalClients clients, Map<String, URI> endpoints) {
		ClientSettings settings = clients.settings();
		clients.close();
		AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
		return new RegionalClients(settings, (timers) -> new Factory(settings, endpoints, credentials, timers));
	}

	/**
	 * Delegates to a factory of the starter for each endpoint.
	 */
	private static final class Factory implements RegionalClientFactory {

		private final SdkClientFactory others;

		private final Map<String, SdkClientFactory> factories = new HashMap<>();

		Factory(ClientSettings settings, Map<String, URI> endpoints, AwsCredentialsProvider credentials,
				ScheduledExecutorService timers) {
			this.others = new SdkClientFactory(settings, ClientAccess.of(settings, credentials), timers);
			endpoints.forEach((region, endpoint) -> {
				ClientSettings own = new ClientSettings(endpoint, settings.maxConnections(), settings.connectTimeout(),
						settings.readTimeout(), settings.firstTokenTimeout(), settings.stallTimeout());
				this.factories.put(region, new SdkClientFactory(own, ClientAccess.of(own, credentials), timers));
			});
		}

		private SdkClientFactory factory(RegionCode region) {
			return this.factories.getOrDefault(region.value(), this.others);
		}

		@Override
		public BedrockRuntimeClient runtime(RegionCode region) {
			return factory(region).runtime(region);
		}

		@Override
		public BedrockRuntimeAsyncClient runtimeAsync(RegionCode region) {
			return factory(region).runtimeAsync(region);
		}

		@Override
		public BedrockClient controlPlane(RegionCode region) {
			return factory(region).controlPlane(region);
		}

		@Override
		public void close() {
			this.factories.values().forEach(SdkClientFactory::close);
			this.others.close();
		}

	}

}
