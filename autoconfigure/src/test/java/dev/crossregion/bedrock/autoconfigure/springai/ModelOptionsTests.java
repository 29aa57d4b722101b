package dev.crossregion.bedrock.autoconfigure.springai;

import java.util.Map;

import dev.crossregion.bedrock.autoconfigure.RecordingAsyncClient;
import dev.crossregion.bedrock.autoconfigure.RecordingClient;
import dev.crossregion.bedrock.autoconfigure.RoutingClients;
import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;

import org.springframework.ai.bedrock.converse.BedrockChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What requests of Spring AI's models carry, of which properties.
 */
@ExtendWith(OutputCaptureExtension.class)
class ModelOptionsTests {

	private static final String PREFIX = "bedrock.cross-region.chat-model.";

	private static final String SPRING_AI = "spring.ai.bedrock.converse.chat.";

	private final RecordingClient client = new RecordingClient((response) -> {
	});

	private final RecordingAsyncClient asyncClient = new RecordingAsyncClient("end_turn");

	// The name of a bean that replaces ours: the model calls through it.
	private final ApplicationContextRunner runner = SpringAiRunners.with(Runners.bundled())
		.withBean(RoutingClients.CLIENT, BedrockRuntimeClient.class, () -> this.client)
		.withBean(RoutingClients.ASYNC_CLIENT, BedrockRuntimeAsyncClient.class, () -> this.asyncClient);

	private ConverseRequest call(ApplicationContextRunner runner) {
		runner.run((context) -> context.getBean(ChatModel.class).call("Good morning"));
		return this.client.lastRequest();
	}

	private ConverseStreamRequest stream(ApplicationContextRunner runner) {
		runner.run((context) -> context.getBean(ChatModel.class).stream("Good morning").blockLast());
		return this.asyncClient.lastRequest();
	}

	@Test
	void defaultsThatNobodyWroteAreNotSent() {
		InferenceConfiguration sent = call(this.runner).inferenceConfig();
		assertThat(sent.maxTokens()).isNull();
		assertThat(sent.temperature()).isNull();
		assertThat(sent.topP()).isNull();
	}

	@Test
	void propertiesOfTheModelAreSent() {
		InferenceConfiguration sent = call(
				this.runner.withPropertyValues(PREFIX + "temperature=0.25", PREFIX + "max-output-tokens=77",
						PREFIX + "stop-sequences=END", SPRING_AI + "temperature=1", SPRING_AI + "max-tokens=5"))
			.inferenceConfig();
		assertThat(sent.temperature()).isEqualTo(0.25f);
		assertThat(sent.maxTokens()).isEqualTo(77);
		assertThat(sent.stopSequences()).containsExactly("END");
	}

	@Test
	void propertiesOfSpringAiAreSentWhereTheModelSetsNone() {
		InferenceConfiguration sent = call(this.runner.withPropertyValues(SPRING_AI + "options.temperature=0.5",
				SPRING_AI + "max-tokens=55", SPRING_AI + "stop-sequences=STOP"))
			.inferenceConfig();
		assertThat(sent.temperature()).isEqualTo(0.5f);
		assertThat(sent.maxTokens()).isEqualTo(55);
		assertThat(sent.stopSequences()).containsExactly("STOP");
	}

	@Test
	void optionsOfARequestComeFirst() {
		this.runner.withPropertyValues(PREFIX + "max-output-tokens=77")
			.run((context) -> context.getBean(ChatModel.class)
				.call(new Prompt("Good morning", BedrockChatOptions.builder().maxTokens(9).build())));
		assertThat(this.client.lastRequest().inferenceConfig().maxTokens()).isEqualTo(9);
	}

	@Test
	void guardrailTierAndFieldsAreSentWithEveryCall() {
		ApplicationContextRunner declared = this.runner.withPropertyValues(PREFIX + "guardrail.identifier=abc",
				PREFIX + "guardrail.version=2", PREFIX + "guardrail.stream-processing-mode=async",
				PREFIX + "service-tier=priority", PREFIX + "additional-model-request-fields.[top_k]=40",
				PREFIX + "additional-model-request-fields.thinking.budget=1024");
		ConverseRequest sent = call(declared);
		assertThat(sent.guardrailConfig().guardrailIdentifier()).isEqualTo("abc");
		assertThat(sent.guardrailConfig().guardrailVersion()).isEqualTo("2");
		assertThat(sent.serviceTier().typeAsString()).isEqualTo("priority");
		ConverseStreamRequest streamed = stream(declared);
		assertThat(streamed.guardrailConfig().guardrailIdentifier()).isEqualTo("abc");
		assertThat(streamed.guardrailConfig().streamProcessingModeAsString()).isEqualTo("async");
		assertThat(streamed.serviceTier().typeAsString()).isEqualTo("priority");
		for (Document fields : new Document[] { sent.additionalModelRequestFields(),
				streamed.additionalModelRequestFields() }) {
			assertThat(fields.asMap()).containsOnlyKeys("top_k", "thinking");
			assertThat(fields.asMap().get("thinking").asMap()).containsOnlyKeys("budget");
		}
	}

	@Test
	void fieldsOfARequestWinOverThoseOfTheModel() {
		this.runner
			.withPropertyValues(PREFIX + "additional-model-request-fields.[top_k]=40",
					PREFIX + "additional-model-request-fields.seed=1")
			.run((context) -> context.getBean(ChatModel.class)
				.call(new Prompt("Good morning",
						BedrockChatOptions.builder().requestParameters(Map.of("seed", "2")).build())));
		assertThat(this.client.lastRequest().additionalModelRequestFields().asMap()).containsKey("top_k")
			.containsEntry("seed", Document.fromString("2"));
	}

	@Test
	void aCachePointIsPutWhereSpringAiHasAStrategyForIt(CapturedOutput output) {
		assertThat(call(this.runner.withPropertyValues(PREFIX + "prompt-caching=after-last-user-message")).messages()
			.get(0)
			.content()).extracting(ContentBlock::type)
			.containsExactly(ContentBlock.Type.TEXT, ContentBlock.Type.CACHE_POINT);
		assertThat(output).doesNotContain("has no effect on");
	}

	@Test
	void propertiesWithoutAnOptionOfSpringAiAreNamed(CapturedOutput output) {
		call(this.runner.withPropertyValues(PREFIX + "prompt-caching=after-user-message",
				PREFIX + "return-thinking=true"));
		assertThat(output).contains(PREFIX + "prompt-caching has no effect on 'bedrockSpringAiChatModel'")
			.contains(PREFIX + "return-thinking has no effect on 'bedrockSpringAiChatModel'");
	}

	@ParameterizedTest
	@CsvSource({ "guardrail.identifier,abc", "guardrail.version,1", "service-tier,turbo", "prompt-caching,somewhere",
			"temperature,-1", "top-p,2", "max-output-tokens,0" })
	void aWrongValueStopsTheStart(String property, String value) {
		this.runner.withPropertyValues(PREFIX + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining(PREFIX + property.split("\\.")[0]));
	}

}
