package dev.crossregion.bedrock.client;

import java.lang.reflect.Field;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.crossregion.bedrock.client.connection.ClientAccess;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClientFactory;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.client.connection.SdkClientFactory;
import dev.crossregion.bedrock.profile.RegionCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.AwsServiceClientConfiguration;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.SdkClientConfiguration;
import software.amazon.awssdk.core.client.config.SdkClientOption;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.urlconnection.UrlConnectionFactory;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.AdaptiveRetryStrategy;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.utils.AttributeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What the regional clients were really built with. Region, retries and endpoint have
 * readers; pool and socket times have none, so they are read from private fields.
 */
class RegionalClientsTests {

	private static final ClientSettings SETTINGS = new ClientSettings(URI.create("https://bedrock.example.org"), 321,
			Duration.ofMillis(1234), Duration.ofSeconds(4321), Duration.ofSeconds(60), Duration.ofSeconds(60));

	private static final List<RegionCode> REGIONS = List.of(Fixtures.FRANKFURT, Fixtures.IRELAND, Fixtures.VIRGINIA);

	private final RegionalClients clients = new RegionalClients(SETTINGS, AnonymousCredentialsProvider.create());

	@AfterEach
	void closeClients() {
		this.clients.close();
	}

	@Test
	void everyClientHasTheRegionAndTheEndpointAndNeverRetries() {
		for (RegionCode region : REGIONS) {
			assertThat(configurations(region)).allSatisfy((configuration) -> {
				assertThat(configuration.region()).isEqualTo(Region.of(region.value()));
				assertThat(configuration.endpointOverride()).contains(SETTINGS.endpointOverride());
				assertThat(maxAttempts(configuration)).isOne();
			});
		}
	}

	@Test
	@ResourceLock(Resources.SYSTEM_PROPERTIES)
	void theEnvironmentDoesNotSwitchRetriesOn() {
		String before = System.getProperty("aws.retryMode");
		System.setProperty("aws.retryMode", "adaptive");
		try (BedrockRuntimeClient plain = BedrockRuntimeClient.builder()
			.region(Region.EU_CENTRAL_1)
			.credentialsProvider(AnonymousCredentialsProvider.create())
			.build()) {
			assertThat(plain.serviceClientConfiguration().overrideConfiguration().retryStrategy()).get()
				.isInstanceOf(AdaptiveRetryStrategy.class);
			assertThat(configurations(Fixtures.FRANKFURT))
				.allSatisfy((configuration) -> assertThat(maxAttempts(configuration)).isOne());
		}
		finally {
			if (before != null) {
				System.setProperty("aws.retryMode", before);
			}
			else {
				System.clearProperty("aws.retryMode");
			}
		}
	}

	@Test
	void withoutAnOverrideTheEndpointsAreThoseOfAws() {
		try (RegionalClients aws = new RegionalClients(ClientSettings.DEFAULT, AnonymousCredentialsProvider.create())) {
			assertThat(aws.runtime(Fixtures.FRANKFURT).serviceClientConfiguration().endpointOverride()).isEmpty();
		}
	}

	@Test
	void blockingClientsShareOnePoolWithTheDeclaredTimes() {
		Object http = httpClient(this.clients.runtime(Fixtures.FRANKFURT), SdkClientOption.SYNC_HTTP_CLIENT);
		assertThat(REGIONS).allSatisfy(
				(region) -> assertThat(httpClient(this.clients.runtime(region), SdkClientOption.SYNC_HTTP_CLIENT))
					.isSameAs(http));
		Object apache = read(http, "delegate");
		AttributeMap options = (AttributeMap) read(apache, "resolvedOptions");
		assertThat(options.get(SdkHttpConfigurationOption.MAX_CONNECTIONS)).isEqualTo(321);
		assertThat(options.get(SdkHttpConfigurationOption.TCP_KEEPALIVE)).isTrue();
		assertThat(options.get(SdkHttpConfigurationOption.CONNECTION_TIMEOUT)).isEqualTo(Duration.ofMillis(1234));
		Object request = read(apache, "requestConfig");
		assertThat(read(request, "socketTimeout")).isEqualTo(Duration.ofSeconds(4321));
		assertThat(read(request, "connectionAcquireTimeout")).isEqualTo(Duration.ofMillis(11_234));
	}

