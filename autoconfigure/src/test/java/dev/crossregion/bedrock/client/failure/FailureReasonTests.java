package dev.crossregion.bedrock.client.failure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.crossregion.bedrock.client.Fixtures;
import dev.crossregion.bedrock.client.connection.ClientAccess;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.HttpProxies;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.client.connection.SdkClientFactory;
import dev.crossregion.bedrock.client.connection.TrackedCredentials;
import dev.crossregion.bedrock.emulator.BedrockEmulatorExtension;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link FailureReason}, with what the three HTTP clients really throw.
 */
@Timeout(120)
class FailureReasonTests {

	@RegisterExtension
	static final BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	private static final String PROMPT = "a prompt that no reason quotes";

	private static final ConverseRequest REQUEST = ConverseRequest.builder()
		.modelId(Fixtures.EU_PROFILE)
		.messages(Message.builder().role(ConversationRole.USER).content(ContentBlock.fromText(PROMPT)).build())
		.build();

	private static String reason(Client client, @Nullable URI endpoint, Map<String, String> proxies,
			AwsCredentialsProvider credentials) {
		ClientSettings settings = Fixtures.settings(endpoint);
		try (RegionalClients clients = new RegionalClients(settings,
				(timers) -> new SdkClientFactory(settings,
						ClientAccess.of(settings, new TrackedCredentials(credentials)),
						new HttpProxies((name) -> null, proxies::get), timers))) {
			Throwable failure = catchThrowable(() -> client.call(clients, Fixtures.FRANKFURT));
			assertThat(failure).isNotNull();
			return FailureReason.of(failure);
		}
	}

	private static String reason(Client client, URI endpoint) {
		return reason(client, endpoint, Map.of(), Fixtures.CREDENTIALS);
	}

	@ParameterizedTest
	@EnumSource
	void nobodyListens(Client client) throws IOException {
		int port;
		try (ServerSocket free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
			port = free.getLocalPort();
		}
		// The asynchronous client may lose a request whose connection is refused at once.
		assertThat(reason(client, URI.create("http://127.0.0.1:" + port))).isIn("connection refused",
				(client == Client.ASYNC) ? "no connection in time" : "connection refused");
	}

	@ParameterizedTest
	@EnumSource
	void theNameIsNotKnown(Client client) {
		assertThat(reason(client, URI.create("http://bedrock.invalid"))).isEqualTo("unknown host");
	}

	@ParameterizedTest
	@EnumSource
	void whatAnswersDoesNotSpeakTls(Client client) throws IOException {
		try (Server server = new Server("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")) {
			assertThat(reason(client, URI.create("https://127.0.0.1:" + server.port())))
				.isEqualTo((client == Client.ASYNC) ? "no connection in time" : "TLS failed");
		}
	}

	@ParameterizedTest
	@MethodSource
	void theProxyRefuses(Client client, String status) throws IOException {
		Map<String, String> proxies = new HashMap<>();
		try (Server proxy = new Server("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")) {
			proxies.put("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port());
			assertThat(reason(client, null, proxies, Fixtures.CREDENTIALS)).contains("prox");
		}
	}

	static Stream<Arguments> theProxyRefuses() {
		return Stream.of(Client.values())
			.flatMap((client) -> Stream.of("403 Forbidden", "407 Proxy Authentication Required")
				.map((status) -> Arguments.of(client, status)));
	}

	@ParameterizedTest
	@EnumSource
	void theProviderHasNoCredentials(Client client) {
		assertThat(reason(client, bedrock.uri(), Map.of(), () -> {
			throw SdkClientException.create("Unable to load credentials of account 123456789012");
		})).isEqualTo("no credentials");
	}

	@ParameterizedTest
	@MethodSource
	void whatAmazonBedrockAnswers(Client client, Fault fault, String reason) {
		bedrock.emulator().fail(fault);
		assertThat(reason(client, bedrock.uri())).isEqualTo(reason);
	}

	static Stream<Arguments> whatAmazonBedrockAnswers() {
		return Stream.of(Client.BLOCKING, Client.ASYNC)
			.flatMap((client) -> Stream.of(Arguments.of(client, Fault.unavailable(), "no capacity (HTTP 503)"),
					Arguments.of(client, Fault.internalError(), "server error (HTTP 500)"),
					Arguments.of(client, Fault.badGateway(), "no capacity (HTTP 502 without an AWS error code)"),
					Arguments.of(client, Fault.notJson(), "an answer that cannot be read"),
					Arguments.of(client, Fault.connectionReset(), "the connection broke"),
					Arguments.of(client, Fault.expiredToken(), "credentials expired (HTTP 403)"),
					Arguments.of(client, Fault.unrecognizedClient(), "credentials refused (HTTP 403)"),
					Arguments.of(client, Fault.signatureExpired(), "the clock of this machine is wrong (HTTP 403)"),
					Arguments.of(client, Fault.throttled(), "throttled: too many requests (HTTP 429)"),
					Arguments.of(client, Fault.throttledTokens(), "throttled (HTTP 429)"),
					Arguments.of(client, Fault.accessDeniedByScp("eu-south-1"), "no permission (HTTP 403)"),
					Arguments.of(client, Fault.status(403, "", "").withBody("text/html", "<html>Forbidden</html>"),
							"refused by a proxy or gateway (HTTP 403 without an AWS error code)"),
					Arguments.of(client, Fault.modelTimeout(), "the model timed out (HTTP 408)")));
	}

	@Test
	void aReasonQuotesNothing() {
		assertThat(FailureReason
			.of(SdkClientException.create(PROMPT + " 123456789012", new IOException(PROMPT + " 123456789012"))))
			.isEqualTo("the connection broke");
		assertThat(FailureReason.of(new IllegalStateException(PROMPT))).isEqualTo("the client failed");
	}

	enum Client {

		BLOCKING, ASYNC, CONTROL_PLANE;

		void call(RegionalClients clients, RegionCode region) throws Exception {
			switch (this) {
				case BLOCKING -> clients.runtime(region).converse(REQUEST);
				case ASYNC -> clients.runtimeAsync(region).converse(REQUEST).get(60, TimeUnit.SECONDS);
				case CONTROL_PLANE -> clients.controlPlane(region).listInferenceProfiles((request) -> {
				});
			}
		}

	}

	/** Answers everything with the same bytes, whatever is sent to it. */
	private static final class Server implements AutoCloseable {

		private final ServerSocket socket = new ServerSocket(0, 0, InetAddress.getByName("127.0.0.1"));

		Server(String answer) throws IOException {
			Thread thread = new Thread(() -> serve(answer.getBytes(StandardCharsets.ISO_8859_1)), "plain-server");
			thread.setDaemon(true);
			thread.start();
		}

		private void serve(byte[] answer) {
			while (!this.socket.isClosed()) {
				try (Socket client = this.socket.accept()) {
					client.getInputStream().read(new byte[8192]);
					client.getOutputStream().write(answer);
					client.getOutputStream().flush();
				}
				catch (IOException ex) {
					// The other side, or the end of the test, closed the connection.
				}
			}
		}

		int port() {
			return this.socket.getLocalPort();
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
