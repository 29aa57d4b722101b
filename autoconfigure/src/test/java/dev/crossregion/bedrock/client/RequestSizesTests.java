package dev.crossregion.bedrock.client;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.quota.RequestSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ImageBlock;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.PromptVariableValues;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolSpecification;

import static org.assertj.core.api.Assertions.assertThat;

class RequestSizesTests {

	private static final Set<String> COUNTED = Set.of("messages", "system", "toolConfig", "promptVariables",
			"outputConfig", "additionalModelRequestFields");

	private static final Set<String> NOT_READ_BY_THE_MODEL = Set.of("modelId", "inferenceConfig", "guardrailConfig",
			"additionalModelResponseFieldPaths", "requestMetadata", "performanceConfig", "serviceTier");

	@Test
	void aNewFieldOfTheSdkHasToBeLookedAt() {
		assertThat(fields(ConverseRequest.builder().build())).isEqualTo(known());
		assertThat(fields(ConverseStreamRequest.builder().build())).isEqualTo(known());
	}

	private static Set<String> known() {
		Set<String> known = new TreeSet<>(COUNTED);
		known.addAll(NOT_READ_BY_THE_MODEL);
		return known;
	}

	private static Set<String> fields(SdkPojo request) {
		return request.sdkFields().stream().map(SdkField::locationName).collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void everythingThatTheModelReadsCounts() {
		Message question = message(ContentBlock.fromText("12345"), ContentBlock.fromText("678"));
		Message result = message(ContentBlock.fromToolResult(
				ToolResultBlock.builder().toolUseId("i").content(ToolResultContentBlock.fromText("1234567")).build()));
		Tool tool = Tool.fromToolSpec(ToolSpecification.builder().name("tool").description("does").build());
		ConverseRequest request = ConverseRequest.builder()
			.modelId("is not read by the model")
			.requestMetadata(Map.of("nor", "is this"))
			.system(SystemContentBlock.fromText("0123456789"))
			.messages(question, result)
			.toolConfig(ToolConfiguration.builder().tools(tool).build())
			.promptVariables(Map.of("v", PromptVariableValues.fromText("ab")))
			.additionalModelRequestFields(Document.mapBuilder().putString("k", "abc").build())
			.inferenceConfig((inference) -> inference.maxTokens(77))
			.build();
		assertThat(RequestSizes.of(request)).isEqualTo(new RequestSize(8 + 1 + 7 + 10 + 8 + 3 + 4, 77));
		ConverseStreamRequest streamed = ConverseStreamRequest.builder()
			.system(request.system())
			.messages(request.messages())
			.toolConfig(request.toolConfig())
			.promptVariables(request.promptVariables())
			.additionalModelRequestFields(request.additionalModelRequestFields())
			.build();
		assertThat(RequestSizes.of(streamed))
			.isEqualTo(new RequestSize(RequestSizes.of(request).characters(), RequestSize.NOT_STATED));
	}

	// Bedrock refuses it, and says so better.
	@Test
	void aMessageThatIsMissingCountsForNothing() {
		Message missing = null;
		ConverseRequest request = ConverseRequest.builder().messages(message(), missing).build();
		assertThat(RequestSizes.of(request)).isEqualTo(RequestSize.UNKNOWN);
	}

	@Test
	void aPictureCountsForNoMoreThanAModelMakesOfIt() {
		ContentBlock picture = ContentBlock.fromImage(ImageBlock.builder()
			.format("png")
			.source((source) -> source.bytes(SdkBytes.fromByteArray(new byte[1_000_000])))
			.build());
		RequestSize size = RequestSizes.of(ConverseRequest.builder().messages(message(picture)).build());
		assertThat(size.characters()).isEqualTo(6400 + "png".length());
	}

	@ParameterizedTest
	@ValueSource(strings = { "max_tokens", "maxTokenCount", "max_gen_len", "max_output_tokens", "maxOutputTokens" })
	void aBodyIsReadForTheMostTokens(String name) {
		String body = "{\"" + name + "\": 31, \"prompt\": \"hello\"}";
		RequestSize size = RequestSizes.of(InvokeModelRequest.builder().body(SdkBytes.fromUtf8String(body)).build());
		assertThat(size).isEqualTo(new RequestSize(body.length(), 31));
	}

	@Test
	void anEmptyRequestIsSmallAndMayAnswerAsUsual() {
		assertThat(RequestSizes.of(ConverseRequest.builder().build())).isEqualTo(RequestSize.UNKNOWN);
		assertThat(RequestSizes.of(InvokeModelRequest.builder().build())).isEqualTo(RequestSize.UNKNOWN);
		assertThat(RequestSizes.of(CountTokensRequest.builder().build())).isEqualTo(RequestSize.UNKNOWN);
	}

	private static Message message(ContentBlock... content) {
		return Message.builder().role(ConversationRole.USER).content(content).build();
	}

}
