package dev.crossregion.bedrock.client.failure;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

import dev.crossregion.bedrock.client.BareCall;
import dev.crossregion.bedrock.client.Fixtures;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulatorExtension;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.routing.FailureKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Every row of the table, from the exceptions that the SDK really makes of Bedrock's
 * answers.
 */
class FailureTableTests {

	@RegisterExtension
	static final BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	private static RegionalClients regions;

	@BeforeAll
	static void connect() {
		regions = new RegionalClients(Fixtures.settings(bedrock.uri()), Fixtures.CREDENTIALS);
	}

	@AfterAll
	static void disconnect() {
		regions.close();
	}

	@ParameterizedTest(name = "{0} is {2} by {3}")
	@MethodSource
	void anErrorInsteadOfAnAnswer(String name, Fault fault, FailureKind kind, BareCall call) {
		bedrock.emulator().fail(fault);
		assertThat(FailureClassifier.classify(catchThrowable(() -> call.make(regions)))).isEqualTo(kind);
	}

	static Stream<Arguments> anErrorInsteadOfAnAnswer() {
		return Stream
			.of(row("requests", Fault.throttled(), FailureKind.THROTTLED_REQUESTS),
					row("tokens", Fault.throttledTokens(), FailureKind.THROTTLED),
					row("tokens per day", Fault.throttledForTheDay(), FailureKind.DAILY_QUOTA_EXHAUSTED),
					row("quota of the account", Fault.serviceQuotaExceeded(), FailureKind.THROTTLED),
					row("too many requests", 429, "TooManyRequestsException", FailureKind.THROTTLED_REQUESTS),
					row("no capacity", Fault.unavailable(), FailureKind.UNAVAILABLE),
					row("not ready", Fault.modelNotReady(), FailureKind.NOT_READY),
					row("overloaded", Fault.overloaded(), FailureKind.UNAVAILABLE),
					row("model timeout", Fault.modelTimeout(), FailureKind.MODEL_TIMEOUT),
					row("internal error", Fault.internalError(), FailureKind.FAULTY),
					row("model error", Fault.modelError(), FailureKind.MODEL_ERROR),
					row("model stream error", 424, "ModelStreamErrorException", FailureKind.MODEL_ERROR),
					row("SCP", Fault.accessDeniedByScp("eu-north-1"), FailureKind.DENIED),
					row("SCP of global", Fault.accessDeniedByScp(""), FailureKind.DENIED),
					row("identity policy", Fault.accessDeniedByIdentityPolicy("eu-south-2"), FailureKind.DENIED),
					row("model access", Fault.modelAccessDenied(), FailureKind.DENIED),
					row("subscription", Fault.subscriptionMissing(), FailureKind.DENIED),
					row("use case form", Fault.useCaseDetailsMissing(), FailureKind.DENIED),
					row("legacy", Fault.legacy(), FailureKind.DENIED),
					row("end of life", Fault.endOfLife(), FailureKind.DENIED),
					row("not authorized", 400, "NotAuthorized", FailureKind.DENIED),
					row("unknown credentials", 403, "UnrecognizedClientException", FailureKind.CREDENTIALS_REFUSED),
					row("expired credentials", 403, "ExpiredTokenException", FailureKind.CREDENTIALS_EXPIRED),
					row("profile only", Fault.onDemandNotSupported(), FailureKind.DENIED),
					row("profile only, before", Fault.onDemandNotSupportedAsBefore(), FailureKind.DENIED),
					row("unknown model", Fault.invalidModelIdentifier(), FailureKind.DENIED),
					row("country", Fault.unsupportedCountry(), FailureKind.ACCOUNT),
					row("reseller", Fault.channelProgramAccount(), FailureKind.ACCOUNT),
					row("data retention", Fault.dataRetentionModeMissing(), FailureKind.DENIED),
					row("clock behind", Fault.signatureExpired(), FailureKind.CLOCK),
					row("clock ahead", Fault.signatureNotYetCurrent(), FailureKind.CLOCK),
					row("request expired", Fault.requestExpired(), FailureKind.CLOCK),
					row("time too skewed", Fault.requestTimeTooSkewed(), FailureKind.CLOCK),
					row("wrong signature", 403, "InvalidSignatureException", FailureKind.CREDENTIALS_REFUSED),
					row("expired session", Fault.expiredToken(), FailureKind.CREDENTIALS_EXPIRED),
					row("unknown key", Fault.unrecognizedClient(), FailureKind.CREDENTIALS_REFUSED),
					row("API key", Fault.invalidApiKey(), FailureKind.API_KEY_REFUSED),
					row("new account", Fault.operationNotAllowed(), FailureKind.DENIED),
					row("account of a Region", Fault.accountNotAuthorized(), FailureKind.DENIED),
					row("payment", Fault.paymentInstrumentInvalid(), FailureKind.ACCOUNT),
					row("guardrail in the answer of the model",
							Fault.status(400, "ValidationException",
									"The model returned the following errors: The guardrail identifier or version "
											+ "provided in the request does not exist."),
							FailureKind.GUARDRAIL),
					row("guardrail identifier",
							Fault.status(400, "ValidationException", "The provided guardrail identifier is invalid."),
							FailureKind.GUARDRAIL),
					row("guardrail that may not be applied",
							Fault.status(403, "AccessDeniedException",
									"User: arn:aws:sts::123456789012:assumed-role/app/session is not authorized to "
											+ "perform: bedrock:ApplyGuardrail on resource: "
											+ "arn:aws:bedrock:eu-central-1:123456789012:guardrail/gr"),
							FailureKind.GUARDRAIL),
					row("request that speaks of a key",
							Fault.status(400, "ValidationException",
									"The model returned the following errors: tools.0.custom.name: 'find api key'"),
							FailureKind.INVALID),
					row("prompt caching", Fault.promptCachingUnsupported(), FailureKind.INVALID),
					row("tool use", Fault.invalidToolSequence(), FailureKind.MODEL_ERROR),
					row("queue", Fault.unavailable(Duration.ofMillis(5)), FailureKind.UNAVAILABLE),
					row("gateway", Fault.badGateway(), FailureKind.UNAVAILABLE),
					row("slow gateway", Fault.gatewayTimeout(), FailureKind.MODEL_TIMEOUT),
					row("daily quota in other words",
							Fault.status(429, "ThrottlingException", "You have reached your daily token limit."),
							FailureKind.DAILY_QUOTA_EXHAUSTED),
					row("throttled by another name of the code", 400, "Throttling", FailureKind.THROTTLED),
					row("unavailable by another name of the code", 400, "ServiceUnavailable", FailureKind.UNAVAILABLE),
					row("denied by another name of the code", 403, "AccessDenied", FailureKind.DENIED),
					row("expired by another name of the code", 400, "ExpiredToken", FailureKind.CREDENTIALS_EXPIRED),
					row("no signature", 403, "MissingAuthenticationToken", FailureKind.CREDENTIALS_REFUSED),
					row("clock behind, by another code",
							Fault.status(403, "SignatureDoesNotMatch",
									"Signature expired: 20260714T201419Z is now earlier than 20260714T202350Z"),
							FailureKind.CLOCK),
					row("API key in another form", Fault.status(403, "AccessDeniedException", "Invalid API Key format"),
							FailureKind.API_KEY_REFUSED),
					row("API key of yesterday", Fault.status(403, "AccessDeniedException", "Bearer Token has expired"),
							FailureKind.API_KEY_REFUSED),
					row("payment, in short",
							Fault.status(403, "AccessDeniedException",
									"Model access is denied due to INVALID_PAYMENT_INSTRUMENT"),
							FailureKind.ACCOUNT),
					row("proxy that wants a password", 407, "", FailureKind.CONNECTION),
					row("bad request", 400, "ValidationException", FailureKind.INVALID),
					row("conflict", 400, "ConflictException", FailureKind.INVALID),
					row("new 401", 401, "SomethingNewException", FailureKind.CREDENTIALS_REFUSED),
					row("new 403", 403, "SomethingNewException", FailureKind.DENIED),
					row("new 404", 404, "SomethingNewException", FailureKind.DENIED),
					row("new 408", 408, "SomethingNewException", FailureKind.MODEL_TIMEOUT),
					row("new 418", 418, "SomethingNewException", FailureKind.INVALID),
					row("new 424", 424, "SomethingNewException", FailureKind.MODEL_ERROR),
					row("new 429", 429, "SomethingNewException", FailureKind.THROTTLED),
					row("new 429 of a day",
							Fault.status(429, "SomethingNewException", "Too many tokens per day, please wait"),
							FailureKind.DAILY_QUOTA_EXHAUSTED),
					row("new 502", 502, "SomethingNewException", FailureKind.UNAVAILABLE),
					row("new 503", 503, "SomethingNewException", FailureKind.UNAVAILABLE),
					row("new 504", 504, "SomethingNewException", FailureKind.MODEL_TIMEOUT),
					row("new 529", 529, "SomethingNewException", FailureKind.UNAVAILABLE),
					row("new 599", 599, "SomethingNewException", FailureKind.FAULTY))
			.flatMap((row) -> Arrays.stream(BareCall.values())
				.map((call) -> Arguments.of(row.get()[0], row.get()[1], row.get()[2], call)));
	}

