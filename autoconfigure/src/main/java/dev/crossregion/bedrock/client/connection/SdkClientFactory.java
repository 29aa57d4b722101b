package dev.crossregion.bedrock.client.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.client.connection.BedrockEndpoints.Endpoint;
import dev.crossregion.bedrock.profile.RegionCode;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.token.credentials.SdkTokenProvider;
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
import software.amazon.awssdk.services.bedrock.BedrockClientBuilder;
import software.amazon.awssdk.services.bedrock.auth.scheme.BedrockAuthSchemeProvider;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeBaseClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * Makes the real clients. All Regions share one HTTP client each way, and one for the
 * control plane; only endpoint and signature are regional. Where some endpoints are
 * called through a proxy and others are not, there is one client each way for each.
 */
public final class SdkClientFactory implements RegionalClientFactory {

	/**
	 * How long a call may wait for a place in a full pool, beside the time to connect.
	 * Places come free when model calls end, so a pool that is full for this long is too
	 * small.
	 */
	private static final Duration POOL_WAIT = Duration.ofSeconds(10);

	private static final int LAST_ROUNDS = 3;

	private static final Duration QUOTAS_SILENCE = Duration.ofSeconds(10);

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

	private static final String BEARER = "httpBearerAuth";

	private final ClientSettings settings;

	private final ClientAccess access;

	private final ScheduledExecutorService timers;

	private final HttpProxies proxies;

	/** By proxy: the HTTP clients of the SDK know one proxy each, or none. */
	private final Map<Optional<HttpProxy>, SdkHttpClient> http = new HashMap<>();

	private final Map<Optional<HttpProxy>, SdkAsyncHttpClient> asyncHttp = new HashMap<>();

	private @Nullable SdkHttpClient controlPlaneHttp;

	private @Nullable SdkHttpClient serviceQuotasHttp;

	private @Nullable SdkEventLoopGroup eventLoops;

	public SdkClientFactory(ClientSettings settings, ClientAccess access, ScheduledExecutorService timers) {
		this(settings, access, new HttpProxies(), timers);
	}

	public SdkClientFactory(ClientSettings settings, ClientAccess access, HttpProxies proxies,
			ScheduledExecutorService timers) {
		this.proxies = proxies;
		this.settings = settings;
		this.access = access;
		this.timers = timers;
	}

	@Override
	public BedrockRuntimeClient runtime(RegionCode region) {
		Endpoint endpoint = this.access.endpoints().runtime(region);
		BedrockRuntimeClientBuilder builder = configure(BedrockRuntimeClient.builder(), region, endpoint);
		return authorize(builder).httpClient(http(this.proxies.of(endpoint.uri()))).build();
	}

	@Override
	public BedrockRuntimeAsyncClient runtimeAsync(RegionCode region) {
		Endpoint endpoint = this.access.endpoints().runtime(region);
		BedrockRuntimeAsyncClientBuilder builder = configure(BedrockRuntimeAsyncClient.builder(), region, endpoint);
		return authorize(builder).httpClient(asyncHttp(this.proxies.of(endpoint.uri()))).build();
	}

	@Override
	public BedrockClient controlPlane(RegionCode region) {
		Endpoint endpoint = this.access.endpoints().controlPlane(region);
		BedrockClientBuilder builder = configure(BedrockClient.builder(), region, endpoint)
			.authSchemeProvider((key() != null) ? BedrockAuthSchemeProvider.defaultProvider(List.of(BEARER))
					: BedrockAuthSchemeProvider.defaultProvider());
		if (key() != null) {
			builder.tokenProvider(key());
		}
		return builder.httpClient(controlPlaneHttp(this.proxies.of(endpoint.uri()))).build();
	}

	@Override
	public ServiceQuotasClient serviceQuotas(RegionCode region) {
		URI endpoint = this.access.endpoints().serviceQuotas(region).uri();
		return new ServiceQuotasClient(region, endpoint, serviceQuotasHttp(this.proxies.of(endpoint)),
				this.access.credentials(), this.timers);
	}

	private <B extends AwsClientBuilder<B, ?>> B configure(B builder, RegionCode region, Endpoint endpoint) {
		this.access.checkKey(endpoint);
		builder.region(Region.of(region.value()))
			.credentialsProvider(this.access.credentials())
			.overrideConfiguration((override) -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
				.scheduledExecutorService(this.timers));
		if (!endpoint.isOfAws()) {
			builder.endpointOverride(endpoint.uri());
		}
		if (!this.access.endpoints().takesVariants()) {
			builder.fipsEnabled(false).dualstackEnabled(false);
		}
		return builder;
	}

