package dev.crossregion.bedrock.client;

import dev.crossregion.bedrock.client.connection.RegionalClients;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;

/**
 * A call without routing, as the routing clients make it, that waits for its answer.
 */
public enum BareCall {

	CONVERSE {

		@Override
		public void make(RegionalClients regions) {
			regions.runtime(Fixtures.FRANKFURT)
				.converse((request) -> request.modelId(Fixtures.EU_PROFILE).messages(Api.QUESTION));
		}

	},

	CONVERSE_ASYNC {

		@Override
		public void make(RegionalClients regions) {
			regions.runtimeAsync(Fixtures.FRANKFURT)
				.converse((request) -> request.modelId(Fixtures.EU_PROFILE).messages(Api.QUESTION))
				.join();
		}

	},

	CONVERSE_STREAM {

		@Override
		public void make(RegionalClients regions) {
			regions.runtimeAsync(Fixtures.FRANKFURT)
				.converseStream((request) -> request.modelId(Fixtures.EU_PROFILE).messages(Api.QUESTION),
						ConverseStreamResponseHandler.builder().subscriber((event) -> {
						}).build())
				.join();
		}

	},

	INVOKE_STREAM {

		@Override
		public void make(RegionalClients regions) {
			regions.runtimeAsync(Fixtures.FRANKFURT)
				.invokeModelWithResponseStream(
						(request) -> request.modelId(Fixtures.EU_PROFILE)
							.body(SdkBytes.fromUtf8String("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")),
						InvokeModelWithResponseStreamResponseHandler.builder().subscriber((event) -> {
						}).build())
				.join();
		}

	};

	public abstract void make(RegionalClients regions);

}
