package org.springframework.ai.bedrock.titan;

import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/**
 * Holds a client as Spring AI's embedding models do, through a class for the API. The
 * module that has them is not published for the version of the tests.
 */
public final class EmbeddingModelFixture {

	private final Api embeddingApi;

	/**
	 * Create the model.
	 * @param client the client of its API
	 */
	public EmbeddingModelFixture(BedrockRuntimeClient client) {
		this.embeddingApi = new Api(client);
	}

	/**
	 * The name of the service that the client calls.
	 * @return the name
	 */
	public String serviceName() {
		return ((AbstractApi) this.embeddingApi).client.serviceName();
	}

	private static final class Api extends AbstractApi {

		private Api(BedrockRuntimeClient client) {
			super(client);
		}

	}

	private abstract static class AbstractApi {

		private final BedrockRuntimeClient client;

		private AbstractApi(BedrockRuntimeClient client) {
			this.client = client;
		}

	}

}
