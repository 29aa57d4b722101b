package dev.crossregion.bedrock.autoconfigure.springai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.autoconfigure.Calls;
import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.emulator.BedrockEmulatorAutoConfiguration;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

import org.springframework.ai.model.bedrock.converse.autoconfigure.BedrockConverseProxyChatAutoConfiguration;
import org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The application of {@code docs/spring-ai-migration.md}, with both of its files.
 */
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class MigrationTests {

	private static final Path PAGE = Path.of("../docs/spring-ai-migration.md");

	private static final Path CODE = Path
		.of("src/test/java/dev/crossregion/bedrock/autoconfigure/springai/Summaries.java");

	private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	private static final String PROFILE = "eu.anthropic.claude-sonnet-4-5-20250929-v1:0";

	private BedrockEmulator emulator;

	@BeforeEach
	void start() {
		this.emulator = BedrockEmulator.start();
	}

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	@Test
	void thePageShowsTheCode() throws IOException {
		String source = Files.readString(CODE);
		assertThat(Files.readString(PAGE))
			.contains("```java\n" + source.substring(source.indexOf("@Component")) + "```");
	}

	@Test
	void bothAnswerAndStreamThroughTheSameProfile(CapturedOutput output) {
		for (ApplicationContextRunner application : List.of(before(), after())) {
			this.emulator.journal().clear();
			application.run((context) -> {
				Summaries summaries = context.getBean(Summaries.class);
				assertThat(summaries.summarize("a long text")).contains("a long text");
				assertThat(String.join("",
						summaries.stream("a long text")
							.collectList()
							.blockOptional(Duration.ofSeconds(30))
							.orElseThrow()))
					.contains("a long text");
				Calls.assertModels(this.emulator, PROFILE, PROFILE);
				Calls.assertSourceRegions(this.emulator, "eu-central-1", "eu-central-1");
			});
		}
		assertThat(output).doesNotContain("has no effect");
	}

	@Test
	void aThrottledRegionFailsTheCallBeforeAndNotAfter() {
		this.emulator.fail(Fault.throttledTokens().from("eu-central-1"));
		before().run((context) -> {
			assertThatExceptionOfType(ThrottlingException.class)
				.isThrownBy(() -> context.getBean(Summaries.class).summarize("a long text"));
			Calls.assertSourceRegions(this.emulator, "eu-central-1", "eu-central-1", "eu-central-1", "eu-central-1");
		});
		this.emulator.journal().clear();
		after().run((context) -> {
			assertThat(context.getBean(Summaries.class).summarize("a long text")).contains("a long text");
			Calls.assertSourceRegions(this.emulator, "eu-central-1", "eu-west-1");
		});
	}

	// The SDK reads the endpoint where it makes clients by itself.
	private ApplicationContextRunner before() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(BedrockConverseProxyChatAutoConfiguration.class,
					ToolCallingAutoConfiguration.class, ChatClientAutoConfiguration.class))
			.withSystemProperties("aws.endpointUrlBedrockRuntime=" + this.emulator.uri(), "aws.accessKeyId=id",
					"aws.secretAccessKey=not-a-secret")
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(yaml(0)))
			.withBean(Summaries.class);
	}

	private ApplicationContextRunner after() {
		return SpringAiRunners
			.with(new ApplicationContextRunner().withConfiguration(
					AutoConfigurations.of(BedrockEmulatorAutoConfiguration.class, CrossRegionAutoConfiguration.class)))
			.withBean(BedrockEmulator.class, () -> this.emulator, (definition) -> definition.setDestroyMethodName(""))
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(yaml(1)))
			.withBean(Summaries.class);
	}

	private static PropertySource<?> yaml(int index) {
		try {
			List<String> blocks = new ArrayList<>();
			Matcher matcher = YAML.matcher(Files.readString(PAGE));
			while (matcher.find()) {
				blocks.add(matcher.group(1));
			}
			assertThat(blocks).hasSize(2);
			return new YamlPropertySourceLoader()
				.load("page", new ByteArrayResource(blocks.get(index).getBytes(StandardCharsets.UTF_8)))
				.get(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
