package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.crossregion.bedrock.emulator.payload.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailTextBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ModelErrorException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Answers and frames that a test scripts.
 */
class ScriptedAnswerTests {

	private static final String PROFILE = "eu." + Clients.SONNET;

	private static final String BODY = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]}";

	private static final GuardrailContentBlock GUARDED = GuardrailContentBlock
		.fromText(GuardrailTextBlock.builder().text("Hello").build());

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	@RegisterExtension
	static Clients clients = new Clients();

	private static BedrockRuntimeClient client() {
		return clients.sync(bedrock.uri(), Region.EU_CENTRAL_1);
	}

	private static void converse() {
		client().converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
	}

	private static void converseGuarded(String guardrail) {
		client().converse((request) -> request.modelId(PROFILE)
			.guardrailConfig((config) -> config.guardrailIdentifier(guardrail).guardrailVersion("1"))
			.messages(Clients.user("Hello")));
	}

	static Stream<Arguments> errors() {
		return Stream.of(
				Arguments.of(Fault.signatureExpired(), 403, "InvalidSignatureException", "Signature expired: 20"),
				Arguments.of(Fault.signatureNotYetCurrent(), 403, "InvalidSignatureException",
						"Signature not yet current: 20"),
				Arguments.of(Fault.requestExpired(), 400, "RequestExpired", ""),
				Arguments.of(Fault.requestTimeTooSkewed(), 400, "RequestTimeTooSkewed", ""),
				Arguments.of(Fault.expiredToken(), 403, "ExpiredTokenException",
						"The security token included in the request is expired"),
				Arguments.of(Fault.unrecognizedClient(), 403, "UnrecognizedClientException",
						"The security token included in the request is invalid."),
				Arguments.of(Fault.operationNotAllowed(), 400, "ValidationException", "Operation not allowed"),
				Arguments.of(Fault.accountNotAuthorized(), 400, "ValidationException",
						"Your account is not authorized to invoke this API operation."),
				Arguments.of(Fault.paymentInstrumentInvalid(), 403, "AccessDeniedException",
						"INVALID_PAYMENT_INSTRUMENT"),
				Arguments.of(Fault.promptCachingUnsupported(), 403, "AccessDeniedException",
						"your request did not allow prompt caching."),
				Arguments.of(Fault.invalidToolSequence(), 424, "ModelErrorException",
						"Model produced invalid sequence as part of ToolUse."),
				Arguments.of(Fault.status(400, "NotAuthorized", "Not for {model}"), 400, "NotAuthorized",
						"Not for " + PROFILE));
	}

	@ParameterizedTest
	@MethodSource("errors")
	void errorHasItsStatusCodeAndWording(Fault fault, int status, String code, String message) {
		bedrock.emulator().fail(fault);
		assertThatExceptionOfType(BedrockRuntimeException.class).isThrownBy(ScriptedAnswerTests::converse)
			.satisfies((ex) -> {
				assertThat(ex.statusCode()).isEqualTo(status);
				assertThat(ex.awsErrorDetails().errorCode()).isEqualTo(code);
				assertThat(ex.awsErrorDetails().errorMessage()).contains(message);
			});
		assertThat(bedrock.emulator().journal().entries()).singleElement()
			.satisfies((entry) -> assertThat(entry.errorCode()).hasValue(code));
	}

	@Test
	void failureOfAToolCarriesTheStatusOfTheModel() {
		bedrock.emulator().fail(Fault.invalidToolSequence());
		assertThatExceptionOfType(ModelErrorException.class).isThrownBy(ScriptedAnswerTests::converse)
			.satisfies((ex) -> assertThat(ex.originalStatusCode()).isEqualTo(500));
	}

	@Test
	void errorCanHaveOtherHeadersAndAnotherBody() throws IOException {
		bedrock.emulator()
			.fail(Fault.status(429, "ThrottlingException", "Slow down")
				.withHeader("Retry-After", "7")
				.withHeader("x-own", "{}")
				.withBody("application/json", "{\"Message\":\"{model} is busy\"}"));
		String answer = PlainClient.post(bedrock.uri(), "/model/" + PROFILE + "/converse", PlainClient.SIGNED, BODY);
		assertThat(answer).startsWith("HTTP/1.1 429")
			.containsIgnoringCase("Retry-After: 7")
			.containsIgnoringCase("x-own: {}")
			.endsWith("{\"Message\":\"" + PROFILE + " is busy\"}");
	}

	@Test
	void errorOfAProxyHasNoErrorType() throws IOException {
		bedrock.emulator().failInSequence(Fault.badGateway(), Fault.gatewayTimeout());
		String bad = PlainClient.post(bedrock.uri(), "/model/" + PROFILE + "/converse", PlainClient.SIGNED, BODY);
		assertThat(bad).startsWith("HTTP/1.1 502")
			.containsIgnoringCase("content-type: text/html")
			.endsWith("</html>")
			.doesNotContainIgnoringCase("x-amzn-ErrorType");
		String late = PlainClient.post(bedrock.uri(), "/model/" + PROFILE + "/converse", PlainClient.SIGNED, BODY);
		assertThat(late).startsWith("HTTP/1.1 504")
			.containsIgnoringCase("content-length: 0")
			.doesNotContainIgnoringCase("content-type")
			.endsWith("\r\n\r\n");
		assertThat(bedrock.emulator().journal().entries()).extracting(JournalEntry::status).containsExactly(502, 504);
	}

	@Test
	void queueHintIsJsonInJson() throws IOException {
		bedrock.emulator().failInSequence(Fault.unavailable(Duration.ofMillis(1500)), Fault.unavailable(Duration.ZERO));
		String answer = PlainClient.post(bedrock.uri(), "/model/" + PROFILE + "/converse", PlainClient.SIGNED, BODY);
		var body = Json.read(answer.substring(answer.indexOf("\r\n\r\n") + 4));
		var hint = Json.read(body.at("/exceptionMetadata/rudiMetadata").asString());
		assertThat(hint.path("expectedQueueDelayInMs").asLong()).isEqualTo(1500);
		assertThatExceptionOfType(ServiceUnavailableException.class).isThrownBy(ScriptedAnswerTests::converse)
			.withMessageContaining("Bedrock is unable to process your request.");
	}

	@Test
	void onlyAnErrorHasHeadersAndABody() {
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.blackHole().withHeader("a", "b"));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.stall(1).withBody("", ""));
	}

	@Test
	void faultOfAGuardrailHitsRequestsThatHaveOne() {
		bedrock.emulator().fail(Fault.guardrailDenied());
		converse();
		assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> converseGuarded("gr1"))
			.withMessageContaining(
					"bedrock:ApplyGuardrail on resource: " + "arn:aws:bedrock:eu-central-1:123456789012:guardrail/gr1");
		assertThatExceptionOfType(AccessDeniedException.class)
			.isThrownBy(() -> client().invokeModel((request) -> request.modelId(PROFILE)
				.guardrailIdentifier("gr1")
				.guardrailVersion("1")
				.body(SdkBytes.fromUtf8String(BODY))));
		assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> client().applyGuardrail((
				request) -> request.guardrailIdentifier("gr1").guardrailVersion("1").source("INPUT").content(GUARDED)));
		converse();
	}

	@Test
	void guardrailExistsInItsOwnRegionOnly() {
		try (BedrockEmulator emulator = BedrockEmulator.builder()
			.guardrail("eu-central-1", "gr1")
			.guardrail("eu-west-1", "gr2")
			.start()) {
			assertGuarded(emulator, Region.EU_CENTRAL_1, "gr1", true);
			assertGuarded(emulator, Region.EU_CENTRAL_1, "gr2", false);
			assertGuarded(emulator, Region.EU_WEST_1, "gr2", true);
			assertGuarded(emulator, Region.EU_WEST_1, "gr1", false);
			String arn = "arn:aws:bedrock:eu-central-1:123456789012:guardrail/gr1";
			assertGuarded(emulator, Region.EU_CENTRAL_1, arn, true);
			assertGuarded(emulator, Region.EU_WEST_1, arn, false);
		}
	}

	private static void assertGuarded(BedrockEmulator emulator, Region region, String guardrail, boolean exists) {
		BedrockRuntimeClient client = clients.sync(emulator.uri(), region);
		Runnable converse = () -> client.converse((request) -> request.modelId(PROFILE)
			.guardrailConfig((config) -> config.guardrailIdentifier(guardrail).guardrailVersion("1"))
			.messages(Clients.user("Hello")));
		Runnable apply = () -> client.applyGuardrail((request) -> request.guardrailIdentifier(guardrail)
			.guardrailVersion("1")
			.source("INPUT")
			.content(GUARDED));
		for (Runnable call : new Runnable[] { converse, apply }) {
			if (exists) {
				call.run();
			}
			else {
				assertThatExceptionOfType(ValidationException.class).isThrownBy(call::run)
					.withMessageContaining(
							"The guardrail identifier or version provided in the request does not exist.");
			}
		}
	}

	@Test
	void connectionIsClosedAfterACompleteAnswer() throws IOException {
		bedrock.emulator().fail(Fault.connectionClosedAfterwards().times(1));
		try (Socket socket = new Socket(bedrock.uri().getHost(), bedrock.uri().getPort())) {
			socket.setSoTimeout(60_000);
			socket.getOutputStream()
				.write(("POST /model/" + PROFILE + "/converse HTTP/1.1\r\nHost: localhost\r\n" + PlainClient.SIGNED
						+ "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY)
					.getBytes(StandardCharsets.UTF_8));
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 200").endsWith("}").doesNotContainIgnoringCase("connection: close");
		}
		assertThat(bedrock.emulator().journal().entries()).singleElement()
			.satisfies((entry) -> assertThat(entry.completed()).isTrue());
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3 })
	void errorFrameHasACodeAndNoExceptionType(int afterEvents) throws IOException {
		bedrock.emulator().fail(Fault.midStreamError("ServiceUnavailable", "Come back later", afterEvents));
		String answer = PlainClient.post(bedrock.uri(), "/model/" + PROFILE + "/converse-stream", PlainClient.SIGNED,
				BODY);
		assertThat(answer).contains(":message-type")
			.contains("error")
			.contains(":error-code")
			.contains("ServiceUnavailable")
			.contains("Come back later")
			.doesNotContain(":exception-type")
			.endsWith("\r\n0\r\n\r\n");
		assertThat(bedrock.emulator().journal().entries()).singleElement()
			.satisfies((entry) -> assertThat(entry.errorCode()).hasValue("ServiceUnavailable"));
	}

	@Test
	void errorFrameFailsAStreamOfTheSdk() {
		bedrock.emulator().fail(Fault.midStreamError("ServiceUnavailable", "Come back later", 0));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(ScriptedAnswerTests::stream);
	}

	@Test
	void exceptionFrameHasItsMessage() {
		bedrock.emulator().fail(Fault.midStream("validationException", "No such thing", 0));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(ScriptedAnswerTests::stream)
			.withCauseInstanceOf(ValidationException.class)
			.withMessageContaining("No such thing");
	}

	@Test
	void anyFrameCanBeReplayed() throws IOException {
		bedrock.emulator()
			.fail(Fault.midStreamFrame(Map.of(":message-type", "exception", ":exception-type", "strangeException"),
					"not json", 2));
		assertThat(PlainClient.post(bedrock.uri(), "/model/" + PROFILE + "/converse-stream", PlainClient.SIGNED, BODY))
			.contains("strangeException", "not json");
		assertThat(bedrock.emulator().journal().entries()).singleElement()
			.satisfies((entry) -> assertThat(entry.errorCode()).hasValue("strangeException"));
	}

	@Test
	void metadataCanBeEarlyOrMissing() throws IOException {
		bedrock.emulator().failInSequence(Fault.metadataBeforeMessageStop(), Fault.metadataMissing(), Fault.none());
		String early = stream("/converse-stream");
		assertThat(early.indexOf("inputTokens")).isPositive().isLessThan(early.indexOf("messageStop"));
		assertThat(stream("/converse-stream")).contains("messageStop").doesNotContain("inputTokens");
		String normal = stream("/converse-stream");
		assertThat(normal.indexOf("messageStop")).isPositive().isLessThan(normal.indexOf("inputTokens"));
		assertThat(bedrock.emulator().journal().entries()).hasSize(3).allMatch(JournalEntry::completed);
	}

	private static String stream(String operation) throws IOException {
		return PlainClient.post(bedrock.uri(), "/model/" + PROFILE + operation, PlainClient.SIGNED, BODY);
	}

	private static void stream() throws Exception {
		ConverseStreamRequest request = ConverseStreamRequest.builder()
			.modelId(PROFILE)
			.messages(Clients.user("Hello"))
			.build();
		Clients.stream(clients.async(bedrock.uri(), Region.EU_CENTRAL_1, Protocol.HTTP1_1), request, Clients.words())
			.get(1, TimeUnit.MINUTES);
	}

}
