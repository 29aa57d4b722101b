package dev.crossregion.bedrock.autoconfigure;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import dev.crossregion.bedrock.profile.BundledSnapshot;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;

import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/**
 * Reads the snapshot, and sends the two requests of a look-up to a control plane that
 * answers in memory, while the application prepares its context. The real look-up cannot
 * start before all beans are known, and the start waits for it; by then the JVM has
 * loaded the hundreds of classes that a first request of the SDK needs. Nothing leaves
 * the JVM.
 */
final class ControlPlanePreinitializer implements BackgroundPreinitializer {

	@Override
	public void preinitialize() {
		BundledSnapshot.load();
		try (BedrockClient client = BedrockClient.builder()
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("none", "none")))
			.httpClient(new InMemory())
			.build()) {
			client.listInferenceProfiles((request) -> request.maxResults(1));
			client.listFoundationModels((request) -> {
			});
		}
	}

	/** A control plane that knows nothing. */
	private static final class InMemory implements SdkHttpClient {

		private static final byte[] ANSWER = "{\"inferenceProfileSummaries\":[],\"modelSummaries\":[]}"
			.getBytes(StandardCharsets.UTF_8);

		@Override
		public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
			return new ExecutableHttpRequest() {

				@Override
				public HttpExecuteResponse call() {
					return HttpExecuteResponse.builder()
						.response(SdkHttpResponse.builder()
							.statusCode(200)
							.putHeader("Content-Type", "application/json")
							.build())
						.responseBody(AbortableInputStream.create(new ByteArrayInputStream(ANSWER)))
						.build();
				}

				@Override
				public void abort() {
					// There is nothing to abort.
				}

			};
		}

		@Override
		public void close() {
			// There is nothing to close.
		}

	}

}
