package dev.crossregion.bedrock.autoconfigure;

import dev.crossregion.bedrock.profile.BundledSnapshot;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/**
 * Reads the snapshot, and has the hundreds of classes loaded that the first client of the
 * SDK needs, while the application prepares its context: the look-up cannot start before
 * all beans are known, and the start has to wait for it. This client calls nobody.
 */
final class ControlPlanePreinitializer implements BackgroundPreinitializer {

	@Override
	public void preinitialize() {
		BundledSnapshot.load();
		try (SdkHttpClient http = UrlConnectionHttpClient.create();
				BedrockClient client = BedrockClient.builder()
					.region(Region.US_EAST_1)
					.credentialsProvider(AnonymousCredentialsProvider.create())
					.httpClient(http)
					.build()) {
			client.serviceName();
		}
	}

}
