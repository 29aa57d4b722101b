package dev.crossregion.bedrock.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.client.StreamGateHttp.Chat;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.routing.Outcome;
import dev.langchain4j.exception.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import org.springframework.ai.bedrock.converse.BedrockChatOptions;
import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What LangChain4j and the SDK do with a stream by themselves, and what they do through
 * the gate. When a library mends its side, the first half of a test here fails and can
 * go.
 */
class StreamGateUpstreamDefectTests {

	private static final Duration PATIENT = Duration.ofSeconds(30);

	private static final Duration IMPATIENT = Duration.ofMillis(500);

	private static final String MESSAGE = "What is a Region?";

	private static final String BEGINNING = "You said:";

	private final BedrockEmulator emulator = BedrockEmulator.start();

	@AfterEach
	void stop() {
		this.emulator.close();
	}

	@Test
	void aThrottlingFrameMakesTheSdkRepeatTheText() {
		this.emulator.fail(Fault.midStream("throttlingException", 4).times(2));
		try (Raw raw = raw(AwsRetryStrategy.legacyRetryStrategy())) {
			Chat chat = raw.chat();
			await().atMost(20, TimeUnit.SECONDS).until(raw::isDone);
			assertThat(chat.text()).containsPattern(BEGINNING + ".*" + BEGINNING);
		}
		this.emulator.clearFaults();
		this.emulator.fail(Fault.midStream("throttlingException", 4));
		try (StreamGateHttp gate = gate(PATIENT)) {
			Chat chat = gate.chat(MESSAGE).await();
			gate.settle();
			assertThat(chat.text()).startsWith(BEGINNING).doesNotContainPattern(BEGINNING + ".*" + BEGINNING);
			assertThat(chat.ends()).isOne();
		}
	}

	@Test
	void oneFailureIsReportedTwice() {
		this.emulator.fail(Fault.midStream("modelStreamErrorException", 4));
		try (Raw raw = raw(AwsRetryStrategy.doNotRetry())) {
			Chat chat = raw.chat();
			await().atMost(10, TimeUnit.SECONDS).until(() -> chat.errors.size() > 1);
		}
		try (StreamGateHttp gate = gate(PATIENT)) {
			Chat chat = gate.chat(MESSAGE).await();
			gate.settle();
			assertThat(chat.errors).hasSize(1);
		}
	}

	@Test
	void aTruncatedAnswerHasNoEnd() {
		this.emulator.fail(Fault.truncated(4).times(1));
		this.emulator.fail(Fault.truncatedInFrame(4).times(1));
		try (Raw between = raw(AwsRetryStrategy.doNotRetry()); Raw within = raw(AwsRetryStrategy.doNotRetry())) {
			Chat first = between.chat();
			Chat second = within.chat();
			await().atMost(10, TimeUnit.SECONDS).until(() -> between.isDone() && within.isDone());
			assertThat(first.ends()).isZero();
			assertThat(second.ends()).isZero();
		}
		this.emulator.fail(Fault.truncated(4).times(1));
		this.emulator.fail(Fault.truncatedInFrame(4).times(1));
		try (StreamGateHttp gate = gate(PATIENT)) {
			for (int index = 0; index < 2; index++) {
				Chat chat = gate.chat(MESSAGE).await();
				assertThat(chat.errors).hasSize(1);
				assertThat(chat.errors.element()).isInstanceOf(SdkClientException.class)
					.hasMessageContaining("truncated");
			}
		}
	}

	@Test
	void silenceLastsAsLongAsItLasts() {
		this.emulator.fail(Fault.stallBefore().times(1));
		this.emulator.fail(Fault.stall(4).times(1));
		try (Raw raw = raw(AwsRetryStrategy.doNotRetry()); StreamGateHttp gate = gate(IMPATIENT)) {
			Chat silent = raw.chat();
			Chat pausing = raw.chat();
			await().atMost(10, TimeUnit.SECONDS).until(() -> silent.parts.get() + pausing.parts.get() > 0);
			this.emulator.fail(Fault.stallBefore().times(2));
			assertThat(gate.chat(MESSAGE).await().errors).hasExactlyElementsOfTypes(TimeoutException.class);
			this.emulator.fail(Fault.stall(4).times(1));
			assertThat(gate.chat(MESSAGE).await().errors).hasExactlyElementsOfTypes(TimeoutException.class);
			assertThat(silent.ends()).isZero();
			assertThat(pausing.ends()).isZero();
			// The SDK waits five seconds at its close for streams that are open.
			this.emulator.close();
		}
	}

	@Test
	void aCancelIsRecordedAndClosesTheHttpStream() {
		try (BedrockEmulator slow = BedrockEmulator.builder().pace(Duration.ofMillis(50)).start();
				StreamGateHttp gate = new StreamGateHttp(slow.uri(), Protocol.HTTP2, PATIENT, Fixtures.IRELAND)) {
			gate.chat(MESSAGE, Chat::cancel);
			assertThat(gate.invocation().outcome()).isEqualTo(Outcome.CANCELLED);
			await().atMost(10, TimeUnit.SECONDS).until(() -> slow.journal().size() == 1);
			assertThat(slow.journal().entries().get(0).completed()).isFalse();
		}
	}

