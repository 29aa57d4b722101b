package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Operation;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.quota.RequestSize;
import dev.crossregion.bedrock.routing.Admission;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What calls reserve of a declared quota follows from what is known of the model.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReservationTests {

	private final BedrockEmulator emulator = BedrockEmulator.start();

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	private ApplicationContextRunner quota(String model, long tokensPerMinute) {
		return Runners.emulated(this.emulator)
			.withPropertyValues("bedrock.cross-region.chat-model.model-id=" + model,
					"bedrock.cross-region.routing.max-wait=0s",
					"bedrock.cross-region.routes[0].quota.tokens-per-minute=" + tokensPerMinute);
	}

	private static ConverseRequest request(Integer maxTokens) {
		return ConverseRequest.builder()
			.modelId("bedrock")
			.messages(Message.builder().role(ConversationRole.USER).content(ContentBlock.fromText("Hello")).build())
			.inferenceConfig((configuration) -> configuration.maxTokens(maxTokens))
			.build();
	}

	@Test
	void callsWithoutAMaximumReserveThatOfTheModel() {
		quota(Runners.SONNET, 130_000).run((context) -> {
			RouteStateRegistry states = context.getBean(RouteStateRegistry.class);
			BedrockRuntimeClient client = context.getBean(BedrockRuntimeClient.class);
			for (int call = 0; call < 2; call++) {
				assertThat(states.admit(context.getBean(RoutePlans.class).all().get("bedrock"), Map.of(),
						RequestSize.UNKNOWN))
					.isInstanceOf(Admission.Granted.class);
			}
			assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> client.converse(request(null)))
				.withMessageContaining("routing.max-wait");
			assertThat(this.emulator.journal().entries(Operation.CONVERSE)).isEmpty();
			assertThat(client.converse(request(100)).usage().outputTokens()).isPositive();
		});
	}

	@Test
	void modelsWithASmallMaximumReserveLittle() {
		quota("amazon.nova-lite-v1:0", 130_000).run((context) -> {
			RouteStateRegistry states = context.getBean(RouteStateRegistry.class);
			for (int call = 0; call < 26; call++) {
				assertThat(states.admit(context.getBean(RoutePlans.class).all().get("bedrock"), Map.of(),
						RequestSize.UNKNOWN))
					.isInstanceOf(Admission.Granted.class);
			}
		});
	}

	@Test
	void embeddingsReserveNoOutput() {
		quota("cohere.embed-v4:0", 60_000).run((context) -> {
			BedrockRuntimeAsyncClient client = context.getBean(BedrockRuntimeAsyncClient.class);
			List<CompletableFuture<InvokeModelResponse>> answers = IntStream.range(0, 100)
				.mapToObj((call) -> client.invokeModel((request) -> request.modelId("bedrock")
					.body(SdkBytes.fromUtf8String(
							"{\"texts\": [\"text number %d\"], \"input_type\": \"search_document\"}".formatted(call)))))
				.toList();
			assertThat(answers).allSatisfy((answer) -> assertThat(answer).succeedsWithin(Duration.ofSeconds(60)));
			assertThat(this.emulator.journal().entries(Operation.INVOKE_MODEL)).hasSize(100);
		});
	}

	@Test
	void theStartSaysWhatCallsReserve(CapturedOutput output) {
		Runners.bundled()
			.withPropertyValues("bedrock.cross-region.models.small.model-id=amazon.nova-lite-v1:0",
					"bedrock.cross-region.models.small.max-output-tokens=1000",
					"bedrock.cross-region.models.unknown.model-id=anthropic.claude-3-sonnet-20240229-v1:0",
					"bedrock.cross-region.models.vectors.model-id=cohere.embed-v4:0")
			.run((context) -> assertThat(output)
				.contains("Model 'bedrock': bedrock.cross-region.chat-model.max-output-tokens is not set; a call that"
						+ " states no maximum reserves 64,000 tokens of output beside its input, the maximum of the model")
				.contains("Model 'unknown': bedrock.cross-region.models.unknown.max-output-tokens is not set; a call"
						+ " that states no maximum reserves 64,000 tokens of output beside its input, which is assumed")
				.doesNotContain("models.small.max-output-tokens")
				.doesNotContain("models.vectors.max-output-tokens")
				.doesNotContain("declared quota"));
	}

	@Test
	void theStartWarnsOfQuotasWithRoomForFewCalls(CapturedOutput output) {
		quota(Runners.SONNET, 200_000).run((context) -> assertThat(output).contains("WARN")
			.contains("has a declared quota of 200,000 tokens a minute")
			.contains("the quota has room for at most 3 such calls at once")
			.contains("Write bedrock.cross-region.chat-model.max-output-tokens: 4096"));
	}

	@Test
	void theStartWarnsOfQuotasWithRoomForNoCall(CapturedOutput output) {
		quota(Runners.SONNET, 50_000)
			.run((context) -> assertThat(output).contains("the quota has no room for one such call"));
	}

	@Test
	void aMaximumThatIsSetIsNotWarnedOf(CapturedOutput output) {
		quota(Runners.SONNET, 200_000).withPropertyValues("bedrock.cross-region.chat-model.max-output-tokens=500")
			.run((context) -> assertThat(output).doesNotContain("declared quota"));
	}

}
