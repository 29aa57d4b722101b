package dev.crossregion.bedrock.emulator;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/**
 * Creates SDK clients that share HTTP clients during one test. Each test has new HTTP
 * clients, because an emulator may get the port of one that a former test has closed, and
 * a pooled connection to the closed one fails with "Connection reset by peer".
 */
final class Clients implements AfterEachCallback, AfterAllCallback {

	static final String SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	private final SdkEventLoopGroup eventLoops = SdkEventLoopGroup.builder().numberOfThreads(2).build();

	private volatile HttpClients http = new HttpClients(this.eventLoops);

	static Message user(String text) {
		return Message.builder().role(ConversationRole.USER).content(ContentBlock.fromText(text)).build();
	}

	BedrockRuntimeClient sync(URI uri, Region region) {
		return configure(BedrockRuntimeClient.builder(), uri, region).httpClient(this.http.sync).build();
	}

	BedrockRuntimeAsyncClient async(URI uri, Region region) {
		return async(uri, region, Protocol.HTTP2);
	}

	BedrockRuntimeAsyncClient async(URI uri, Region region, Protocol protocol) {
		return configure(BedrockRuntimeAsyncClient.builder(), uri, region)
			.httpClient((protocol == Protocol.HTTP2) ? this.http.http2 : this.http.http1)
			.build();
	}

	BedrockClient control(URI uri, Region region) {
		return configure(BedrockClient.builder(), uri, region).httpClient(this.http.sync).build();
	}

	/**
	 * Call ConverseStream and collect the words of the stream.
	 * @param client the client
	 * @param request the request
	 * @param words receives the words as they arrive
	 * @return completes at the end of the stream, or fails with it
	 */
	static CompletableFuture<Void> stream(BedrockRuntimeAsyncClient client, ConverseStreamRequest request,
			List<String> words) {
		return client.converseStream(request,
				ConverseStreamResponseHandler.builder()
					.subscriber(ConverseStreamResponseHandler.Visitor.builder()
						.onContentBlockDelta((delta) -> words.add(String.valueOf(delta.delta().text())))
						.build())
					.build());
	}

	static List<String> words() {
		return new CopyOnWriteArrayList<>();
	}

	private static <B extends AwsClientBuilder<B, ?>> B configure(B builder, URI uri, Region region) {
		return builder.region(region)
			.endpointOverride(uri)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
			.overrideConfiguration((override) -> override.retryStrategy(AwsRetryStrategy.doNotRetry()));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		HttpClients before = this.http;
		this.http = new HttpClients(this.eventLoops);
		before.close();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		close();
	}

	void close() {
		this.http.close();
		this.eventLoops.eventLoopGroup().shutdownGracefully(0, 2, TimeUnit.SECONDS);
	}

	private static final class HttpClients {

		private final SdkHttpClient sync = Apache5HttpClient.builder().socketTimeout(Duration.ofMinutes(1)).build();

		private final SdkAsyncHttpClient http1;

		private final SdkAsyncHttpClient http2;

		HttpClients(SdkEventLoopGroup eventLoops) {
			this.http1 = async(eventLoops, Protocol.HTTP1_1);
			this.http2 = async(eventLoops, Protocol.HTTP2);
		}

		private static SdkAsyncHttpClient async(SdkEventLoopGroup eventLoops, Protocol protocol) {
			return NettyNioAsyncHttpClient.builder()
				.eventLoopGroup(eventLoops)
				.protocol(protocol)
				.maxConcurrency(10_000)
				.maxPendingConnectionAcquires(10_000)
				.connectionAcquisitionTimeout(Duration.ofMinutes(1))
				.readTimeout(Duration.ofMinutes(1))
				.build();
		}

		void close() {
			this.sync.close();
			this.http1.close();
			this.http2.close();
		}

	}

}
