package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.profile.RegionCode;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * Makes the real clients. All Regions share one HTTP client each way, and one for the
 * control plane; only endpoint and signature are regional.
 */
final class SdkClientFactory implements RegionalClientFactory {

	/**
	 * How long a call may wait for a place in a full pool, beside the time to connect.
	 * Places come free when model calls end, so a pool that is full for this long is too
	 * small.
	 */
	private static final Duration POOL_WAIT = Duration.ofSeconds(10);

	private static final int LAST_ROUNDS = 3;

	private static final Duration EVENT_LOOPS_END_WITHIN = Duration.ofSeconds(2);

	/**
	 * What the SDK itself asks of an HTTP client that it builds for Bedrock Runtime. A
	 * client that is handed to it is not asked. As a default it lets cleartext endpoints
	 * speak HTTP/2 with prior knowledge; as a setting it would refuse them.
	 */
	private static final AttributeMap RUNTIME_PROTOCOL = AttributeMap.builder()
		.put(SdkHttpConfigurationOption.PROTOCOL, Protocol.HTTP2)
		.put(SdkHttpConfigurationOption.PROTOCOL_NEGOTIATION, ProtocolNegotiation.ALPN)
		.build();

	private final ClientSettings settings;

	private final AwsCredentialsProvider credentials;

	private final ScheduledExecutorService timers;

	private @Nullable SdkHttpClient http;

	private @Nullable SdkAsyncHttpClient asyncHttp;

	private @Nullable SdkHttpClient controlPlaneHttp;

	private @Nullable SdkEventLoopGroup eventLoops;

	SdkClientFactory(ClientSettings settings, AwsCredentialsProvider credentials, ScheduledExecutorService timers) {
		this.settings = settings;
		this.credentials = credentials;
		this.timers = timers;
	}

	@Override
	public BedrockRuntimeClient runtime(RegionCode region) {
		return configure(BedrockRuntimeClient.builder(), region).httpClient(http()).build();
	}

	@Override
	public BedrockRuntimeAsyncClient runtimeAsync(RegionCode region) {
		return configure(BedrockRuntimeAsyncClient.builder(), region).httpClient(asyncHttp()).build();
	}

	@Override
	public BedrockClient controlPlane(RegionCode region) {
		return configure(BedrockClient.builder(), region).httpClient(controlPlaneHttp()).build();
	}

	private <B extends AwsClientBuilder<B, ?>> B configure(B builder, RegionCode region) {
		builder.region(Region.of(region.value()))
			.credentialsProvider(this.credentials)
			.overrideConfiguration((override) -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
				.scheduledExecutorService(this.timers));
		if (this.settings.endpointOverride() != null) {
			builder.endpointOverride(this.settings.endpointOverride());
		}
		return builder;
	}

	private SdkHttpClient http() {
		SdkHttpClient http = this.http;
		if (http == null) {
			http = new AbortingHttpClient(Apache5HttpClient.builder()
				.maxConnections(this.settings.maxConnections())
				.connectionAcquisitionTimeout(acquisitionTimeout())
				.connectionTimeout(this.settings.connectTimeout())
				.socketTimeout(this.settings.readTimeout())
				.tcpKeepAlive(true)
				.build());
			this.http = http;
		}
		return http;
	}

	// The JDK's own: a few small calls while the application starts have no use for a
	// pool, whose buffers would stay for a minute after them.
	private SdkHttpClient controlPlaneHttp() {
		SdkHttpClient http = this.controlPlaneHttp;
		if (http == null) {
			http = new AbortingHttpClient(UrlConnectionHttpClient.builder()
				.connectionTimeout(this.settings.connectTimeout())
				.socketTimeout(this.settings.readTimeout())
				.build());
			this.controlPlaneHttp = http;
		}
		return http;
	}

	private SdkAsyncHttpClient asyncHttp() {
		SdkAsyncHttpClient http = this.asyncHttp;
		if (http == null) {
			this.eventLoops = SdkEventLoopGroup.builder()
				.threadFactory(new DefaultThreadFactory("bedrock-event-loop", true))
				.build();
			http = NettyNioAsyncHttpClient.builder()
				.eventLoopGroup(this.eventLoops)
				.maxConcurrency(this.settings.maxConnections())
				.connectionAcquisitionTimeout(acquisitionTimeout())
				.connectionTimeout(this.settings.connectTimeout())
				.readTimeout(this.settings.readTimeout())
				.writeTimeout(this.settings.readTimeout())
				.tcpKeepAlive(true)
				.buildWithDefaults(RUNTIME_PROTOCOL);
			this.asyncHttp = http;
		}
		return http;
	}

	private Duration acquisitionTimeout() {
		return this.settings.connectTimeout().plus(POOL_WAIT);
	}

	@Override
	public void close() {
		if (this.http != null) {
			this.http.close();
		}
		if (this.controlPlaneHttp != null) {
			this.controlPlaneHttp.close();
		}
		if (this.asyncHttp != null) {
			this.asyncHttp.close();
		}
		if (this.eventLoops != null) {
			close(this.eventLoops.eventLoopGroup());
		}
	}

	// Without the quiet period of two seconds that is Netty's default. What connections
	// still have to say to one another when they break is let through first.
	private static void close(EventLoopGroup eventLoops) {
		long deadline = System.nanoTime() + EVENT_LOOPS_END_WITHIN.toNanos();
		for (int round = 0; round < LAST_ROUNDS; round++) {
			List<Future<?>> said = new ArrayList<>();
			eventLoops.forEach((eventLoop) -> said.add(eventLoop.submit(() -> {
			})));
			said.forEach((last) -> last.awaitUninterruptibly(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
		}
		eventLoops.shutdownGracefully(0, EVENT_LOOPS_END_WITHIN.toSeconds(), TimeUnit.SECONDS)
			.awaitUninterruptibly(EVENT_LOOPS_END_WITHIN.toMillis());
	}

}
