package dev.crossregion.bedrock.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.routing.Outcome;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.utils.AttributeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the blocking client of the SDK does by itself, and what ours does.
 */
class BlockingClientUpstreamDefectTests {

	private static final AttributeMap DEFAULTS = SdkHttpConfigurationOption.GLOBAL_HTTP_DEFAULTS;

	private static final int CALLS = 120;

	@Test
	void mostCallsWaitForAConnectionAndNotForTheModel() throws IOException {
		assertThat(DEFAULTS.get(SdkHttpConfigurationOption.MAX_CONNECTIONS)).isEqualTo(50);
		assertThat(ClientSettings.DEFAULT.maxConnections()).isGreaterThan(CALLS);
		try (SilentServer behindThePlain = new SilentServer(); SilentServer behindOurs = new SilentServer()) {
			BedrockRuntimeClient plain = plain(behindThePlain.uri(), Apache5HttpClient.builder());
			Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
			RegionalClients regions = new RegionalClients(settings(behindOurs.uri()), Fixtures.CREDENTIALS);
			RoutingBedrockRuntimeClient ours = new RoutingBedrockRuntimeClient(calls.context, regions);
			ExecutorService threads = Executors.newFixedThreadPool(2 * CALLS);
			try {
				for (int call = 0; call < CALLS; call++) {
					threads.submit(() -> converse(plain));
					threads.submit(() -> converse(ours));
				}
				await().atMost(Duration.ofSeconds(30)).until(() -> behindOurs.connections() == CALLS);
				assertThat(behindThePlain.connections()).isLessThanOrEqualTo(50);
			}
			finally {
				regions.close();
				plain.close();
				threads.shutdownNow();
			}
		}
	}

	@Test
	void aModelThatIsStillThinkingIsAskedAgain() {
		assertThat(DEFAULTS.get(SdkHttpConfigurationOption.READ_TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
		assertThat(ClientSettings.DEFAULT.readTimeout()).isEqualTo(Duration.ofMinutes(10));
		try (BedrockEmulator thinking = BedrockEmulator.builder().latency(Duration.ofSeconds(2)).start()) {
			try (BedrockRuntimeClient plain = plain(thinking.uri(),
					Apache5HttpClient.builder().socketTimeout(Duration.ofMillis(300)))) {
				assertThatExceptionOfType(SdkException.class).isThrownBy(() -> converse(plain));
			}
			await().atMost(Duration.ofSeconds(30)).until(() -> thinking.journal().size() > 1);
		}
		try (BedrockEmulator thinking = BedrockEmulator.builder().latency(Duration.ofSeconds(2)).start();
				RegionalClients regions = new RegionalClients(settings(thinking.uri()), Fixtures.CREDENTIALS)) {
			Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)));
			converse(new RoutingBedrockRuntimeClient(calls.context, regions));
			assertThat(calls.only().outcome()).isEqualTo(Outcome.SUCCESS);
			assertThat(calls.only().attempts()).hasSize(1);
		}
	}

	private static BedrockRuntimeClient plain(URI endpoint, Apache5HttpClient.Builder http) {
		return BedrockRuntimeClient.builder()
			.endpointOverride(endpoint)
			.region(Region.EU_CENTRAL_1)
			.credentialsProvider(Fixtures.CREDENTIALS)
			.httpClientBuilder(http)
			.build();
	}

	private static ClientSettings settings(URI endpoint) {
		return new ClientSettings(endpoint, ClientSettings.DEFAULT.maxConnections(), Duration.ofSeconds(10),
				ClientSettings.DEFAULT.readTimeout(), Duration.ofSeconds(60), Duration.ofSeconds(60));
	}

	private static void converse(BedrockRuntimeClient client) {
		client.converse((request) -> request.modelId(Fixtures.EU_PROFILE).messages(Api.QUESTION));
	}

	/**
	 * Takes every connection and answers none.
	 */
	private static final class SilentServer implements AutoCloseable {

		private final ServerSocket server = new ServerSocket(0, 2 * CALLS, InetAddress.getLoopbackAddress());

		private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

		private SilentServer() throws IOException {
			Thread acceptor = new Thread(() -> {
				try {
					while (true) {
						this.sockets.add(this.server.accept());
					}
				}
				catch (IOException ex) {
					// Closed.
				}
			});
			acceptor.setDaemon(true);
			acceptor.start();
		}

		private URI uri() {
			return URI.create("http://127.0.0.1:" + this.server.getLocalPort());
		}

		private int connections() {
			return this.sockets.size();
		}

		@Override
		public void close() throws IOException {
			this.server.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}

	}

}