	private static Arguments row(String name, int status, String code, FailureKind kind) {
		return row(name, Fault.status(status, code, "No words that tell it from others."), kind);
	}

	private static Arguments row(String name, Fault fault, FailureKind kind) {
		return Arguments.of(name, fault, kind);
	}

	@ParameterizedTest
	@MethodSource
	void anErrorInTheMiddleOfAStream(String frame, FailureKind kind, BareCall call) {
		bedrock.emulator().fail(Fault.midStream(frame, 3));
		assertThat(FailureClassifier.classify(catchThrowable(() -> call.make(regions)))).isEqualTo(kind);
	}

	static Stream<Arguments> anErrorInTheMiddleOfAStream() {
		return Stream
			.of(Arguments.of("throttlingException", FailureKind.THROTTLED),
					Arguments.of("serviceQuotaExceededException", FailureKind.THROTTLED),
					Arguments.of("serviceUnavailableException", FailureKind.UNAVAILABLE),
					Arguments.of("modelNotReadyException", FailureKind.NOT_READY),
					Arguments.of("modelTimeoutException", FailureKind.MODEL_TIMEOUT),
					Arguments.of("internalServerException", FailureKind.FAULTY),
					Arguments.of("modelErrorException", FailureKind.MODEL_ERROR),
					Arguments.of("modelStreamErrorException", FailureKind.MODEL_ERROR),
					Arguments.of("accessDeniedException", FailureKind.DENIED),
					Arguments.of("resourceNotFoundException", FailureKind.DENIED),
					Arguments.of("validationException", FailureKind.INVALID),
					Arguments.of("somethingNewException", FailureKind.FAULTY))
			.flatMap((row) -> Stream.of(BareCall.CONVERSE_STREAM, BareCall.INVOKE_STREAM)
				.map((call) -> Arguments.of(row.get()[0], row.get()[1], call)));
	}

