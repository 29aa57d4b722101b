package dev.crossregion.bedrock.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.RegionalClientFactory;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.profile.RegionCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.StartAsyncInvokeRequest;
import software.amazon.awssdk.services.bedrockruntime.model.StartAsyncInvokeResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A job that is asked for once starts once, however often its request is sent.
 */
class JobStartTests {

	private static final StartAsyncInvokeRequest REQUEST = StartAsyncInvokeRequest.builder()
		.modelId("bedrock")
		.modelInput(Document.fromMap(Map.of()))
		.outputDataConfig((output) -> output.s3OutputDataConfig((s3) -> s3.s3Uri("s3://bucket/answers")))
		.build();

	private final List<String> tokens = Collections.synchronizedList(new ArrayList<>());

	@ParameterizedTest
	@EnumSource
	void everyAttemptHasOneTokenAndEveryCallItsOwn(Api api) {
		try (RegionalClients regions = new RegionalClients(Fixtures.settings(URI.create("http://127.0.0.1:1")),
				(timers) -> new Flaky())) {
			Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
			start(api, calls, regions, REQUEST);
			start(api, calls, regions, REQUEST);
			assertThat(this.tokens).hasSize(4).doesNotContainNull();
			assertThat(this.tokens.get(0)).isEqualTo(this.tokens.get(1)).isNotEqualTo(this.tokens.get(2));
			assertThat(this.tokens.get(2)).isEqualTo(this.tokens.get(3));
			this.tokens.clear();
			start(api, calls, regions, REQUEST.toBuilder().clientRequestToken("mine").build());
			assertThat(this.tokens).containsExactly("mine", "mine");
		}
	}

	private static void start(Api api, Recording calls, RegionalClients regions, StartAsyncInvokeRequest request) {
		StartAsyncInvokeResponse response = api.call(calls.context, regions,
				(client) -> client.startAsyncInvoke(request), (client) -> client.startAsyncInvoke(request));
		assertThat(response.invocationArn()).isEqualTo("started");
	}

	private StartAsyncInvokeResponse answer(StartAsyncInvokeRequest request) {
		this.tokens.add(request.clientRequestToken());
		if (this.tokens.size() % 2 == 1) {
			throw ServiceUnavailableException.builder().message("Try again").statusCode(503).build();
		}
		return StartAsyncInvokeResponse.builder().invocationArn("started").build();
	}

	/** Every other request fails. */
	private final class Flaky implements RegionalClientFactory {

		@Override
		public BedrockRuntimeClient runtime(RegionCode region) {
			return new BedrockRuntimeClient() {

				@Override
				public StartAsyncInvokeResponse startAsyncInvoke(StartAsyncInvokeRequest request) {
					return answer(request);
				}

				@Override
				public String serviceName() {
					return SERVICE_NAME;
				}

				@Override
				public void close() {
					// Nothing is open.
				}

			};
		}

		@Override
		public BedrockRuntimeAsyncClient runtimeAsync(RegionCode region) {
			return new BedrockRuntimeAsyncClient() {

				@Override
				public CompletableFuture<StartAsyncInvokeResponse> startAsyncInvoke(StartAsyncInvokeRequest request) {
					try {
						return CompletableFuture.completedFuture(answer(request));
					}
					catch (ServiceUnavailableException ex) {
						return CompletableFuture.failedFuture(ex);
					}
				}

				@Override
				public String serviceName() {
					return SERVICE_NAME;
				}

				@Override
				public void close() {
					// Nothing is open.
				}

			};
		}

		@Override
		public BedrockClient controlPlane(RegionCode region) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
			// Nothing is shared.
		}

	}

}
