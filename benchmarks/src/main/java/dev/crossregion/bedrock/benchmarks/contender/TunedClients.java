package dev.crossregion.bedrock.benchmarks.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.utils.AttributeMap;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Creates LangChain4j models with hand-tuned clients: no retries, a pool that is large
 * enough for the load, read time-outs as long as a model call. All Regions share one
 * blocking and one asynchronous HTTP client.
 */
final class TunedClients implements AutoCloseable {

	private static final int CONNECTIONS = 1200;

	private static final Duration CONNECT = Duration.ofSeconds(2);

	private static final Duration ACQUIRE = Duration.ofSeconds(12);

	// The settings with which the SDK builds an HTTP client for Bedrock Runtime.
	private static final AttributeMap PROTOCOL = AttributeMap.builder()
		.put(SdkHttpConfigurationOption.PROTOCOL, Protocol.HTTP2)
		.put(SdkHttpConfigurationOption.PROTOCOL_NEGOTIATION, ProtocolNegotiation.ALPN)
		.build();

	private final Setup setup;

	private final SdkHttpClient http;

	private final SdkAsyncHttpClient asyncHttp;

	private final DefaultCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();

	private final List<SdkAutoCloseable> clients = new ArrayList<>();

	TunedClients(Setup setup) {
		this.setup = setup;
		this.http = Apache5HttpClient.builder()
			.maxConnections(CONNECTIONS)
			.connectionTimeout(CONNECT)
			.connectionAcquisitionTimeout(ACQUIRE)
			.socketTimeout(setup.readTimeout())
			.tcpKeepAlive(true)
			.build();
		this.asyncHttp = NettyNioAsyncHttpClient.builder()
			.maxConcurrency(CONNECTIONS)
			.connectionTimeout(CONNECT)
			.connectionAcquisitionTimeout(ACQUIRE)
			.readTimeout(setup.readTimeout())
			.writeTimeout(setup.readTimeout())
			.tcpKeepAlive(true)
			.buildWithDefaults(PROTOCOL);
		this.clients.add(this.http);
		this.clients.add(this.asyncHttp);
		this.clients.add(this.credentials);
	}

	BedrockChatModel chatModel(String region) {
		BedrockRuntimeClient client = configure(BedrockRuntimeClient.builder(), region).httpClient(this.http).build();
		this.clients.add(0, client);
		return BedrockChatModel.builder()
			.client(client)
			.modelId(Setup.PROFILE)
			.defaultRequestParameters(Baselines.parameters(this.setup))
			.maxRetries(0)
			.build();
	}

	BedrockStreamingChatModel streamingChatModel(String region) {
		BedrockRuntimeAsyncClient client = configure(BedrockRuntimeAsyncClient.builder(), region)
			.httpClient(this.asyncHttp)
			.build();
		this.clients.add(0, client);
		return BedrockStreamingChatModel.builder()
			.client(client)
			.modelId(Setup.PROFILE)
			.defaultRequestParameters(Baselines.parameters(this.setup))
			.build();
	}

	private <B extends AwsClientBuilder<B, ?>> B configure(B builder, String region) {
		return builder.region(Region.of(region))
			.credentialsProvider(this.credentials)
			.endpointOverride(this.setup.endpoint(region))
			.overrideConfiguration((override) -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
	}

	@Override
	public void close() {
		this.clients.forEach(SdkAutoCloseable::close);
	}

}
