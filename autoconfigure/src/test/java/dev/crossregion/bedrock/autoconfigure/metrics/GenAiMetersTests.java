package dev.crossregion.bedrock.autoconfigure.metrics;

import java.util.Map;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.Streaming;
import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfiguration;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.ai.chat.observation.ChatModelMeterObservationHandler;
import org.springframework.ai.model.bedrock.converse.autoconfigure.BedrockConverseProxyChatAutoConfiguration;
import org.springframework.ai.model.chat.observation.autoconfigure.ChatObservationAutoConfiguration;
import org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The meters that are named by the conventions for generative AI.
 */
class GenAiMetersTests {

	private static final String DURATION = "gen_ai.client.operation.duration";

	private static final String TOKENS = "gen_ai.client.token.usage";

	private BedrockEmulator emulator;

	@BeforeEach
	void start() {
		this.emulator = BedrockEmulator.start();
	}

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	private ApplicationContextRunner runner() {
		return Runners.emulated(this.emulator).withBean(MeterRegistry.class, SimpleMeterRegistry::new);
	}

	private static Map<String, String> tags(Meter meter) {
		return meter.getId().getTags().stream().collect(Collectors.toMap(Tag::getKey, Tag::getValue));
	}

	@Test
	void callIsTimedOnceWhateverItsAttempts() {
		runner().run((context) -> {
			this.emulator.fail(Fault.unavailable().times(1));
			context.getBean(ChatModel.class).chat("Good morning");
			Timer timer = context.getBean(MeterRegistry.class).get(DURATION).timer();
			assertThat(timer.count()).isEqualTo(1);
			assertThat(tags(timer)).isEqualTo(Map.of("gen_ai.operation.name", "chat", "gen_ai.provider.name",
					"aws.bedrock", "gen_ai.request.model", Runners.SONNET, "error.type", "none"));
		});
	}

	@Test
	void failedCallHasItsOutcomeAsErrorTypeAndNoTokens() {
		runner().run((context) -> {
			this.emulator.fail(Fault.status(400, "ValidationException", "The request is wrong."));
			assertThatExceptionOfType(RuntimeException.class)
				.isThrownBy(() -> context.getBean(ChatModel.class).chat("Good morning"));
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get(DURATION).tag("error.type", "invalid").timer().count()).isEqualTo(1);
			assertThat(registry.find(TOKENS).summary()).isNull();
		});
	}

	@Test
	void tokensAreThoseOfTheAnswer() {
		runner().run((context) -> {
			ChatRequest request = ChatRequest.builder().messages(UserMessage.from("Good morning")).build();
			ChatResponse answer = context.getBean(ChatModel.class).chat(request);
			ChatResponse streamed = Streaming.answer(context.getBean(StreamingChatModel.class), request);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			await().until(() -> registry.get(DURATION).timer().count() == 2);
			assertThat(registry.get(TOKENS).tag("gen_ai.token.type", "input").summary().totalAmount())
				.isEqualTo(answer.tokenUsage().inputTokenCount() + streamed.tokenUsage().inputTokenCount());
			assertThat(registry.get(TOKENS).tag("gen_ai.token.type", "output").summary().totalAmount())
				.isEqualTo(answer.tokenUsage().outputTokenCount() + streamed.tokenUsage().outputTokenCount());
			assertThat(tags(registry.get(TOKENS).tag("gen_ai.token.type", "input").summary()))
				.isEqualTo(Map.of("gen_ai.operation.name", "chat", "gen_ai.provider.name", "aws.bedrock",
						"gen_ai.request.model", Runners.SONNET, "gen_ai.token.type", "input"));
		});
	}

	@Test
	void bodyOfInvokeModelIsNotReadForItsName() {
		runner().run((context) -> {
			context.getBean(BedrockRuntimeClient.class)
				.invokeModel((request) -> request.modelId("bedrock")
					.body(SdkBytes.fromUtf8String("{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":10,"
							+ "\"messages\":[{\"role\":\"user\",\"content\":\"Good morning\"}]}")));
			assertThat(tags(context.getBean(MeterRegistry.class).get(DURATION).timer()))
				.containsEntry("gen_ai.operation.name", "invoke_model");
		});
	}

	// Spring AI counts the tokens of its own calls under the same name, and times them.
	@Test
	void callsOfSpringAiAreCountedOnce() {
		runner()
			.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class, ObservationAutoConfiguration.class,
					CompositeMeterRegistryAutoConfiguration.class, ChatObservationAutoConfiguration.class,
					ToolCallingAutoConfiguration.class, BedrockConverseProxyChatAutoConfiguration.class,
					CrossRegionAutoConfiguration.class, LangChain4jAutoConfiguration.class))
			// Spring AI's builder asks the Region chain of the SDK on its own.
			.withSystemProperties("aws.disableEc2Metadata=true")
			.withPropertyValues("spring.ai.bedrock.converse.chat.options.model=" + Runners.SONNET,
					"spring.ai.bedrock.converse.chat.model=" + Runners.SONNET)
			.run((context) -> {
				assertThat(context).hasSingleBean(ChatModelMeterObservationHandler.class)
					.doesNotHaveBean(OperationDurationMeter.class)
					.doesNotHaveBean(TokenUsageMeter.class);
				context.getBean(BedrockProxyChatModel.class).call("Good morning");
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.find(DURATION).timer()).isNull();
				assertThat(registry.find(TOKENS).summary()).isNull();
				assertThat(registry.get(TOKENS).tag("gen_ai.token.type", "output").counter().count()).isPositive();
				assertThat(registry.get("gen_ai.client.operation").timer().count()).isEqualTo(1);
				assertThat(registry.get("bedrock.crossregion.call").timer().count()).isEqualTo(1);
			});
	}

}
