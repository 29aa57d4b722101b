package example;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.bedrock.BedrockClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(properties = { "bedrock.cross-region.source-region=eu-central-1", "bedrock.cross-region.geography=eu",
		"bedrock.cross-region.residency.allow=EU",
		"bedrock.cross-region.chat-model.model-id=anthropic.claude-sonnet-4-5-20250929-v1:0" })
class ApplicationTests {

	@Autowired
	private Assistant assistant;

	@Autowired
	private BedrockEmulator emulator;

	@Test
	void resultOfAToolReachesTheModel() {
		this.emulator.journal().clear();
		assertThat(this.assistant.answer("What is the weather in Turin?")).contains("light rain, 12 degrees");
		assertThat(this.emulator.journal().entries()).hasSize(2);
	}

	@Test
	void streamArrivesInPiecesAfterTheTool() throws Exception {
		List<String> pieces = new CopyOnWriteArrayList<>();
		CompletableFuture<ChatResponse> completed = new CompletableFuture<>();
		this.assistant.stream("What is the weather in Turin?")
			.onPartialResponse(pieces::add)
			.onCompleteResponse(completed::complete)
			.onError(completed::completeExceptionally)
			.start();
		assertThat(completed.get(1, TimeUnit.MINUTES).aiMessage().text()).contains("light rain, 12 degrees");
		assertThat(pieces).hasSizeGreaterThan(3);
		assertThat(String.join("", pieces)).contains("light rain, 12 degrees");
	}

	@Test
	void versionsAgree() {
		assertThat(versions(AiServices.class, BedrockChatModel.class, ChatModel.class)).hasSize(1);
		assertThat(versions(Apache5HttpClient.class, BedrockClient.class, BedrockRuntimeClient.class,
				NettyNioAsyncHttpClient.class, SdkClient.class))
			.hasSize(1);
	}

	private static List<String> versions(Class<?>... types) {
		return Stream.of(types)
			.map((type) -> Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getFileName())
			.map((jar) -> jar.toString().replaceFirst("^.*-(?=[0-9]+\\.[0-9])", ""))
			.distinct()
			.toList();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Bedrock {

		@Bean
		BedrockEmulator emulator() {
			return BedrockEmulator.start();
		}

	}

}
