package dev.crossregion.bedrock.autoconfigure.springai;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.crossregion.bedrock.autoconfigure.RecordingClient;
import dev.crossregion.bedrock.autoconfigure.RoutingClients;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.emulator.BedrockEmulatorExtension;
import dev.crossregion.bedrock.emulator.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;

import org.springframework.ai.bedrock.converse.BedrockChatOptions;
import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring AI can do with a model, through ours: tools, structured output, media,
 * cache points, and answers with reasoning.
 */
class SpringAiFeaturesTests {

	@RegisterExtension
	private static final BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	private final List<InvocationRecord> records = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = SpringAiRunners.with(Runners.emulated(bedrock.emulator()))
		.withBean(InvocationListener.class, () -> this.records::add);

	@Test
	void aToolIsCalledOnceThoughItsRoundIsThrottled() {
		bedrock.emulator().fail(Fault.throttledTokens().times(1));
		this.runner.run((context) -> {
			Weather weather = new Weather();
			assertThat(context.getBean(ChatClient.Builder.class)
				.build()
				.prompt("What is the weather in Turin?")
				.tools(weather)
				.call()
				.content()).contains("light rain");
			assertThat(weather.calls).hasValue(1);
			assertThat(this.records).hasSize(2);
			assertThat(bedrock.emulator().journal().entries()).hasSize(3);
		});
	}

	@Test
	void aStructuredAnswerIsRead() {
		this.runner.run((context) -> {
			Forecast forecast = context.getBean(ChatClient.Builder.class)
				.build()
				.prompt("The weather in Turin")
				.advisors(AdvisorParams.ENABLE_NATIVE_STRUCTURED_OUTPUT)
				.call()
				.entity(Forecast.class);
			assertThat(forecast).isNotNull();
			assertThat(forecast.summary()).isNotEmpty();
		});
	}

	@Test
	void anAnswerWithReasoningHasItsTextOnce() {
		this.runner
			.withPropertyValues("bedrock.cross-region.chat-model.additional-model-request-fields.thinking.type=enabled")
			.run((context) -> {
				ChatModel model = context.getBean(ChatModel.class);
				assertThat(model.call("Good morning")).startsWith("You said: Good morning.");
				assertThat(String.join("",
						model.stream("Good morning").collectList().blockOptional(Duration.ofSeconds(30)).orElseThrow()))
					.startsWith("You said: Good morning.")
					.containsOnlyOnce("You said");
			});
	}

	@Test
	void anImageIsSentWithTheText() {
		ConverseRequest sent = sent("",
				(client) -> client.prompt()
					.user((user) -> user.text("What is this?")
						.media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(new byte[] { 1, 2, 3 })))
					.call()
					.content());
		assertThat(sent.messages().get(0).content()).extracting(ContentBlock::type)
			.containsExactly(ContentBlock.Type.TEXT, ContentBlock.Type.IMAGE);
	}

	@ParameterizedTest
	@CsvSource({ "after-system,true,false", "after-tools,false,true" })
	void cachePointsAreThoseOfTheModel(String placement, boolean system, boolean tools) {
		ConverseRequest sent = sent("bedrock.cross-region.chat-model.prompt-caching=" + placement,
				(client) -> client.prompt("Good morning").system("Be short").tools(new Weather()).call().content());
		assertThat(sent.system().stream().anyMatch((block) -> block.type() == SystemContentBlock.Type.CACHE_POINT))
			.isEqualTo(system);
		assertThat(sent.toolConfig().tools().stream().anyMatch((tool) -> tool.cachePoint() != null)).isEqualTo(tools);
	}

	@Test
	void optionsOfSpringAiForOneRequestAreSent() {
		ConverseRequest sent = sent("",
				(client) -> client.prompt("Good morning")
					.options(BedrockChatOptions.builder().maxTokens(9).temperature(0.5))
					.call()
					.content());
		assertThat(sent.inferenceConfig().maxTokens()).isEqualTo(9);
		assertThat(sent.inferenceConfig().temperature()).isEqualTo(0.5f);
	}

	// The name of a bean that replaces ours: the model calls through it.
	private ConverseRequest sent(String property, Ask ask) {
		RecordingClient client = new RecordingClient((response) -> {
		});
		this.runner.withBean(RoutingClients.CLIENT, BedrockRuntimeClient.class, () -> client)
			.withPropertyValues((property.isEmpty()) ? new String[0] : new String[] { property })
			.run((context) -> ask.with(context.getBean(ChatClient.Builder.class).build()));
		return client.lastRequest();
	}

	/** A question. */
	private interface Ask {

		void with(ChatClient client);

	}

	record Forecast(String city, String summary) {
	}

	/** A tool. */
	static final class Weather {

		private final AtomicInteger calls = new AtomicInteger();

		@Tool(description = "The weather in a city")
		String weather(String city) {
			this.calls.incrementAndGet();
			return "light rain in " + city.strip();
		}

	}

}