	// A scheme provider that is given keeps the SDK from using a key of the environment,
	// which it would prefer to credentials, whoever gave them and for whichever endpoint.
	private <B extends BedrockRuntimeBaseClientBuilder<B, ?>> B authorize(B builder) {
		SdkTokenProvider key = key();
		return (key != null)
				? builder.authSchemeProvider(BedrockRuntimeAuthSchemeProvider.defaultProvider(List.of(BEARER)))
					.tokenProvider(key)
				: builder.authSchemeProvider(BedrockRuntimeAuthSchemeProvider.defaultProvider());
	}

	private @Nullable SdkTokenProvider key() {
		return (this.access.key() != null) ? this.access.key().provider() : null;
	}

	private SdkHttpClient http(@Nullable HttpProxy proxy) {
		return this.http.computeIfAbsent(Optional.ofNullable(proxy), (key) -> {
			Apache5HttpClient.Builder builder = Apache5HttpClient.builder()
				.maxConnections(this.settings.maxConnections())
				.connectionAcquisitionTimeout(acquisitionTimeout())
				.connectionTimeout(this.settings.connectTimeout())
				.socketTimeout(this.settings.readTimeout())
				.tcpKeepAlive(true)
				.proxyConfiguration(HttpProxy.apache(proxy));
			if (this.access.http().isEmpty()) {
				KeepAlive.configure(builder);
			}
			this.access.http().forEach((customizer) -> customizer.accept(builder));
			return new AbortingHttpClient(builder.build());
		});
	}

	// The JDK's own: a few small calls while the application starts have no use for a
	// pool, whose buffers would stay for a minute after them. It knows no password for a
	// proxy that it has to tunnel through, and nothing of what is customized.
	private SdkHttpClient controlPlaneHttp(@Nullable HttpProxy proxy) {
		if (proxy != null || !this.access.http().isEmpty()) {
			return http(proxy);
		}
		SdkHttpClient http = this.controlPlaneHttp;
		if (http == null) {
			http = withoutPool(this.settings.readTimeout());
			this.controlPlaneHttp = http;
		}
		return http;
	}

	// An abort does not end a read of its body, so silence there is limited apart.
	private SdkHttpClient serviceQuotasHttp(@Nullable HttpProxy proxy) {
		if (proxy != null || !this.access.http().isEmpty()) {
			return http(proxy);
		}
		SdkHttpClient http = this.serviceQuotasHttp;
		if (http == null) {
			Duration own = this.settings.readTimeout();
			http = withoutPool((own.compareTo(QUOTAS_SILENCE) < 0) ? own : QUOTAS_SILENCE);
			this.serviceQuotasHttp = http;
		}
		return http;
	}

	private SdkHttpClient withoutPool(Duration readTimeout) {
		return new AbortingHttpClient(UrlConnectionHttpClient.create((uri) -> connect(uri, readTimeout)));
	}

	private HttpURLConnection connect(URI uri, Duration readTimeout) {
		try {
			HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
			connection.setConnectTimeout(millis(this.settings.connectTimeout()));
			connection.setReadTimeout(millis(readTimeout));
			return connection;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int millis(Duration duration) {
		return (int) Math.max(1, Math.min(duration.toMillis(), Integer.MAX_VALUE));
	}

	private SdkAsyncHttpClient asyncHttp(@Nullable HttpProxy proxy) {
		if (this.eventLoops == null) {
			this.eventLoops = SdkEventLoopGroup.builder()
				.threadFactory(new DefaultThreadFactory("bedrock-event-loop", true))
				.build();
		}
		SdkEventLoopGroup eventLoops = this.eventLoops;
		return this.asyncHttp.computeIfAbsent(Optional.ofNullable(proxy), (key) -> {
			NettyNioAsyncHttpClient.Builder builder = NettyNioAsyncHttpClient.builder()
				.eventLoopGroup(eventLoops)
				.maxConcurrency(this.settings.maxConnections())
				.connectionAcquisitionTimeout(acquisitionTimeout())
				.connectionTimeout(this.settings.connectTimeout())
				.readTimeout(this.settings.readTimeout())
				.writeTimeout(this.settings.readTimeout())
				.proxyConfiguration(HttpProxy.netty(proxy));
			KeepAlive.configure(builder);
			this.access.asyncHttp().forEach((customizer) -> customizer.accept(builder));
			return builder.buildWithDefaults(RUNTIME_PROTOCOL);
		});
	}

	private Duration acquisitionTimeout() {
		return this.settings.connectTimeout().plus(POOL_WAIT);
	}

	@Override
	public void close() {
		this.http.values().forEach(SdkHttpClient::close);
		if (this.controlPlaneHttp != null) {
			this.controlPlaneHttp.close();
		}
		if (this.serviceQuotasHttp != null) {
			this.serviceQuotasHttp.close();
		}
		this.asyncHttp.values().forEach(SdkAsyncHttpClient::close);
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