	@ParameterizedTest
	@MethodSource
	void anErrorFrameInTheMiddleOfAStream(String code, String message, FailureKind kind, BareCall call) {
		bedrock.emulator().fail(Fault.midStreamError(code, message, 1));
		assertThat(FailureClassifier.classify(catchThrowable(() -> call.make(regions)))).isEqualTo(kind);
	}

	// Frames of the type "error" have no HTTP status.
	static Stream<Arguments> anErrorFrameInTheMiddleOfAStream() {
		return Stream.of(Arguments.of("AccessDeniedException",
				"You invoked an unsupported model or your request did not allow prompt caching.", FailureKind.INVALID),
				Arguments.of("AccessDeniedException", "Authentication failed: Please make sure your API Key is valid.",
						FailureKind.API_KEY_REFUSED),
				Arguments.of("AccessDenied", "Model access is denied due to INVALID_PAYMENT_INSTRUMENT",
						FailureKind.ACCOUNT),
				Arguments.of("InvalidSignatureException",
						"Signature expired: 20260714T201419Z is now earlier than 20260714T202350Z", FailureKind.CLOCK),
				Arguments.of("ValidationException",
						"The guardrail identifier or version provided in the request does not exist.",
						FailureKind.GUARDRAIL),
				Arguments.of("ServiceUnavailable", "Bedrock is unable to process your request.",
						FailureKind.UNAVAILABLE),
				Arguments.of("InternalFailure", "The guardrail does not exist", FailureKind.FAULTY))
			.flatMap((row) -> Stream.of(BareCall.CONVERSE_STREAM, BareCall.INVOKE_STREAM)
				.map((call) -> Arguments.of(row.get()[0], row.get()[1], row.get()[2], call)));
	}

}
