package dev.crossregion.bedrock.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.autoconfigure.langchain4j.LangChain4jAutoConfigurationTests;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailConfiguration;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What a request brings forges no line of a log.
 */
@ExtendWith(OutputCaptureExtension.class)
class RequestTextTests {

	private static final Pattern UNSAFE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

	private static final List<String> NAMES = List.of("x\nERROR forged", "x\r\nERROR forged", "x\u2028ERROR forged",
			"x\u0085ERROR forged", "\u202edegrof RORRE", "anthropic.\u001b[31mclaude", "eu.anthropic.claude\nforged",
			"arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.x\nforged",
			"arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/abc", "\n", "a\u0000b",
			"x".repeat(5000) + "\nforged");

	@Test
	void refusalsAndRecordsAreOneLineWithoutAccounts(CapturedOutput output) {
		List<InvocationRecord> records = new ArrayList<>();
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			Runners.emulated(emulator).withBean(InvocationListener.class, () -> records::add).run((context) -> {
				ChatModel model = context.getBean(ChatModel.class);
				StreamingChatModel streaming = context.getBean(StreamingChatModel.class);
				for (String name : NAMES) {
					records.clear();
					RouteRefusedException refused = catchThrowableOfType(RouteRefusedException.class,
							() -> model.chat(LangChain4jAutoConfigurationTests.request("Good morning", name)));
					assertSafe(refused.getMessage());
					assertSafe(((Refusal.NotPlanned) refused.getRefusal()).requested());
					assertSafe(refused.getRefusal().describe());
					Throwable streamed = catchThrowable(() -> Streaming.answer(streaming,
							LangChain4jAutoConfigurationTests.request("Good morning", name)));
					assertSafe(streamed.getCause().getMessage());
					assertThat(records).hasSize(2)
						.allSatisfy((record) -> assertSafe(record.requested()))
						.allSatisfy((record) -> assertThat(record.requested().length()).isLessThanOrEqualTo(123));
				}
				assertThat(emulator.journal().entries()).isEmpty();
				assertThat(output.getAll().lines()).noneMatch((line) -> line.startsWith("ERROR forged"));
			});
		}
	}

	@Test
	void aFailureOfBedrockThatRepeatsTheRequestIsOneLine() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(Fault.status(400, "ValidationException", "No such guardrail: x\nERROR forged \u202e"));
			Runners.emulated(emulator).run((context) -> {
				BedrockRuntimeClient client = context.getBean(BedrockRuntimeClient.class);
				Throwable failure = catchThrowable(() -> client.converse((request) -> request.modelId(Runners.SONNET)
					.guardrailConfig(GuardrailConfiguration.builder()
						.guardrailIdentifier("x\nERROR forged")
						.guardrailVersion("1")
						.build())));
				assertThat(failure).hasMessageContaining("No such guardrail: x?ERROR forged ?");
				assertSafe(failure.getMessage());
			});
		}
	}

	private static void assertSafe(String text) {
		assertThat(text).doesNotContainPattern(UNSAFE).doesNotContain("123456789012");
	}

}
