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
 * Creates the SDK clients that call AWS. All Regions share a blocking and an asynchronous
 * HTTP client, and one for the control plane; only endpoints and signatures are regional.
 * Where some endpoints have a proxy and others do not, each proxy has its own HTTP
 * clients.
 */
public final class SdkClientFactory implements RegionalClientFactory {

	/**
	 * How long a call may wait for a connection from a full pool, in addition to the
	 * connect timeout. Connections are released when model calls end, so a pool that is
	 * full for this long is too small.
	 */
	private static final Duration POOL_TIMEOUT = Duration.ofSeconds(10);

	private static final int CLOSE_ROUNDS = 3;

	private static final Duration QUOTAS_READ_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration EVENT_LOOPS_CLOSE_TIMEOUT = Duration.ofSeconds(2);

	/**
	 * The defaults that the SDK sets on an HTTP client that it builds for Bedrock
	 * Runtime, but not on one that it is given. As defaults they allow HTTP/2 with prior
	 * knowledge for cleartext endpoints; as explicit settings they would reject such
	 * endpoints.
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

	/** By proxy: each HTTP client of the SDK has at most one. */
	private final Map<Optional<HttpProxy>, SdkHttpClient> http = new HashMap<>();

	private final Map<Optional<HttpProxy>, SdkAsyncHttpClient> asyncHttp = new HashMap<>();

	private @Nullable SdkHttpClient controlPlaneHttp;

	private @Nullable SdkHttpClient serviceQuotasHttp;

	private @Nullable SdkEventLoopGroup eventLoops;

	/**
	 * Create a factory.
	 * @param settings the pool and the timeouts of the HTTP clients
	 * @param access the endpoints, the credentials and the HTTP client customizers
	 * @param timers the timers of the SDK clients
	 */
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

	// An explicit authentication scheme provider keeps the SDK from using an API key of
	// the environment, which it would prefer to the credentials for every endpoint.
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

	// The HTTP client of the JDK: the few small calls at startup need no pool, whose
	// buffers would be retained for a minute. It supports neither authentication at a
	// tunneling proxy nor the customizers.
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

	// An abort does not interrupt the read of a body, so the read timeout limits that.
	private SdkHttpClient serviceQuotasHttp(@Nullable HttpProxy proxy) {
		if (proxy != null || !this.access.http().isEmpty()) {
			return http(proxy);
		}
		SdkHttpClient http = this.serviceQuotasHttp;
		if (http == null) {
			Duration own = this.settings.readTimeout();
			http = withoutPool((own.compareTo(QUOTAS_READ_TIMEOUT) < 0) ? own : QUOTAS_READ_TIMEOUT);
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
		return this.settings.connectTimeout().plus(POOL_TIMEOUT);
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

	// Without Netty's default quiet period of two seconds. The tasks that the close of
	// connections has submitted run first.
	private static void close(EventLoopGroup eventLoops) {
		long deadline = System.nanoTime() + EVENT_LOOPS_CLOSE_TIMEOUT.toNanos();
		for (int round = 0; round < CLOSE_ROUNDS; round++) {
			List<Future<?>> flushes = new ArrayList<>();
			eventLoops.forEach((eventLoop) -> flushes.add(eventLoop.submit(() -> {
			})));
			flushes.forEach((flush) -> flush.awaitUninterruptibly(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
		}
		eventLoops.shutdownGracefully(0, EVENT_LOOPS_CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
			.awaitUninterruptibly(EVENT_LOOPS_CLOSE_TIMEOUT.toMillis());
	}

}
