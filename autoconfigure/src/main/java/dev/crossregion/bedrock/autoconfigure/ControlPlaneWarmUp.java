package dev.crossregion.bedrock.autoconfigure;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.client.connection.DaemonThreads;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.NativeDetector;
import org.springframework.core.env.PropertyResolver;

/**
 * Reads the snapshot, and sends the two requests of a look-up to a control plane that
 * answers in memory, while the application prepares its context. The real look-up cannot
 * start before all beans are known, and the start waits for it; by then the JVM has
 * loaded the hundreds of classes that a first request of the SDK needs. Nothing leaves
 * the JVM. Skipped where no look-up is made, and on a single processor.
 */
final class ControlPlaneWarmUp implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(ControlPlaneWarmUp.class);

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		if (isUseful(event.getEnvironment(), Runtime.getRuntime().availableProcessors())) {
			new DaemonThreads("bedrock-warm-up-").newThread(ControlPlaneWarmUp::run).start();
		}
	}

	static boolean isUseful(PropertyResolver properties, int processors) {
		return processors > 1 && !NativeDetector.inNativeImage()
				&& !"false".equalsIgnoreCase(properties.getProperty(CrossRegionProperties.ENABLED)) && !"bundled"
					.equalsIgnoreCase(properties.getProperty(CrossRegionProperties.PREFIX + ".catalog.source"));
	}

	// The look-up itself reports the failure.
	private static void run() {
		try {
			lookUp();
		}
		catch (RuntimeException | Error ex) {
			logger.debug("The classes of the look-up could not be loaded early", ex);
		}
	}

	static void lookUp() {
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

	/** Answers with empty lists. */
	private static final class InMemory implements SdkHttpClient {

		private static final byte[] RESPONSE = "{\"inferenceProfileSummaries\":[],\"modelSummaries\":[]}"
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
						.responseBody(AbortableInputStream.create(new ByteArrayInputStream(RESPONSE)))
						.build();
				}

				@Override
				public void abort() {
					// The response is in memory.
				}

			};
		}

		@Override
		public void close() {
			// No resources are held.
		}

	}

}
