package dev.crossregion.bedrock.emulator;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.extension.AfterAllCallback;
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
 * Clients of the SDK that share one HTTP client each way, for the tests of one class.
 */
final class Clients implements AfterAllCallback {

	static final String SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0";

	private final SdkEventLoopGroup eventLoops = SdkEventLoopGroup.builder().numberOfThreads(2).build();

	private final SdkHttpClient http = Apache5HttpClient.builder().socketTimeout(Duration.ofMinutes(1)).build();

	private final SdkAsyncHttpClient asyncHttp = asyncHttp(Protocol.HTTP2);

	private final SdkAsyncHttpClient asyncHttp1 = asyncHttp(Protocol.HTTP1_1);

	private SdkAsyncHttpClient asyncHttp(Protocol protocol) {
		return NettyNioAsyncHttpClient.builder()
			.eventLoopGroup(this.eventLoops)
			.protocol(protocol)
			.maxConcurrency(10_000)
			.maxPendingConnectionAcquires(10_000)
			.connectionAcquisitionTimeout(Duration.ofMinutes(1))
			.readTimeout(Duration.ofMinutes(1))
			.build();
	}

	static Message user(String text) {
		return Message.builder().role(ConversationRole.USER).content(ContentBlock.fromText(text)).build();
	}

	BedrockRuntimeClient sync(URI uri, Region region) {
		return configure(BedrockRuntimeClient.builder(), uri, region).httpClient(this.http).build();
	}

	BedrockRuntimeAsyncClient async(URI uri, Region region) {
		return async(uri, region, Protocol.HTTP2);
	}

	BedrockRuntimeAsyncClient async(URI uri, Region region, Protocol protocol) {
		return configure(BedrockRuntimeAsyncClient.builder(), uri, region)
			.httpClient((protocol == Protocol.HTTP2) ? this.asyncHttp : this.asyncHttp1)
			.build();
	}

	BedrockClient control(URI uri, Region region) {
		return configure(BedrockClient.builder(), uri, region).httpClient(this.http).build();
	}

	/**
	 * The words of a stream; a failure of the stream fails the future.
	 * @param client the client
	 * @param request the request
	 * @param words where the words go as they come
	 * @return the end of the stream
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
	public void afterAll(ExtensionContext context) {
		close();
	}

	void close() {
		this.http.close();
		this.asyncHttp.close();
		this.asyncHttp1.close();
		this.eventLoops.eventLoopGroup().shutdownGracefully(0, 2, TimeUnit.SECONDS);
	}

}
