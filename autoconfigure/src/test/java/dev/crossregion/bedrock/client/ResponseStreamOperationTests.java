package dev.crossregion.bedrock.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.client.StreamGateOperation.EventKind;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.plan.RoutingSettings;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.PayloadPart;
import software.amazon.awssdk.services.bedrockruntime.model.ResponseStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * InvokeModelWithResponseStream through the gate: chunks that belong to the model.
 */
class ResponseStreamOperationTests {

	private static final String START = "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\"}}";

	private static final String PING = "{\"type\": \"ping\"}";

	private static final String DELTA = "{\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}";

	private static final String STOP = "{\"type\":\"message_stop\"}";

	private static final String METRICS = "\"amazon-bedrock-invocationMetrics\":{\"inputTokenCount\":11,\"outputTokenCount\":7,"
			+ "\"invocationLatency\":1049,\"firstByteLatency\":460,\"cacheReadInputTokenCount\":5,\"cacheWriteInputTokenCount\":3}";

	private final StreamGateFixture gate = new StreamGateFixture();

	private final StreamGateListener<InvokeModelWithResponseStreamResponse, ResponseStream> caller = new StreamGateListener<>();

	@AfterEach
	void close() {
		this.gate.close();
	}

	@Test
	void holdsBackWhatAnthropicSendsBeforeItsContent() {
		CompletableFuture<Void> first = call();
		StreamGateScript.Stream<?, ResponseStream> broken = this.gate.bedrock.next();
		broken.open().send(chunk(START), chunk(PING), chunk(""));
		assertThat(this.caller.signals).isEmpty();
		broken.complete();
		StreamGateScript.Stream<?, ResponseStream> stream = this.gate.bedrock.next();
		stream.open().send(chunk(START), chunk(PING), chunk(DELTA));
		assertThat(this.caller.events).containsExactly(chunk(START), chunk(PING), chunk(DELTA));
		stream.send(chunk("{\"type\":\"message_stop\"," + METRICS + "}"));
		assertThat(first).isCompletedWithValue(null);
		assertThat(this.caller.ends()).containsExactly("onComplete", "complete");
		InvocationRecord invocation = this.gate.recording.only();
		assertThat(invocation.operation()).isEqualTo(Operation.INVOKE_MODEL_WITH_RESPONSE_STREAM);
		assertThat(invocation.usage()).isEqualTo(new TokenCounts(11, 7, 5, 3));
		assertThat(invocation.attempts()).hasSize(2);
	}