	@Test
	void controlPlanesShareAClientWithoutAPoolWithTheDeclaredTimes() {
		Object http = httpClient(this.clients.controlPlane(Fixtures.FRANKFURT), SdkClientOption.SYNC_HTTP_CLIENT);
		assertThat(REGIONS).allSatisfy(
				(region) -> assertThat(httpClient(this.clients.controlPlane(region), SdkClientOption.SYNC_HTTP_CLIENT))
					.isSameAs(http));
		Object connections = read(http, "delegate");
		assertThat(connections).isInstanceOf(UrlConnectionHttpClient.class);
		HttpURLConnection connection = ((UrlConnectionFactory) read(connections, "connectionFactory"))
			.createConnection(URI.create("https://bedrock.example.org"));
		assertThat(connection.getConnectTimeout()).isEqualTo(1234);
		assertThat(connection.getReadTimeout()).isEqualTo(4_321_000);
	}

	@Test
	void asynchronousClientsShareOnePoolWithTheDeclaredTimesAndTheProtocolOfTheSdk() {
		Object http = httpClient(this.clients.runtimeAsync(Fixtures.FRANKFURT), SdkClientOption.ASYNC_HTTP_CLIENT);
		assertThat(REGIONS).allSatisfy(
				(region) -> assertThat(httpClient(this.clients.runtimeAsync(region), SdkClientOption.ASYNC_HTTP_CLIENT))
					.isSameAs(http));
		AttributeMap options = (AttributeMap) read(read(http, "configuration"), "configuration");
		assertThat(options.get(SdkHttpConfigurationOption.MAX_CONNECTIONS)).isEqualTo(321);
		assertThat(options.get(SdkHttpConfigurationOption.TCP_KEEPALIVE)).isTrue();
		assertThat(options.get(SdkHttpConfigurationOption.CONNECTION_TIMEOUT)).isEqualTo(Duration.ofMillis(1234));
		assertThat(options.get(SdkHttpConfigurationOption.CONNECTION_ACQUIRE_TIMEOUT))
			.isEqualTo(Duration.ofMillis(11_234));
		assertThat(options.get(SdkHttpConfigurationOption.READ_TIMEOUT)).isEqualTo(Duration.ofSeconds(4321));
		assertThat(options.get(SdkHttpConfigurationOption.WRITE_TIMEOUT)).isEqualTo(Duration.ofSeconds(4321));
		try (BedrockRuntimeAsyncClient plain = BedrockRuntimeAsyncClient.builder()
			.region(Region.EU_CENTRAL_1)
			.credentialsProvider(AnonymousCredentialsProvider.create())
			.build()) {
			Object ofTheSdk = httpClient(plain, SdkClientOption.ASYNC_HTTP_CLIENT);
			AttributeMap defaults = (AttributeMap) read(read(ofTheSdk, "configuration"), "configuration");
			assertThat(options.get(SdkHttpConfigurationOption.PROTOCOL))
				.isEqualTo(defaults.get(SdkHttpConfigurationOption.PROTOCOL))
				.isEqualTo(Protocol.HTTP2);
			assertThat(read(http, "protocolNegotiation")).isEqualTo(read(ofTheSdk, "protocolNegotiation"))
				.isEqualTo(ProtocolNegotiation.ALPN);
			assertThat(read(http, "isAlpnUserConfigured")).isEqualTo(read(ofTheSdk, "isAlpnUserConfigured"));
		}
	}

	@Test
	void aRegionHasOneClientHoweverManyAskAtOnce() {
		AtomicInteger made = new AtomicInteger();
		try (RegionalClients counting = new RegionalClients(SETTINGS,
				(timers) -> new CountingFactory(made, new SdkClientFactory(SETTINGS,
						ClientAccess.of(SETTINGS, AnonymousCredentialsProvider.create()), timers)))) {
			List<BedrockRuntimeClient> asked = IntStream.range(0, 200)
				.parallel()
				.mapToObj((index) -> counting.runtime(REGIONS.get(index % REGIONS.size())))
				.toList();
			assertThat(asked.stream().distinct()).hasSize(REGIONS.size());
			assertThat(made).hasValue(REGIONS.size());
		}
	}

