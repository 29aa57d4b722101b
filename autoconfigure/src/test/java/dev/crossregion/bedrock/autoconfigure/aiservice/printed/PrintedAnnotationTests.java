package dev.crossregion.bedrock.autoconfigure.aiservice.printed;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.ToolProvider;

import dev.crossregion.bedrock.autoconfigure.Calls;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.memory.chat.ChatMemoryProvider;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.store.memory.chat.ChatMemoryStore;
import dev.langchain4j.store.memory.chat.InMemoryChatMemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The annotation that a failed start prints is compiled and started.
 */
@ExtendWith(OutputCaptureExtension.class)
class PrintedAnnotationTests {

	private static final Pattern PRINTED = Pattern.compile(
			"(?s)    (import static [\\w.]+;)\n\n    // (Assistant)\n    (@AiService\\(.*?\\))\n    interface Assistant\n");

	@TempDir
	private Path directory;

	@Test
	void theServiceStartsWithIt(CapturedOutput output) throws Exception {
		Class<?> automatic = compile("first", "", "@AiService");
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> start(automatic).close());
		Matcher printed = PRINTED.matcher(output.toString());
		assertThat(printed.find()).as("printed annotation").isTrue();
		Class<?> explicit = compile("second", printed.group(1), printed.group(3));
		try (ConfigurableApplicationContext context = start(explicit)) {
			assertThat(answer(explicit, context.getBean(explicit))).contains("noon");
			Calls.assertModels(context.getBean(BedrockEmulator.class), "eu." + Runners.SONNET, "eu." + Runners.SONNET);
			assertThat(context.getBean(ChatMemoryStore.class).getMessages("me")).extracting(ChatMessage::type)
				.hasToString("[USER, AI, TOOL_EXECUTION_RESULT, AI]");
			assertThat(printed.group(3)).contains("tools = { \"clock\", \"ruler\" }");
		}
	}

	private static String answer(Class<?> type, Object service)
			throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
		Method method = type.getMethod("answer", String.class, String.class);
		return (String) method.invoke(service, "me", "Good morning");
	}

	private static ConfigurableApplicationContext start(Class<?> service) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.addInitializers((context) -> ((GenericApplicationContext) context).registerBean(service));
		return application.run("--bedrock.cross-region.source-region=eu-central-1",
				"--bedrock.cross-region.geography=eu", "--bedrock.cross-region.catalog.source=bundled",
				"--spring.ai.model.chat=none", "--bedrock.cross-region.models.fast.model-id=amazon.nova-lite-v1:0",
				"--bedrock.cross-region.chat-model.model-id=" + Runners.SONNET);
	}

	private Class<?> compile(String name, String imports, String annotation)
			throws IOException, ClassNotFoundException {
		Path classes = Files.createDirectories(this.directory.resolve(name));
		Path source = Files.writeString(classes.resolve("Assistant.java"), """
				import dev.langchain4j.service.MemoryId;
				import dev.langchain4j.service.UserMessage;
				import dev.langchain4j.service.spring.AiService;
				%s

				%s
				public interface Assistant {

					String answer(@MemoryId String user, @UserMessage String question);

				}
				""".formatted(imports, annotation));
		int exit = ToolProvider.getSystemJavaCompiler()
			.run(null, null, null, "-proc:none", "-d", classes.toString(), "-cp",
					System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
					source.toString());
		assertThat(exit).as("exit code of the compiler").isZero();
		URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() }, getClass().getClassLoader());
		return loader.loadClass("Assistant");
	}

	static final class Clock {

		@Tool
		String time() {
			return "noon";
		}

	}

	static final class Ruler {

		@Tool
		int length() {
			return 30;
		}

	}

	@SpringBootApplication
	static class Application {

		@Bean
		BedrockEmulator emulator() {
			return BedrockEmulator.start();
		}

		@Bean
		ChatMemoryStore store() {
			return new InMemoryChatMemoryStore();
		}

		@Bean
		ChatMemoryProvider memories(ChatMemoryStore store) {
			return (id) -> MessageWindowChatMemory.builder().id(id).maxMessages(10).chatMemoryStore(store).build();
		}

		@Bean
		Clock clock() {
			return new Clock();
		}

		@Bean
		Ruler ruler() {
			return new Ruler();
		}

	}

}
