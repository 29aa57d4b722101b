package dev.crossregion.bedrock.benchmarks.context;

import java.net.URI;
import java.time.Duration;

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

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application with hand-written beans, tuned as far as the builders allow: no retries,
 * a large pool, long read time-outs, one Region. It must run without the starter on the
 * class path.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class HandWrittenApplication {

	private static final int MAX_CONNECTIONS = 1000;

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

	private static final Duration READ_TIMEOUT = Duration.ofMinutes(10);

	@Bean
	SdkHttpClient httpClient() {
		return Apache5HttpClient.builder()
			.maxConnections(MAX_CONNECTIONS)
			.connectionTimeout(CONNECT_TIMEOUT)
			.socketTimeout(READ_TIMEOUT)
			.tcpKeepAlive(true)
			.build();
	}

	@Bean
	SdkAsyncHttpClient asyncHttpClient() {
		return NettyNioAsyncHttpClient.builder()
			.maxConcurrency(MAX_CONNECTIONS)
			.connectionTimeout(CONNECT_TIMEOUT)
			.readTimeout(READ_TIMEOUT)
			.writeTimeout(READ_TIMEOUT)
			.tcpKeepAlive(true)
			.buildWithDefaults(AttributeMap.builder()
				.put(SdkHttpConfigurationOption.PROTOCOL, Protocol.HTTP2)
				.put(SdkHttpConfigurationOption.PROTOCOL_NEGOTIATION, ProtocolNegotiation.ALPN)
				.build());
	}

	@Bean
	DefaultCredentialsProvider credentialsProvider() {
		return DefaultCredentialsProvider.builder().build();
	}

	@Bean
	BedrockRuntimeClient bedrockRuntimeClient(SdkHttpClient http, DefaultCredentialsProvider credentials,
			@Value("${" + ContextMain.ENDPOINT + "}") URI endpoint) {
		return configure(BedrockRuntimeClient.builder(), credentials, endpoint).httpClient(http).build();
	}

	@Bean
	BedrockRuntimeAsyncClient bedrockRuntimeAsyncClient(SdkAsyncHttpClient http, DefaultCredentialsProvider credentials,
			@Value("${" + ContextMain.ENDPOINT + "}") URI endpoint) {
		return configure(BedrockRuntimeAsyncClient.builder(), credentials, endpoint).httpClient(http).build();
	}

	private static <B extends AwsClientBuilder<B, ?>> B configure(B builder, DefaultCredentialsProvider credentials,
			URI endpoint) {
		return builder.region(Region.EU_CENTRAL_1)
			.credentialsProvider(credentials)
			.endpointOverride(endpoint)
			.overrideConfiguration((override) -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
	}

	@Bean
	BedrockChatModel bedrockChatModel(BedrockRuntimeClient client) {
		return BedrockChatModel.builder().client(client).modelId(ContextMain.PROFILE).maxRetries(0).build();
	}

	@Bean
	BedrockStreamingChatModel bedrockStreamingChatModel(BedrockRuntimeAsyncClient client) {
		return BedrockStreamingChatModel.builder().client(client).modelId(ContextMain.PROFILE).build();
	}

}
