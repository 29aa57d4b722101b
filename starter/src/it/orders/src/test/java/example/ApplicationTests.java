package example;

import java.io.File;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.langchain4j.model.chat.response.ChatResponse;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(properties = { "spring.main.banner-mode=off", "bedrock.cross-region.source-region=eu-central-1",
		"bedrock.cross-region.geography=eu", "bedrock.cross-region.residency.allow=EU", "bedrock.cross-region.catalog.source=bundled",
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
		assertThat(versions("dev/langchain4j/(?:langchain4j|langchain4j-bedrock|langchain4j-core)")).hasSize(1);
		assertThat(versions("software/amazon/awssdk/[^/]+")).hasSize(1);
	}

	private static Set<String> versions(String artifacts) {
		Matcher jars = Pattern.compile("/" + artifacts + "/([^/]+)/[^/]+\\.jar")
			.matcher(System.getProperty("java.class.path").replace(File.separatorChar, '/'));
		return jars.results().map((jar) -> jar.group(1)).collect(Collectors.toSet());
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Bedrock {

		@Bean
		BedrockEmulator emulator() {
			return BedrockEmulator.start();
		}

	}

}
