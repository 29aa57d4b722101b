package dev.crossregion.bedrock.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.RecordingServer;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.JournalEntry;
import dev.crossregion.bedrock.emulator.Operation;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What properties do not name is set on the builders of the HTTP clients.
 */
class HttpClientCustomizerTests {

	private static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	private static final ChatRequest HELLO = ChatRequest.builder().messages(UserMessage.from("Good morning")).build();

	private static ApplicationContextRunner at(HttpOneGateway gateway) {
		return Runners.bundled()
			.withSystemProperties("aws.accessKeyId=emulator", "aws.secretAccessKey=emulator")
			.withPropertyValues("bedrock.cross-region.client.endpoint-override=" + gateway.uri());
	}

	@Test
	void aGatewayThatSpeaksHttp1OnlyStreamsWhenTheProtocolIsSet() throws IOException {
		try (BedrockEmulator emulator = BedrockEmulator.start();
				HttpOneGateway gateway = new HttpOneGateway(emulator.uri())) {
			at(gateway)
				.withBean(BedrockAsyncHttpClientBuilderCustomizer.class,
						() -> (builder) -> builder.protocol(Protocol.HTTP1_1))
				.run((context) -> {
					assertThat(context.getBean(ChatModel.class).chat("Good morning")).contains("Good morning");
					assertThat(Streaming.answer(context.getBean(StreamingChatModel.class), HELLO).aiMessage().text())
						.contains("Good morning");
				});
			assertThat(gateway.authorizations()).hasSize(2);
		}
	}

	@Test
	void withoutThatStreamsAreSentAsHttp2() throws IOException {
		try (RecordingServer server = new RecordingServer()) {
			Runners.bundled()
				.withSystemProperties("aws.accessKeyId=emulator", "aws.secretAccessKey=emulator")
				.withPropertyValues("bedrock.cross-region.client.endpoint-override=" + server.uri(),
						"bedrock.cross-region.routing.deadline=5s")
				.run((context) -> {
					catchThrowable(() -> Streaming.answer(context.getBean(StreamingChatModel.class), HELLO));
					assertThat(server.heads()).isNotEmpty().allMatch((head) -> head.startsWith("PRI * HTTP/2.0"));
				});
		}
	}

	@Test
	void customizersAreCalledInOrderAndLast() {
		List<String> called = new CopyOnWriteArrayList<>();
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			Runners.emulated(emulator)
				.withBean("second", BedrockHttpClientBuilderCustomizer.class, () -> new Second(called))
				.withBean("first", BedrockHttpClientBuilderCustomizer.class, () -> new First(called))
				.run((context) -> {
					assertThat(called).isEmpty();
					context.getBean(ChatModel.class).chat("Good morning");
					assertThat(called).containsExactly("first", "second");
				});
		}
	}

	@Test
	void aProxyThatACustomizerSetsServesTheControlPlaneToo() throws IOException {
		try (RecordingServer proxy = new RecordingServer()) {
			Runners.bundled()
				.withSystemProperties("aws.accessKeyId=emulator", "aws.secretAccessKey=emulator")
				.withPropertyValues("bedrock.cross-region.client.endpoint-override=http://bedrock.invalid")
				.withBean(BedrockHttpClientBuilderCustomizer.class,
						() -> (builder) -> builder
							.proxyConfiguration(ProxyConfiguration.builder().endpoint(proxy.uri()).build()))
				.withBean(BedrockAsyncHttpClientBuilderCustomizer.class,
						() -> (builder) -> builder
							.proxyConfiguration(software.amazon.awssdk.http.nio.netty.ProxyConfiguration.builder()
								.host("127.0.0.1")
								.port(proxy.port())
								.build()))
				.run((context) -> {
					RegionalClients clients = context.getBean(RegionalClients.class);
					catchThrowable(() -> clients.runtime(FRANKFURT).converse((request) -> request.modelId("m")));
					catchThrowable(() -> clients.controlPlane(FRANKFURT).listInferenceProfiles((request) -> {
					}));
					catchThrowable(() -> clients.runtimeAsync(FRANKFURT)
						.converse((request) -> request.modelId("m"))
						.get(30, TimeUnit.SECONDS));
					assertThat(proxy.heads()).hasSizeGreaterThanOrEqualTo(3)
						.anyMatch((head) -> head.startsWith("POST http://bedrock.invalid/"))
						.anyMatch((head) -> head.startsWith("GET http://bedrock.invalid/inference-profiles"))
						.anyMatch((head) -> head.startsWith("CONNECT bedrock.invalid"));
				});
		}
	}

	@Test
	void aStreamLeavesAnEndpointThatAcceptsConnectionsAndSaysNothing() throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				BedrockEmulator emulator = BedrockEmulator.start()) {
			Runners.bundled()
				.withSystemProperties("aws.accessKeyId=emulator", "aws.secretAccessKey=emulator")
				.withBean(BedrockAsyncHttpClientBuilderCustomizer.class,
						() -> (builder) -> builder.connectionAcquisitionTimeout(Duration.ofMillis(200)))
				.withPropertyValues("bedrock.cross-region.client.endpoint-override=" + emulator.uri(),
						"bedrock.cross-region.routes[0].source-region=eu-central-1",
						"bedrock.cross-region.routes[0].endpoint-override=http://127.0.0.1:" + silent.getLocalPort(),
						"bedrock.cross-region.routes[1].source-region=eu-west-1")
				.run((context) -> {
					assertThat(Streaming.answer(context.getBean(StreamingChatModel.class), HELLO).aiMessage().text())
						.contains("Good morning");
					assertThat(emulator.journal().entries(Operation.CONVERSE_STREAM)).singleElement()
						.extracting(JournalEntry::sourceRegion)
						.isEqualTo("eu-west-1");
				});
		}
	}

	private record First(List<String> called) implements BedrockHttpClientBuilderCustomizer, Ordered {

		@Override
		public void customize(software.amazon.awssdk.http.apache5.Apache5HttpClient.Builder builder) {
			this.called.add("first");
		}

		@Override
		public int getOrder() {
			return 1;
		}

	}

	private record Second(List<String> called) implements BedrockHttpClientBuilderCustomizer, Ordered {

		@Override
		public void customize(software.amazon.awssdk.http.apache5.Apache5HttpClient.Builder builder) {
			this.called.add("second");
		}

		@Override
		public int getOrder() {
			return 2;
		}

	}

}
