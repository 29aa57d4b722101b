package dev.crossregion.bedrock.client;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;

/**
 * A call without routing, as the routing clients make it, that waits for its answer.
 */
enum BareCall {

	CONVERSE {

		@Override
		void make(RegionalClients regions) {
			regions.runtime(Fixtures.FRANKFURT)
				.converse((request) -> request.modelId(Fixtures.EU_PROFILE).messages(Api.QUESTION));
		}

	},

	CONVERSE_ASYNC {

		@Override
		void make(RegionalClients regions) {
			regions.runtimeAsync(Fixtures.FRANKFURT)
				.converse((request) -> request.modelId(Fixtures.EU_PROFILE).messages(Api.QUESTION))
				.join();
		}

	},

	CONVERSE_STREAM {

		@Override
		void make(RegionalClients regions) {
			regions.runtimeAsync(Fixtures.FRANKFURT)
				.converseStream((request) -> request.modelId(Fixtures.EU_PROFILE).messages(Api.QUESTION),
						ConverseStreamResponseHandler.builder().subscriber((event) -> {
						}).build())
				.join();
		}

	},

	INVOKE_STREAM {

		@Override
		void make(RegionalClients regions) {
			regions.runtimeAsync(Fixtures.FRANKFURT)
				.invokeModelWithResponseStream(
						(request) -> request.modelId(Fixtures.EU_PROFILE)
							.body(SdkBytes.fromUtf8String("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")),
						InvokeModelWithResponseStreamResponseHandler.builder().subscriber((event) -> {
						}).build())
				.join();
		}

	};

	abstract void make(RegionalClients regions);

}