	@Test
	void nothingIsMadeBeforeItIsAskedForOrAfterTheClose() {
		AtomicInteger made = new AtomicInteger();
		RegionalClients closed = new RegionalClients(SETTINGS,
				(timers) -> new CountingFactory(made, new SdkClientFactory(SETTINGS,
						ClientAccess.of(SETTINGS, AnonymousCredentialsProvider.create()), timers)));
		assertThat(made).hasValue(0);
		closed.runtime(Fixtures.FRANKFURT);
		closed.close();
		closed.close();
		assertThatIllegalStateException().isThrownBy(() -> closed.runtime(Fixtures.FRANKFURT))
			.withMessageContaining("closed")
			.withMessageContaining("eu-central-1");
		assertThatIllegalStateException().isThrownBy(() -> closed.runtimeAsync(Fixtures.IRELAND));
		assertThatIllegalStateException().isThrownBy(() -> closed.controlPlane(Fixtures.IRELAND));
		assertThat(made).hasValue(1);
	}

	@Test
	void whatWaitsForItsNextAttemptRunsAtTheCloseSinceItsCallWouldNeverEnd() {
		CountDownLatch never = new CountDownLatch(1);
		AtomicInteger interrupted = new AtomicInteger();
		AtomicInteger ran = new AtomicInteger();
		for (int count = 0; count < 64; count++) {
			this.clients.failover().execute(() -> {
				try {
					never.await();
				}
				catch (InterruptedException ex) {
					interrupted.incrementAndGet();
				}
			});
		}
		this.clients.failover().execute(ran::incrementAndGet);
		this.clients.failover().execute(ran::incrementAndGet);
		assertThat(ran).hasValue(0);
		this.clients.close();
		assertThat(ran).hasValue(2);
	}

	@Test
	void openCallsAreFailedOnceAtTheCloseAndThoseThatEndedAreNot() {
		AtomicInteger open = new AtomicInteger();
		AtomicInteger ended = new AtomicInteger();
		AtomicInteger late = new AtomicInteger();
		this.clients.register(() -> {
			throw new IllegalStateException("A failer that fails must not keep the others open");
		});
		this.clients.register(open::incrementAndGet);
		this.clients.register(ended::incrementAndGet).close();
		this.clients.close();
		this.clients.close();
		this.clients.register(late::incrementAndGet);
		assertThat(open).hasValue(1);
		assertThat(ended).hasValue(0);
		assertThat(late).hasValue(1);
	}

	private List<AwsServiceClientConfiguration> configurations(RegionCode region) {
		return List.of(this.clients.runtime(region).serviceClientConfiguration(),
				this.clients.runtimeAsync(region).serviceClientConfiguration(),
				this.clients.controlPlane(region).serviceClientConfiguration());
	}

	private static int maxAttempts(AwsServiceClientConfiguration configuration) {
		return configuration.overrideConfiguration().retryStrategy().orElseThrow().maxAttempts();
	}

	// The SDK wraps a client that it must not close.
	private static Object httpClient(SdkClient client, SdkClientOption<?> option) {
		Object http = ((SdkClientConfiguration) read(client, "clientConfiguration")).option(option);
		return (Stream.of(http.getClass().getDeclaredFields()).anyMatch((field) -> field.getName().equals("delegate")))
				? read(http, "delegate") : http;
	}

	private static Object read(Object target, String name) {
		try {
			Field field = target.getClass().getDeclaredField(name);
			field.setAccessible(true);
			return field.get(target);
		}
		catch (ReflectiveOperationException ex) {
			throw new AssertionError("The SDK keeps '" + name + "' elsewhere now", ex);
		}
	}

	/**
	 * Counts what is made.
	 *
	 * @param made how many runtime clients
	 * @param delegate makes them
	 */
	private record CountingFactory(AtomicInteger made,
			RegionalClientFactory delegate) implements RegionalClientFactory {

		@Override
		public BedrockRuntimeClient runtime(RegionCode region) {
			this.made.incrementAndGet();
			return this.delegate.runtime(region);
		}

		@Override
		public BedrockRuntimeAsyncClient runtimeAsync(RegionCode region) {
			return this.delegate.runtimeAsync(region);
		}

		@Override
		public BedrockClient controlPlane(RegionCode region) {
			return this.delegate.controlPlane(region);
		}

		@Override
		public void close() {
			this.delegate.close();
		}

	}

}
