package example;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.JournalEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(properties = { "spring.main.banner-mode=off", "bedrock.cross-region.catalog.source=bundled",
		"bedrock.cross-region.routes[0].source-region=eu-central-1",
		"bedrock.cross-region.routes[1].source-region=eu-west-1" })
class ApplicationTests {

	@Autowired
	private Assistant assistant;

	@Autowired
	private BedrockEmulator emulator;

	@Autowired
	private ApplicationContext context;

	@BeforeEach
	void reset() {
		this.emulator.clearFaults();
		this.emulator.journal().clear();
	}

	@Test
	void resultOfAToolReachesTheModel() {
		assertThat(this.assistant.answer("What is the weather in Turin?")).contains("light rain, 12 degrees");
		assertThat(this.emulator.journal().entries()).hasSize(2);
	}

	@Test
	void streamArrivesInPiecesAfterTheTool() {
		List<String> pieces = this.assistant.stream("What is the weather in Turin?")
			.collectList()
			.block(Duration.ofMinutes(1));
		assertThat(pieces).hasSizeGreaterThan(3);
		assertThat(String.join("", pieces)).contains("light rain, 12 degrees");
	}

	@Test
	void aThrottledRegionIsSurvived() {
		this.emulator.fail(Fault.throttledTokens().from("eu-central-1").times(1));
		assertThat(this.assistant.answer("What is the weather in Turin?")).contains("light rain, 12 degrees");
		assertThat(this.emulator.journal().entries()).extracting(JournalEntry::sourceRegion)
			.contains("eu-central-1", "eu-west-1")
			.hasSize(3);
	}

	@Test
	void modelsOfLangChain4jAreThereOnlyWithIt() {
		boolean present = ClassUtils.isPresent("dev.langchain4j.model.bedrock.BedrockChatModel", null);
		assertThat(present).isEqualTo(this.context.containsBean("bedrockChatModel"));
		assertThat(present).isEqualTo(new File("").getAbsoluteFile().getName().equals("with-langchain4j"));
		assertThat(this.context.containsBean("bedrockSpringAiChatModel")).isTrue();
	}

	@Test
	void partsOfTheAwsSdkThatAreCalledHaveOneVersion() {
		Set<String> versions = Pattern.compile("/software/amazon/awssdk/(?:bedrock|bedrockruntime|sdk-core|aws-core|"
				+ "apache5-client|netty-nio-client|url-connection-client|http-client-spi)/([^/]+)/[^/]+\\.jar")
			.matcher(System.getProperty("java.class.path").replace(File.separatorChar, '/'))
			.results()
			.map((MatchResult jar) -> jar.group(1))
			.collect(Collectors.toSet());
		assertThat(versions).hasSize(1);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Bedrock {

		@Bean
		BedrockEmulator emulator() {
			return BedrockEmulator.start();
		}

	}

}
