package dev.crossregion.bedrock.emulator;

import java.util.Map;
import java.util.function.Consumer;

import dev.crossregion.bedrock.emulator.payload.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.CachePointBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ModelRulesTests {

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension(BedrockEmulator.builder()
		.inRegionModels("us-east-1", "anthropic.claude-haiku-4-5-20251001-v1:0", "anthropic.claude-opus-4-8",
				"amazon.nova-lite-v1:0", "meta.llama3-3-70b-instruct-v1:0", "xai.grok-4.6",
				"nvidia.nemotron-super-3-120b", "cohere.embed-v4:0", "amazon.titan-embed-text-v2:0"));

	@RegisterExtension
	static Clients clients = new Clients();

	private static BedrockRuntimeClient client() {
		return clients.sync(bedrock.uri(), Region.US_EAST_1);
	}

	private static void converse(String model, Consumer<InferenceConfiguration.Builder> inference) {
		client().converse((request) -> request.modelId(model)
			.inferenceConfig((config) -> inference.accept(config.maxTokens(10)))
			.messages(Clients.user("Hello")));
	}

	private static void assertRejected(Runnable call, int status, String code, String message) {
		assertThatExceptionOfType(BedrockRuntimeException.class).isThrownBy(call::run).satisfies((ex) -> {
			assertThat(ex.statusCode()).isEqualTo(status);
			assertThat(ex.awsErrorDetails().errorCode()).isEqualTo(code);
			assertThat(ex.awsErrorDetails().errorMessage()).contains(message);
		});
	}

	@Test
	void bothSamplingParametersAreRejected() {
		String model = "anthropic.claude-haiku-4-5-20251001-v1:0";
		converse(model, (config) -> config.temperature(0.2f));
		converse(model, (config) -> config.topP(0.2f));
		assertRejected(() -> converse(model, (config) -> config.temperature(0.2f).topP(0.9f)), 400,
				"ValidationException",
				"`temperature` and `top_p` cannot both be specified for this model. Please use only one.");
		converse("amazon.nova-lite-v1:0", (config) -> config.temperature(0.2f).topP(0.9f));
	}

	@Test
	void deprecatedSamplingParametersAreRejected() {
		String model = "anthropic.claude-opus-4-8";
		converse(model, (config) -> config.temperature(1f));
		assertRejected(() -> converse(model, (config) -> config.temperature(0.5f)), 400, "ValidationException",
				"`temperature` is deprecated for this model.");
		assertRejected(() -> converse(model, (config) -> config.topP(0.5f)), 400, "ValidationException",
				"`top_p` is deprecated for this model.");
		assertRejected(() -> client().converse((request) -> request.modelId(model)
			.additionalModelRequestFields(Document.fromMap(Map.of("temperature", Document.fromNumber(0.5))))
			.messages(Clients.user("Hello"))), 400, "ValidationException", "`temperature` is deprecated");
		assertRejected(
				() -> invoke(model,
						"{\"temperature\":0,\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"),
				400, "ValidationException", "`temperature` is deprecated");
	}

	@ParameterizedTest
	@CsvSource({ "xai.grok-4.6, 403, AccessDeniedException", "nvidia.nemotron-super-3-120b, 400, ValidationException" })
	void cachePointIsRejectedByModelsWithoutCaching(String model, int status, String code) {
		Message cached = Message.builder()
			.role(ConversationRole.USER)
			.content(ContentBlock.fromText("Hello"),
					ContentBlock.fromCachePoint(CachePointBlock.builder().type("default").build()))
			.build();
		ConverseRequest request = ConverseRequest.builder().modelId(model).messages(cached).build();
		assertRejected(() -> client().converse(request), status, code,
				"You invoked an unsupported model or your request did not allow prompt caching.");
		assertThatCode(() -> client().converse(request.toBuilder().modelId("amazon.nova-lite-v1:0").build()))
			.doesNotThrowAnyException();
	}

	@Test
	void toolsAreRejectedInStreamsOfModelsThatCannotStreamThem() throws Exception {
		String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}],\"toolConfig\":{\"tools\":"
				+ "[{\"toolSpec\":{\"name\":\"clock\",\"inputSchema\":{\"json\":{\"type\":\"object\"}}}}]}}";
		String signed = PlainClient.SIGNED.replace("eu-central-1", "us-east-1");
		String llama = "/model/meta.llama3-3-70b-instruct-v1:0/";
		assertThat(PlainClient.post(bedrock.uri(), llama + "converse-stream", signed, body)).startsWith("HTTP/1.1 400")
			.contains("This model doesn't support tool use in streaming mode.");
		assertThat(PlainClient.post(bedrock.uri(), llama + "converse", signed, body)).startsWith("HTTP/1.1 200");
		assertThat(PlainClient.post(bedrock.uri(), "/model/amazon.nova-lite-v1:0/converse-stream", signed, body))
			.startsWith("HTTP/1.1 200");
	}

	@Test
	void bodyThatIsNotAnObjectIsMalformed() {
		assertRejected(() -> invoke("amazon.nova-lite-v1:0", "[]"), 400, "ValidationException", "Malformed input");
		assertRejected(() -> invoke("amazon.nova-lite-v1:0", "{"), 400, "ValidationException", "Malformed input");
	}

	@Test
	void titanEmbedsATextInItsFormat() {
		var answer = Json.read(invoke("amazon.titan-embed-text-v2:0", "{\"inputText\":\"Hello\",\"dimensions\":256}"));
		assertThat(answer.path("embedding").size()).isEqualTo(256);
		assertThat(answer.path("inputTextTokenCount").asInt()).isEqualTo(2);
		double square = answer.path("embedding")
			.valueStream()
			.mapToDouble((value) -> Math.pow(value.asDouble(), 2))
			.sum();
		assertThat(square).isBetween(0.999, 1.001);
		assertThat(Json.read(invoke("amazon.titan-embed-text-v2:0", "{\"inputText\":\"Hello\",\"dimensions\":256}")))
			.isEqualTo(answer);
		assertThat(bedrock.emulator().journal().entries()).allSatisfy((entry) -> {
			assertThat(entry.inputTokens()).isEqualTo(2);
			assertThat(entry.outputTokens()).isZero();
		});
	}

	@Test
	void cohereEmbedsTextsInItsFormats() {
		var floats = Json
			.read(invoke("cohere.embed-v4:0", "{\"texts\":[\"one\",\"two\"],\"input_type\":\"search_query\"}"));
		assertThat(floats.path("response_type").asString()).isEqualTo("embeddings_floats");
		assertThat(floats.path("embeddings").size()).isEqualTo(2);
		assertThat(floats.at("/embeddings/0")).isNotEqualTo(floats.at("/embeddings/1"));
		var typed = Json.read(invoke("cohere.embed-v4:0",
				"{\"texts\":[\"one\"],\"embedding_types\":[\"float\"],\"output_dimension\":512}"));
		assertThat(typed.path("response_type").asString()).isEqualTo("embeddings_by_type");
		assertThat(typed.at("/embeddings/float/0").size()).isEqualTo(512);
	}

	private static String invoke(String model, String body) {
		return client().invokeModel((request) -> request.modelId(model).body(SdkBytes.fromUtf8String(body)))
			.body()
			.asUtf8String();
	}

}
