package dev.crossregion.bedrock.emulator;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.emulator.payload.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConversationTests {

	private static final String PROFILE = "eu." + Clients.SONNET;

	private static final String ANTHROPIC_BODY = "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":100,"
			+ "\"messages\":[{\"role\":\"user\",\"content\":\"Hello Milan\"}]}";

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	@RegisterExtension
	static Clients clients = new Clients();

	@Test
	void wordsOfAStreamAreTheTextOfTheAnswer() throws Exception {
		List<String> words = Clients.words();
		Clients.stream(clients.async(bedrock.uri(), Region.EU_CENTRAL_1),
				ConverseStreamRequest.builder().modelId(PROFILE).messages(Clients.user("Hello Milan")).build(), words)
			.get(1, TimeUnit.MINUTES);
		assertThat(words).hasSizeGreaterThan(5);
		assertThat(String.join("", words)).isEqualTo(text(client().converse(request().build())))
			.contains("Hello Milan");
		assertThat(bedrock.emulator().journal().entries()).extracting(JournalEntry::protocol)
			.containsExactly("HTTP/2.0", "HTTP/1.1");
	}

	@Test
	void toolIsCalledAndItsResultSettlesTheQuestion() {
		ConverseRequest question = request()
			.toolConfig(
					(config) -> config.tools(
							Tool.fromToolSpec((tool) -> tool.name("weather")
								.inputSchema((schema) -> schema.json(Document.fromMap(Map.of("type",
										Document.fromString("object"), "properties",
										Document.fromMap(Map.of("city",
												Document.fromMap(Map.of("type", Document.fromString("string"))))))))))))
			.build();
		ConverseResponse call = client().converse(question);
		assertThat(call.stopReason()).isEqualTo(StopReason.TOOL_USE);
		ToolUseBlock use = call.output().message().content().get(0).toolUse();
		assertThat(use.name()).isEqualTo("weather");
		assertThat(use.input().asMap().get("city").asString()).isEqualTo("Hello Milan");
		ConverseResponse answer = client().converse(question.toBuilder()
			.messages(question.messages().get(0), call.output().message(),
					Message.builder()
						.role(ConversationRole.USER)
						.content(ContentBlock.fromToolResult(ToolResultBlock.builder()
							.toolUseId(use.toolUseId())
							.content(ToolResultContentBlock.fromText("21 degrees"))
							.build()))
						.build())
			.build());
		assertThat(answer.stopReason()).isEqualTo(StopReason.END_TURN);
		assertThat(text(answer)).contains("21 degrees");
	}

	@Test
	void structuredOutputSatisfiesItsSchema() {
		String schema = "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
				+ "\"age\":{\"type\":\"integer\",\"minimum\":18},\"kind\":{\"enum\":[\"A\",\"B\"]},"
				+ "\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}},\"required\":[\"name\",\"age\"]}";
		ConverseResponse answer = client().converse(request()
			.outputConfig((config) -> config.textFormat((format) -> format.type("json_schema")
				.structure((structure) -> structure.jsonSchema((json) -> json.name("person").schema(schema)))))
			.build());
		assertThat(Json.read(text(answer)))
			.isEqualTo(Json.read("{\"name\":\"Hello Milan\",\"age\":18,\"kind\":\"A\",\"tags\":[\"Hello Milan\"]}"));
	}

	@Test
	void reasoningComesBeforeTheText() {
		ConverseResponse answer = client().converse(request()
			.additionalModelRequestFields(Document
				.fromMap(Map.of("thinking", Document.fromMap(Map.of("type", Document.fromString("enabled"))))))
			.build());
		assertThat(answer.output().message().content()).extracting(ContentBlock::type)
			.containsExactly(ContentBlock.Type.REASONING_CONTENT, ContentBlock.Type.TEXT);
	}

	@Test
	void stopSequenceEndsTheText() {
		ConverseResponse answer = client()
			.converse(request().inferenceConfig((config) -> config.stopSequences("Milan")).build());
		assertThat(answer.stopReason()).isEqualTo(StopReason.STOP_SEQUENCE);
		assertThat(text(answer)).isEqualTo("You said: Hello ");
	}

	@Test
	void maxTokensEndTheText() {
		ConverseResponse answer = client().converse(request().inferenceConfig((config) -> config.maxTokens(3)).build());
		assertThat(answer.stopReason()).isEqualTo(StopReason.MAX_TOKENS);
		assertThat(text(answer)).hasSize(12);
		assertThat(answer.usage().outputTokens()).isEqualTo(3);
	}

	@Test
	void conversationWithoutMessagesIsRejected() {
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> client().converse((request) -> request.modelId(PROFILE)))
			.withMessageContaining("A conversation must start with a user message");
	}

	@Test
	void invokedModelAnswersInItsProvidersFormat() {
		InvokeModelResponse claude = client()
			.invokeModel((request) -> request.modelId(PROFILE).body(SdkBytes.fromUtf8String(ANTHROPIC_BODY)));
		assertThat(Json.read(claude.body().asByteArray()).at("/content/0/text").asString()).contains("Hello Milan");
		assertThat(claude.sdkHttpResponse().firstMatchingHeader("X-Amzn-Bedrock-Input-Token-Count")).isPresent();
		InvokeModelResponse nova = client().invokeModel((request) -> request.modelId("eu.amazon.nova-lite-v1:0")
			.body(SdkBytes
				.fromUtf8String("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello Milan\"}]}]}")));
		assertThat(Json.read(nova.body().asByteArray()).at("/output/message/content/0/text").asString())
			.contains("Hello Milan");
	}

	@Test
	void invokedModelStreamsInItsProvidersFormat() throws Exception {
		List<String> types = Clients.words();
		clients.async(bedrock.uri(), Region.EU_CENTRAL_1)
			.invokeModelWithResponseStream(
					(request) -> request.modelId(PROFILE).body(SdkBytes.fromUtf8String(ANTHROPIC_BODY)),
					InvokeModelWithResponseStreamResponseHandler.builder()
						.subscriber(InvokeModelWithResponseStreamResponseHandler.Visitor.builder()
							.onChunk((chunk) -> types
								.add(Json.read(chunk.bytes().asString(StandardCharsets.UTF_8)).path("type").asString()))
							.build())
						.build())
			.get(1, TimeUnit.MINUTES);
		assertThat(types).startsWith("message_start", "ping", "content_block_start", "content_block_delta")
			.endsWith("content_block_stop", "message_delta", "message_stop");
	}

	@Test
	void bodyThatIsNotJsonIsRejected() {
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> client()
				.invokeModel((request) -> request.modelId(PROFILE).body(SdkBytes.fromUtf8String("{\"messages\":"))))
			.withMessageContaining("Malformed input request");
	}

	@Test
	void tokensAreCountedForModelsOfTheRegionOnly() {
		BedrockRuntimeClient london = clients.sync(bedrock.uri(), Region.EU_WEST_2);
		int counted = london
			.countTokens((request) -> request.modelId("amazon.nova-lite-v1:0")
				.input((input) -> input.converse((converse) -> converse.messages(Clients.user("x".repeat(400))))))
			.inputTokens();
		assertThat(counted).isBetween(100, 110);
		assertThatExceptionOfType(ValidationException.class)
			.isThrownBy(() -> london.countTokens((request) -> request.modelId(Clients.SONNET)
				.input((input) -> input.converse((converse) -> converse.messages(Clients.user("x"))))))
			.withMessageContaining("doesn't support counting tokens");
	}

	private static ConverseRequest.Builder request() {
		return ConverseRequest.builder().modelId(PROFILE).messages(Clients.user("Hello Milan"));
	}

	private static String text(ConverseResponse response) {
		return response.output().message().content().get(0).text();
	}

	private static BedrockRuntimeClient client() {
		return clients.sync(bedrock.uri(), Region.EU_CENTRAL_1);
	}

}