	@Test
	void saysThatAnAnswerOfAnthropicWasTruncated() {
		CompletableFuture<Void> result = call();
		StreamGateScript.Stream<?, ResponseStream> stream = this.gate.bedrock.next();
		stream.open().send(chunk(START), chunk(DELTA)).complete();
		assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(SdkClientException.class)
			.hasMessageContaining("truncated")
			.hasMessageContaining("message_stop");
		assertThat(this.caller.ends()).containsExactly("onError", "exceptionOccurred");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "{\"outputText\":\"Hi\"}", "not JSON at all", "[1]", "{\"a\":{\"type\":\"message_start\"}}" })
	void takesACleanEndOfAnythingElseForTheEnd(String text) {
		CompletableFuture<Void> result = call();
		StreamGateScript.Stream<?, ResponseStream> stream = this.gate.bedrock.next();
		stream.open().send(chunk(text));
		assertThat(this.caller.events).hasSize(1);
		stream.send(chunk(STOP)).complete();
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.caller.events).hasSize(2);
		assertThat(this.gate.recording.only().outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(this.gate.recording.only().usage()).isNull();
	}

	@Test
	void deliversACleanEndToACallerThatIsSlow() {
		this.caller.asking(1, 0);
		CompletableFuture<Void> result = call();
		StreamGateScript.Stream<?, ResponseStream> stream = this.gate.bedrock.next();
		stream.open().send(chunk(PING), chunk("{\"outputText\":\"Hi\"}")).complete();
		assertThat(result).isNotDone();
		this.caller.subscription().request(1);
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.caller.events).hasSize(2);
	}

	@Test
	void takesAStreamWithoutAnythingForTruncated() {
		CompletableFuture<Void> result = call();
		for (int attempt = 0; attempt < RoutingSettings.MAX_ATTEMPTS; attempt++) {
			StreamGateScript.Stream<?, ResponseStream> stream = this.gate.bedrock.next();
			stream.open().complete();
		}
		assertThat(StreamGateFixture.failureOf(result)).hasMessageContaining("truncated");
		assertThat(this.gate.recording.only().attempts()).hasSize(RoutingSettings.MAX_ATTEMPTS);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"type":"message_start"}                             | PREAMBLE
			 { "type" : "ping" }                                 | PREAMBLE
			{"type":"content_block_start","index":0}             | CONTENT
			{"type":"message_stop"}                              | CONTENT
			{"text":"{\\"type\\":\\"message_start\\"}"}          | CONTENT
			{"text":"\\"amazon-bedrock-invocationMetrics\\":{}"} | CONTENT
			{"amazon-bedrock-invocationMetrics":{}}              | END
			{"a":1,"amazon-bedrock-invocationMetrics" : { } }    | END
			""")
	void readsChunks(String text, EventKind kind) {
		assertThat(new ResponseStreamOperation.Reader().read(chunk(text))).isEqualTo(kind);
	}

	@Test
	void readsAnythingThatIsNoChunkAsPreamble() {
		ResponseStreamOperation.Reader reader = new ResponseStreamOperation.Reader();
		assertThat(reader.read(ResponseStream.UNKNOWN)).isEqualTo(EventKind.PREAMBLE);
		assertThat(reader.read(ResponseStream.chunkBuilder().build())).isEqualTo(EventKind.PREAMBLE);
		assertThat(reader.mayEndHere()).isFalse();
	}

	@ParameterizedTest
	@EnumSource
	void streamsOverHttp(Protocol protocol) {
		try (BedrockEmulator emulator = BedrockEmulator.start(); StreamGateHttp http = http(emulator.uri(), protocol)) {
			emulator.fail(Fault.midStream("throttlingException", 2).from("eu-central-1"));
			http.client.invokeModelWithResponseStream(request(), handler()).orTimeout(30, TimeUnit.SECONDS).join();
			String answer = this.caller.events.stream()
				.map((event) -> ((PayloadPart) event).bytes().asUtf8String())
				.collect(Collectors.joining("\n"));
			assertThat(answer).startsWith("{\"type\":\"message_start\"").contains("message_stop");
			assertThat(this.caller.ends()).containsExactly("onComplete", "complete");
			InvocationRecord invocation = http.invocation();
			assertThat(invocation.attempts()).hasSize(2);
			assertThat(invocation.usage()).isNotNull();
		}
	}

	@ParameterizedTest
	@EnumSource
	void failsOnceOverHttpWhenTruncatedAfterContent(Protocol protocol) {
		try (BedrockEmulator emulator = BedrockEmulator.start(); StreamGateHttp http = http(emulator.uri(), protocol)) {
			emulator.fail(Fault.truncatedInFrame(6));
			CompletableFuture<Void> result = http.client.invokeModelWithResponseStream(request(), handler());
			assertThat(StreamGateFixture.failureOf(result)).hasMessageContaining("truncated");
			assertThat(this.caller.ends()).containsExactly("onError", "exceptionOccurred");
			assertThat(emulator.journal().size()).isOne();
		}
	}

	private static StreamGateHttp http(URI endpoint, Protocol protocol) {
		return new StreamGateHttp(endpoint, protocol, Duration.ofSeconds(30), Fixtures.FRANKFURT, Fixtures.IRELAND);
	}

	private CompletableFuture<Void> call() {
		return this.gate.client.invokeModelWithResponseStream(request(), handler());
	}

	private InvokeModelWithResponseStreamResponseHandler handler() {
		return InvokeModelWithResponseStreamResponseHandler.builder()
			.onResponse(this.caller::responseReceived)
			.onEventStream(this.caller::onEventStream)
			.onError(this.caller::exceptionOccurred)
			.onComplete(this.caller::complete)
			.build();
	}

	private static InvokeModelWithResponseStreamRequest request() {
		return InvokeModelWithResponseStreamRequest.builder()
			.modelId(Fixtures.MODEL.value())
			.body(SdkBytes.fromUtf8String("{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":100,"
					+ "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
			.build();
	}

	private static ResponseStream chunk(String text) {
		return ResponseStream.chunkBuilder().bytes(SdkBytes.fromString(text, StandardCharsets.UTF_8)).build();
	}

}
