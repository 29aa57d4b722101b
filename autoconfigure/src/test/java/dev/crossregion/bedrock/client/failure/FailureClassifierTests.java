package dev.crossregion.bedrock.client.failure;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;

import dev.crossregion.bedrock.routing.FailureKind;
import dev.crossregion.bedrock.routing.Outcome;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What failures mean that are not Bedrock's answers, and how callers see them.
 */
class FailureClassifierTests {

	@Test
	void failuresOfTheWay() {
		assertKind(FailureKind.CONNECTION, SdkClientException.create("Connection reset", new IOException("reset")));
		assertKind(FailureKind.CONNECTION, new IOException("reset"));
		assertKind(FailureKind.CONNECTION, new SSLException("Received fatal alert: internal_error"));
		assertKind(FailureKind.CONNECTION, new UnknownHostException("bedrock-runtime.eu-central-1.amazonaws.com"));
		assertKind(FailureKind.CONNECTION, new NoHttpResponseException("failed to respond"));
		assertKind(FailureKind.CONNECTION, SdkClientException.create("Connect", new ConnectTimeoutException("slow")));
		assertKind(FailureKind.CONNECTION, SdkClientException.create("Connect", new ConnectException("refused")));
		assertKind(FailureKind.TIMEOUT, new SocketTimeoutException("Read timed out"));
		assertKind(FailureKind.TIMEOUT, SdkClientException.create("Read", ReadTimeoutException.INSTANCE));
		assertKind(FailureKind.TIMEOUT,
				SdkClientException.create("Read", new IOException(new SocketTimeoutException("Read timed out"))));
		assertKind(FailureKind.TIMEOUT, ApiCallTimeoutException.create(1));
		assertKind(FailureKind.ATTEMPT_TIMEOUT, ApiCallAttemptTimeoutException.create(1));
		assertKind(FailureKind.CANCELLED, AbortedException.create("Thread was interrupted"));
		assertKind(FailureKind.CANCELLED, new CancellationException());
		assertKind(FailureKind.CLIENT,
				SdkClientException.create("Pool", new ConnectionRequestTimeoutException("full")));
		assertKind(FailureKind.CLIENT, new IllegalStateException("Not of the SDK"));
		assertKind(FailureKind.CLIENT, new AssertionError("Not of the SDK"));
		assertKind(FailureKind.FAULTY, AwsServiceException.builder().message("No details").build());
		assertKind(FailureKind.FAULTY, SdkClientException.create("Unable to unmarshall response (no JSON)",
				new IOException("Unexpected character")));
		assertKind(FailureKind.CREDENTIALS_UNAVAILABLE, ofAnotherService("ThrottlingException", 429));
		assertKind(FailureKind.CREDENTIALS_UNAVAILABLE, ofAnotherService("AccessDenied", 403));
		assertKind(FailureKind.CREDENTIALS_UNAVAILABLE,
				new CredentialsUnavailableException(new SocketTimeoutException("STS")));
		assertKind(FailureKind.CREDENTIALS_UNAVAILABLE, SdkClientException.create("Signing",
				new CredentialsUnavailableException(new IllegalStateException("The vault is sealed"))));
	}

	@Test
	void anInterruptedReadIsNotATimeOut() {
		assertKind(FailureKind.CONNECTION, new InterruptedIOException("Interrupted"));
		assertKind(FailureKind.CONNECTION,
				SdkClientException.create("Read", new InterruptedIOException("Request aborted")));
	}

	@Test
	void whatAProviderOfCredentialsHasThrownReachesCallersAsItIs() {
		for (Throwable thrown : List.of(new IllegalStateException("The vault is sealed"),
				SdkClientException.create("Unable to load credentials"), ofAnotherService("AccessDenied", 403),
				new AssertionError("Not of the SDK"))) {
			assertThat(FailureClassifier
				.withoutMark(SdkClientException.create("Signing", new CredentialsUnavailableException(thrown))))
				.isSameAs(thrown);
		}
		IOException checked = new IOException("No route to the vault");
		assertThat(FailureClassifier.withoutMark(new CompletionException(new CredentialsUnavailableException(checked))))
			.isInstanceOf(SdkClientException.class)
			.hasMessageContaining("No route to the vault")
			.hasCause(checked);
		RuntimeException other = SdkClientException.create("Connection reset");
		assertThat(FailureClassifier.withoutMark(other)).isSameAs(other);
	}

	private static AwsServiceException ofAnotherService(String code, int status) {
		return AwsServiceException.builder()
			.statusCode(status)
			.awsErrorDetails(AwsErrorDetails.builder().serviceName("Sts").errorCode(code).build())
			.build();
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

	// As the SDK gives it to the handlers of streams, before it wraps it.
	@Test
	void aPoolWithoutAConnectionIsNoDefectOfTheApplication() {
		Throwable pool = new Throwable("Acquire operation took longer than the configured maximum time.",
				new java.util.concurrent.TimeoutException("Acquire operation took longer than 1000 milliseconds."));
		assertKind(FailureKind.TIMEOUT, pool);
		assertThat(FailureReason.of(pool)).isEqualTo("no connection in time");
		assertThat(FailureClassifier.asSdkFailure(pool)).isInstanceOf(SdkClientException.class)
			.hasMessageContaining("Acquire operation took longer")
			.hasCause(pool);
		assertKind(FailureKind.FAULTY, new Exception("First received frame was not SETTINGS"));
	}

	@ParameterizedTest
	@MethodSource
	void theCloseOfTheClientsExplainsWhatDoesNotExplainItself(Throwable failure) {
		Throwable explained = FailureClassifier.afterClose(failure);
		assertThat(explained).isInstanceOf(SdkClientException.class)
			.hasMessageContaining("The Bedrock clients were closed")
			.hasCause(FailureClassifier.unwrap(failure));
		assertThat(FailureClassifier.classify(explained).outcome()).isEqualTo(Outcome.ERROR);
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
