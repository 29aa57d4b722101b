package dev.crossregion.bedrock.client;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.routing.FailureKind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What each of Bedrock's errors means, from the exceptions that the SDK really makes of
 * them.
 */
class FailureClassifierTests {

	private static BedrockEmulator emulator;

	private static RegionalClients regions;

	@BeforeAll
	static void start() {
		emulator = BedrockEmulator.start();
		regions = new RegionalClients(
				new ClientSettings(emulator.uri(), 10, Duration.ofSeconds(2), Duration.ofSeconds(30),
						Duration.ofSeconds(30), Duration.ofSeconds(30)),
				StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "not-a-secret")));
	}

	@AfterAll
	static void stop() {
		regions.close();
		emulator.close();
	}

	@BeforeEach
	void clear() {
		emulator.clearFaults();
	}

	@ParameterizedTest
	@MethodSource
	void errorsOfBedrock(int status, String code, String message, FailureKind kind) {
		emulator.fail(Fault.status(status, code, message));
		Throwable sync = catchThrowable(() -> regions.runtime(Fixtures.FRANKFURT)
			.converse((request) -> request.modelId(Fixtures.EU_PROFILE).messages(Api.QUESTION)));
		Throwable async = catchThrowable(() -> regions.runtimeAsync(Fixtures.FRANKFURT)
			.converse((request) -> request.modelId(Fixtures.EU_PROFILE).messages(Api.QUESTION))
			.join());
		assertThat(FailureClassifier.classify(sync)).isEqualTo(kind);
		assertThat(FailureClassifier.classify(async)).isEqualTo(kind);
	}

	static Stream<Arguments> errorsOfBedrock() {
		return Stream.of(error(400, "ValidationException",
				"Invocation of model ID anthropic.claude-sonnet-4-6 with on-demand throughput isn\u2019t supported. "
						+ "Retry your request with the ID or ARN of an inference profile that contains this model.",
				FailureKind.DENIED),
				error(400, "ValidationException", "The provided model identifier is invalid.", FailureKind.DENIED),
				error(400, "ValidationException", "The provided model doesn't support on-demand throughput.",
						FailureKind.DENIED),
				error(400, "ValidationException",
						"Access to Anthropic models is not allowed from unsupported countries, regions, or territories.",
						FailureKind.DENIED),
				error(400, "ValidationException",
						"Access to this model is not available for channel program accounts. Reach out to your AWS "
								+ "Solution Provider or AWS Distributor for more information.",
						FailureKind.DENIED),
				error(400, "ValidationException", "data retention mode 'default' is not available for this model",
						FailureKind.DENIED),
				error(400, "ValidationException", "The maximum tokens you requested exceeds the model limit.",
						FailureKind.INVALID),
				error(403, "AccessDeniedException",
						"User: arn:aws:iam::123456789012:user/app is not authorized to perform: bedrock:InvokeModel on "
								+ "resource: arn:aws:bedrock:eu-south-2::foundation-model/x because no identity-based "
								+ "policy allows the bedrock:InvokeModel action",
						FailureKind.DENIED),
				error(403, "AccessDeniedException",
						"User: arn:aws:iam::123456789012:user/app is not authorized to perform: bedrock:InvokeModel on "
								+ "resource: arn:aws:bedrock:::foundation-model/x with an explicit deny in a service "
								+ "control policy: arn:aws:organizations::123456789012:policy/o-1/service_control_policy/p-1",
						FailureKind.DENIED),
				error(403, "AccessDeniedException", "You don't have access to the model with the specified model ID.",
						FailureKind.DENIED),
				error(403, "UnrecognizedClientException", "The security token included in the request is invalid.",
						FailureKind.DENIED),
				error(403, "ExpiredTokenException", "The security token included in the request is expired",
						FailureKind.DENIED),
				error(404, "ResourceNotFoundException",
						"Model use case details have not been submitted for this account. Fill out the form.",
						FailureKind.DENIED),
				error(404, "ResourceNotFoundException",
						"Access denied. This Model is marked by provider as Legacy and you have not been actively using "
								+ "the model in the last 30 days. Please upgrade to an active model on Amazon Bedrock",
						FailureKind.DENIED),
				error(404, "ResourceNotFoundException", "This model version has reached the end of its life.",
						FailureKind.DENIED),
				error(408, "ModelTimeoutException", "The model took too long.", FailureKind.TIMEOUT),
				error(424, "ModelErrorException", "The model failed.", FailureKind.FAULTY),
				error(429, "ThrottlingException", "Too many requests, please wait before trying again.",
						FailureKind.THROTTLED),
				error(429, "ThrottlingException", "Too many tokens, please wait before trying again.",
						FailureKind.THROTTLED),
				error(429, "ThrottlingException", "Too many tokens per day, please wait before trying again.",
						FailureKind.THROTTLED_FOR_THE_DAY),
				error(429, "ModelNotReadyException", "The model is not ready.", FailureKind.UNAVAILABLE),
				error(400, "ServiceQuotaExceededException", "Your request exceeds the service quota.",
						FailureKind.THROTTLED),
				error(500, "InternalServerException", "Something went wrong.", FailureKind.FAULTY),
				error(503, "ServiceUnavailableException", "Bedrock is unable to process your request.",
						FailureKind.UNAVAILABLE),
				error(529, "overloaded_error", "Overloaded", FailureKind.UNAVAILABLE),
				error(400, "ConflictException", "Conflict", FailureKind.INVALID),
				error(418, "SomethingNewException", "New", FailureKind.INVALID),
				error(429, "SomethingNewException", "New", FailureKind.THROTTLED),
				error(502, "SomethingNewException", "New", FailureKind.UNAVAILABLE),
				error(504, "SomethingNewException", "New", FailureKind.TIMEOUT),
				error(403, "SomethingNewException", "New", FailureKind.DENIED),
				error(599, "SomethingNewException", "New", FailureKind.FAULTY));
	}

	private static Arguments error(int status, String code, String message, FailureKind kind) {
		return Arguments.of(status, code, message, kind);
	}

	@Test
	void failuresOfTheWay() {
		assertKind(FailureKind.FAULTY, SdkClientException.create("Connection reset", new IOException("reset")));
		assertKind(FailureKind.FAULTY, new IOException("reset"));
		assertKind(FailureKind.TIMEOUT, new SocketTimeoutException("Read timed out"));
		assertKind(FailureKind.TIMEOUT, SdkClientException.create("Read", ReadTimeoutException.INSTANCE));
		assertKind(FailureKind.TIMEOUT, SdkClientException.create("Connect", new ConnectTimeoutException("slow")));
		assertKind(FailureKind.TIMEOUT, ApiCallTimeoutException.create(1));
		assertKind(FailureKind.TIMEOUT, ApiCallAttemptTimeoutException.create(1));
		assertKind(FailureKind.CANCELLED, AbortedException.create("Thread was interrupted"));
		assertKind(FailureKind.CANCELLED, new CancellationException());
		assertKind(FailureKind.FOREIGN, new IllegalStateException("Not of the SDK"));
		assertKind(FailureKind.FOREIGN, new AssertionError("Not of the SDK"));
		assertKind(FailureKind.FAULTY, AwsServiceException.builder().message("No details").build());
	}

	private static void assertKind(FailureKind kind, Throwable failure) {
		assertThat(FailureClassifier.classify(failure)).as("%s", failure).isEqualTo(kind);
		assertThat(FailureClassifier.classify(new CompletionException(failure))).as("%s", failure).isEqualTo(kind);
	}

	@Test
	void aBrokenConnectionReachesCallersAsTheExceptionOfTheSdk() {
		IOException reset = new IOException("Connection reset by peer");
		assertThat(FailureClassifier.asSdkFailure(new CompletionException(reset)))
			.isInstanceOf(SdkClientException.class)
			.hasMessageContaining("Connection reset by peer")
			.hasCause(reset);
		RuntimeException other = new IllegalStateException();
		assertThat(FailureClassifier.asSdkFailure(new CompletionException(other))).isSameAs(other);
	}

	@ParameterizedTest
	@MethodSource
	void theCloseOfTheClientsExplainsWhatDoesNotExplainItself(Throwable failure) {
		Throwable explained = FailureClassifier.afterClose(failure);
		assertThat(explained).isInstanceOf(SdkClientException.class)
			.hasMessageContaining("The Bedrock clients were closed")
			.hasCause(FailureClassifier.unwrap(failure));
		assertThat(FailureClassifier.classify(explained)).isEqualTo(FailureKind.FAULTY);
	}

	static Stream<Throwable> theCloseOfTheClientsExplainsWhatDoesNotExplainItself() {
		return Stream.of(new IllegalStateException("Connection pool shut down"),
				new CompletionException(new IllegalStateException("The Bedrock clients are closed")),
				new RejectedExecutionException("Shut down"), new CancellationException(),
				new SocketException("Socket closed"),
				SdkClientException.create("Unable to execute HTTP request", new SocketException("Socket closed")),
				AbortedException.create("Thread was interrupted"));
	}

	@ParameterizedTest
	@MethodSource
	void whatSaysWhyTheCallEndedStaysWhenTheClientsAreClosed(Throwable failure) {
		assertThat(FailureClassifier.afterClose(failure)).isSameAs(failure);
	}

	static Stream<Throwable> whatSaysWhyTheCallEndedStaysWhenTheClientsAreClosed() {
		return Stream.of(AwsServiceException.builder().message("Throttled").build(),
				new CompletionException(AwsServiceException.builder().message("Throttled").build()),
				ApiCallTimeoutException.create(1), ApiCallAttemptTimeoutException.create(1),
				new SocketTimeoutException("Read timed out"), new OutOfMemoryError("Not really"));
	}

	@Test
	void theCallersInterruptIsNotTheClose() {
		AbortedException interrupted = AbortedException.create("Thread was interrupted");
		Thread.currentThread().interrupt();
		try {
			assertThat(FailureClassifier.afterClose(interrupted)).isSameAs(interrupted);
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

}