	@Test
	void anErrorAfterTheMetadataFollowsTheCompletion() {
		this.emulator.fail(Fault.midStream("internalServerException", 1_000));
		try (Raw raw = raw(AwsRetryStrategy.doNotRetry())) {
			Chat chat = raw.chat();
			await().atMost(10, TimeUnit.SECONDS).until(() -> chat.ends() == 3);
			assertThat(chat.responses).hasSize(1);
			assertThat(chat.errors).hasSize(2);
		}
		try (StreamGateHttp gate = gate(PATIENT)) {
			Chat chat = gate.chat(MESSAGE).await();
			gate.settle();
			assertThat(chat.responses).hasSize(1);
			assertThat(chat.ends()).isOne();
		}
	}

	@Test
	void aBrokenConnectionComesRaw() {
		this.emulator.fail(Fault.resetStream(4));
		try (Raw raw = new Raw(
				StreamGateHttp.plain(this.emulator.uri(), Protocol.HTTP1_1, AwsRetryStrategy.doNotRetry()))) {
			StreamGateListener<?, ?> caller = listen(raw);
			await().atMost(10, TimeUnit.SECONDS).until(() -> !caller.failures.isEmpty());
			assertThat(caller.failures).hasAtLeastOneElementOfType(IOException.class);
		}
		try (StreamGateHttp gate = new StreamGateHttp(this.emulator.uri(), Protocol.HTTP1_1, PATIENT,
				Fixtures.FRANKFURT)) {
			StreamGateListener<?, ?> caller = listen(gate.client);
			await().atMost(10, TimeUnit.SECONDS).until(() -> caller.ends().contains("exceptionOccurred"));
			assertThat(caller.failures)
				.allSatisfy((failure) -> assertThat(failure).isInstanceOf(SdkClientException.class)
					.hasRootCauseInstanceOf(IOException.class));
		}
	}

	@Test
	void streamsThatAreOpenAtTheCloseNeverEnd() {
		this.emulator.fail(Fault.stall(4));
		Chat chat;
		try (Raw raw = raw(AwsRetryStrategy.doNotRetry())) {
			chat = raw.chat();
			await().atMost(10, TimeUnit.SECONDS).until(() -> chat.parts.get() > 0);
		}
		assertThat(chat.ends()).isZero();
		try (StreamGateHttp gate = gate(PATIENT)) {
			Chat ours = gate.chat(MESSAGE);
			await().atMost(10, TimeUnit.SECONDS).until(() -> ours.parts.get() > 0);
			gate.settle();
			assertThat(ours.errors).hasSize(1);
			assertThat(gate.invocation().outcome()).isEqualTo(Outcome.ERROR);
		}
	}

	@Test
	void springAiTakesATruncatedAnswerForAWholeOne() {
		this.emulator.fail(Fault.truncated(4));
		try (Raw raw = raw(AwsRetryStrategy.doNotRetry()); StreamGateHttp gate = gate(PATIENT)) {
			assertThat(springAi(raw, gate).stream(MESSAGE).collectList().block(PATIENT)).isNotEmpty();
			List<String> parts = new CopyOnWriteArrayList<>();
			assertThatExceptionOfType(SdkClientException.class)
				.isThrownBy(() -> springAi(gate.client, gate).stream(MESSAGE).doOnNext(parts::add).blockLast(PATIENT))
				.withMessageContaining("truncated");
			assertThat(String.join("", parts)).startsWith(BEGINNING);
			assertThat(gate.invocation().outcome()).isEqualTo(Outcome.ERROR);
		}
	}

	private static BedrockProxyChatModel springAi(BedrockRuntimeAsyncClient client, StreamGateHttp gate) {
		return BedrockProxyChatModel.builder()
			.bedrockRuntimeAsyncClient(client)
			.bedrockRuntimeClient(gate.regions.runtime(Fixtures.FRANKFURT))
			.defaultOptions(BedrockChatOptions.builder().model(Fixtures.EU_PROFILE).build())
			.build();
	}

	private StreamGateHttp gate(Duration patience) {
		return new StreamGateHttp(this.emulator.uri(), Protocol.HTTP2, patience, Fixtures.FRANKFURT);
	}

	private Raw raw(RetryStrategy retries) {
		return new Raw(StreamGateHttp.plain(this.emulator.uri(), Protocol.HTTP2, retries));
	}

	private static StreamGateListener<?, ?> listen(BedrockRuntimeAsyncClient client) {
		StreamGateListener<ConverseStreamResponse, ConverseStreamOutput> caller = new StreamGateListener<>();
		client.converseStream(StreamGateFixture.REQUEST.toBuilder()
			.modelId(Fixtures.EU_PROFILE)
			.messages(Message.builder().role("user").content(ContentBlock.fromText(MESSAGE)).build())
			.build(), StreamGateFixture.handler(caller));
		return caller;
	}

	/**
	 * A conversation without the gate.
	 */
	private static final class Raw implements BedrockRuntimeAsyncClient {

		private final BedrockRuntimeAsyncClient client;

		private volatile @Nullable CompletableFuture<Void> result;

		Raw(BedrockRuntimeAsyncClient client) {
			this.client = client;
		}

		Chat chat() {
			Chat chat = new Chat();
			StreamGateHttp.model(this, Fixtures.EU_PROFILE).chat(MESSAGE, chat);
			return chat;
		}

		boolean isDone() {
			CompletableFuture<Void> result = this.result;
			return result != null && result.isDone();
		}

		@Override
		public CompletableFuture<Void> converseStream(ConverseStreamRequest request,
				ConverseStreamResponseHandler handler) {
			CompletableFuture<Void> result = this.client.converseStream(request, handler);
			this.result = result;
			return result;
		}

		@Override
		public String serviceName() {
			return this.client.serviceName();
		}

		@Override
		public void close() {
			this.client.close();
		}

	}

}
