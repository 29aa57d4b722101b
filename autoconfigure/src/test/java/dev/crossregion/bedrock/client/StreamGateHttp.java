package dev.crossregion.bedrock.client;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClientFactory;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.plan.Route;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import static org.awaitility.Awaitility.await;

/**
 * The gate in front of a real SDK and an unmodified {@link BedrockStreamingChatModel}.
 */
final class StreamGateHttp implements AutoCloseable {

	/** Never closed: closing takes the SDK two seconds, and its threads are daemons. */
	private static final SdkEventLoopGroup EVENT_LOOPS = SdkEventLoopGroup.builder()
		.threadFactory(new DefaultThreadFactory("plain-event-loop", true))
		.build();

	final Recording recording;

	final RegionalClients regions;

	final RoutingBedrockRuntimeAsyncClient client;

	private final Queue<Chat> chats = new ConcurrentLinkedQueue<>();

	StreamGateHttp(URI endpoint, Protocol protocol, Duration patience, RegionCode... sourceRegions) {
		ClientSettings settings = new ClientSettings(endpoint, 1000, Duration.ofSeconds(5), Duration.ofMinutes(1),
				patience, patience);
		this.recording = new Recording(
				Fixtures.plan(Arrays.stream(sourceRegions).map(Fixtures::eu).toArray(Route[]::new)));
		this.regions = (protocol == Protocol.HTTP2) ? new RegionalClients(settings, Fixtures.CREDENTIALS)
				: new RegionalClients(settings, (timers) -> new Http1(endpoint));
		this.client = new RoutingBedrockRuntimeAsyncClient(this.recording.context, this.regions);
	}

	/**
	 * A client as the SDK builds it.
	 * @param endpoint the endpoint
	 * @param protocol the protocol
	 * @param retries the retries
	 * @return the client
	 */
	static BedrockRuntimeAsyncClient plain(URI endpoint, Protocol protocol, RetryStrategy retries) {
		return BedrockRuntimeAsyncClient.builder()
			.endpointOverride(endpoint)
			.region(Region.of(Fixtures.FRANKFURT.value()))
			.credentialsProvider(Fixtures.CREDENTIALS)
			.httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(protocol).eventLoopGroup(EVENT_LOOPS))
			.overrideConfiguration((override) -> override.retryStrategy(retries))
			.build();
	}

	Chat chat(String message) {
		return chat(message, (chat) -> {
		});
	}

	/**
	 * Have a conversation.
	 * @param message what the user says
	 * @param atContent what to do at every content
	 * @return the conversation
	 */
	Chat chat(String message, Consumer<Chat> atContent) {
		Chat chat = new Chat(atContent);
		this.chats.add(chat);
		model(this.client.forLangChain4j(), Fixtures.MODEL.value()).chat(message, chat);
		return chat;
	}

	static BedrockStreamingChatModel model(BedrockRuntimeAsyncClient client, String model) {
		return BedrockStreamingChatModel.builder().client(client).modelId(model).build();
	}

	/**
	 * The only record, which LangChain4j's completion may be ahead of.
	 * @return the record
	 */
	InvocationRecord invocation() {
		await().atMost(10, TimeUnit.SECONDS).until(() -> !this.recording.records.isEmpty());
		return this.recording.only();
	}

	/**
	 * Close the clients, after which nothing can come any more.
	 */
	void settle() {
		this.regions.close();
	}

	@Override
	public void close() {
		settle();
	}

	List<Chat> chats() {
		return List.copyOf(this.chats);
	}

	/**
	 * One conversation as a user of LangChain4j sees it.
	 */
	static final class Chat implements StreamingChatResponseHandler {

		final CompletableFuture<Void> ended = new CompletableFuture<>();

		final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();

		final Queue<ChatResponse> responses = new ConcurrentLinkedQueue<>();

		final AtomicInteger parts = new AtomicInteger();

		private final StringBuffer text = new StringBuffer();

		private final Consumer<Chat> atContent;

		private volatile @Nullable StreamingHandle handle;

		Chat() {
			this((chat) -> {
			});
		}

		private Chat(Consumer<Chat> atContent) {
			this.atContent = atContent;
		}

		@Override
		public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
			this.handle = context.streamingHandle();
			this.text.append(part.text());
			this.parts.incrementAndGet();
			this.atContent.accept(this);
		}

		@Override
		public void onCompleteResponse(ChatResponse response) {
			this.responses.add(response);
			this.ended.complete(null);
		}

		@Override
		public void onError(Throwable error) {
			this.errors.add(error);
			this.ended.complete(null);
		}

		void cancel() {
			StreamingHandle handle = this.handle;
			if (handle == null) {
				throw new AssertionError("No content has come yet");
			}
			handle.cancel();
		}

		Chat await() {
			this.ended.orTimeout(30, TimeUnit.SECONDS).join();
			return this;
		}

		String text() {
			return this.text.toString();
		}

		int ends() {
			return this.errors.size() + this.responses.size();
		}

	}

	/**
	 * Clients that speak HTTP/1.1.
	 */
	private static final class Http1 implements RegionalClientFactory {

		private final URI endpoint;

		private final SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
			.protocol(Protocol.HTTP1_1)
			.eventLoopGroup(EVENT_LOOPS)
			.maxConcurrency(1000)
			.connectionAcquisitionTimeout(Duration.ofSeconds(30))
			.build();

		private Http1(URI endpoint) {
			this.endpoint = endpoint;
		}

		@Override
		public BedrockRuntimeAsyncClient runtimeAsync(RegionCode region) {
			return BedrockRuntimeAsyncClient.builder()
				.endpointOverride(this.endpoint)
				.region(Region.of(region.value()))
				.credentialsProvider(Fixtures.CREDENTIALS)
				.httpClient(this.http)
				.overrideConfiguration((override) -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
				.build();
		}

		@Override
		public BedrockRuntimeClient runtime(RegionCode region) {
			throw new UnsupportedOperationException();
		}

		@Override
		public BedrockClient controlPlane(RegionCode region) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
			this.http.close();
		}

	}

}
