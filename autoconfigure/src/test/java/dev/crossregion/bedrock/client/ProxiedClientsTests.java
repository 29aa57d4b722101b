package dev.crossregion.bedrock.client;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.RecordingServer;
import dev.crossregion.bedrock.client.connection.BedrockEndpoints;
import dev.crossregion.bedrock.client.connection.ClientAccess;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.HttpProxies;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.client.connection.SdkClientFactory;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Operation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * All HTTP clients follow the same rules for proxies.
 */
class ProxiedClientsTests {

	private static final ConverseRequest REQUEST = ConverseRequest.builder()
		.modelId(Fixtures.EU_PROFILE)
		.messages(Message.builder().role(ConversationRole.USER).content(ContentBlock.fromText("Hello")).build())
		.build();

	private final Map<String, String> properties = new HashMap<>();

	private final Map<String, String> variables = new HashMap<>();

	private RecordingServer proxy;

	@BeforeEach
	void startProxy() throws IOException {
		this.proxy = new RecordingServer();
	}

	@AfterEach
	void stopProxy() throws IOException {
		this.proxy.close();
	}

	private RegionalClients clients(@Nullable URI endpoint) {
		ClientSettings settings = Fixtures.settings(endpoint);
		return new RegionalClients(settings,
				(timers) -> new SdkClientFactory(settings, ClientAccess.of(settings, Fixtures.CREDENTIALS),
						new HttpProxies(this.properties::get, this.variables::get), timers));
	}

	private static void callEverything(RegionalClients clients) {
		catchThrowable(() -> clients.runtime(Fixtures.FRANKFURT).converse(REQUEST));
		catchThrowable(() -> clients.runtimeAsync(Fixtures.FRANKFURT).converse(REQUEST).get(30, TimeUnit.SECONDS));
		catchThrowable(() -> clients.controlPlane(Fixtures.FRANKFURT).listInferenceProfiles((request) -> {
		}));
	}

	@Test
	void allThreeUseTheProxyForEndpointsOfAws() {
		this.variables.put("HTTPS_PROXY", this.proxy.uri().toString());
		try (RegionalClients clients = clients(null)) {
			callEverything(clients);
		}
		assertThat(this.proxy.heads()).extracting((head) -> head.lines().findFirst().orElse(""))
			.contains("CONNECT bedrock-runtime.eu-central-1.amazonaws.com:443 HTTP/1.1",
					"CONNECT bedrock.eu-central-1.amazonaws.com:443 HTTP/1.1")
			.hasSizeGreaterThanOrEqualTo(3)
			.allMatch((line) -> line.startsWith("CONNECT bedrock"));
	}

	@Test
	void allThreeUseTheProxyOfTheSystemPropertiesForCleartextEndpoints() {
		this.properties.put("http.proxyHost", "127.0.0.1");
		this.properties.put("http.proxyPort", String.valueOf(this.proxy.port()));
		try (RegionalClients clients = clients(URI.create("http://bedrock.invalid:8181"))) {
			callEverything(clients);
		}
		assertThat(this.proxy.heads()).hasSizeGreaterThanOrEqualTo(3)
			.allMatch((head) -> head.lines().findFirst().orElse("").contains("bedrock.invalid:8181"));
	}

	@Test
	void userAndPasswordReachTheProxyFromAllThree() {
		this.variables.put("http_proxy", "http://me:p%40ss@127.0.0.1:" + this.proxy.port());
		try (RegionalClients clients = clients(URI.create("http://bedrock.invalid:8181"))) {
			callEverything(clients);
		}
		assertThat(this.proxy.header("Proxy-Authorization")).hasSizeGreaterThanOrEqualTo(3)
			.containsOnly("Basic " + Base64.getEncoder().encodeToString("me:p@ss".getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void hostsThatAreExcludedAreCalledDirectlyByAllThree() {
		this.variables.put("HTTP_PROXY", this.proxy.uri().toString());
		this.variables.put("NO_PROXY", ".invalid");
		try (RegionalClients clients = clients(URI.create("http://bedrock.invalid:8181"))) {
			callEverything(clients);
		}
		assertThat(this.proxy.heads()).isEmpty();
	}

	@Test
	void loopbackIsNeverProxied() {
		this.variables.put("HTTP_PROXY", this.proxy.uri().toString());
		this.properties.put("http.proxyHost", "127.0.0.1");
		this.properties.put("http.proxyPort", String.valueOf(this.proxy.port()));
		this.properties.put("http.nonProxyHosts", "nothing");
		try (BedrockEmulator emulator = BedrockEmulator.start(); RegionalClients clients = clients(emulator.uri())) {
			assertThat(clients.runtime(Fixtures.FRANKFURT).converse(REQUEST).stopReason()).isNotNull();
			assertThat(clients.runtimeAsync(Fixtures.FRANKFURT).converse(REQUEST)).succeedsWithin(30, TimeUnit.SECONDS);
			assertThat(clients.controlPlane(Fixtures.FRANKFURT).listInferenceProfiles((request) -> {
			}).inferenceProfileSummaries()).isNotEmpty();
		}
		assertThat(this.proxy.heads()).isEmpty();
	}

	@Test
	void serviceQuotasIsAskedThroughTheSameProxies() {
		this.variables.put("HTTPS_PROXY", "http://me:p%40ss@127.0.0.1:" + this.proxy.port());
		try (RegionalClients clients = clients(null)) {
			catchThrowable(() -> clients.serviceQuotas(Fixtures.FRANKFURT)
				.call("ListServiceQuotas", Map.of("ServiceCode", "bedrock"), Duration.ofSeconds(30)));
		}
		assertThat(this.proxy.heads()).extracting((head) -> head.lines().findFirst().orElse(""))
			.isNotEmpty()
			.containsOnly("CONNECT servicequotas.eu-central-1.amazonaws.com:443 HTTP/1.1");
	}

	@Test
	void endpointsWithAndWithoutAProxyHaveClientsOfTheirOwn() {
		this.variables.put("HTTP_PROXY", this.proxy.uri().toString());
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			ClientSettings settings = Fixtures.settings(emulator.uri());
			ClientAccess access = new ClientAccess(
					new BedrockEndpoints(new BedrockEndpoints.Endpoint(emulator.uri(), "this test"),
							Map.of(Fixtures.IRELAND,
									new BedrockEndpoints.Endpoint(URI.create("http://bedrock.invalid"), "this test")),
							true),
					Fixtures.CREDENTIALS, null, List.of(), List.of());
			try (RegionalClients clients = new RegionalClients(settings, (timers) -> new SdkClientFactory(settings,
					access, new HttpProxies(this.properties::get, this.variables::get), timers))) {
				CompletableFuture<?> throughProxy = clients.runtimeAsync(Fixtures.IRELAND).converse(REQUEST);
				clients.runtime(Fixtures.FRANKFURT).converse(REQUEST);
				assertThat(clients.runtimeAsync(Fixtures.FRANKFURT).converse(REQUEST)).succeedsWithin(30,
						TimeUnit.SECONDS);
				assertThat(throughProxy).failsWithin(30, TimeUnit.SECONDS);
				catchThrowable(() -> clients.runtime(Fixtures.IRELAND).converse(REQUEST));
			}
			assertThat(this.proxy.heads()).hasSizeGreaterThanOrEqualTo(2);
			assertThat(emulator.journal().entries(Operation.CONVERSE)).hasSizeLessThanOrEqualTo(2);
		}
	}

}
