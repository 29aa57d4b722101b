package dev.crossregion.bedrock.client;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.crossregion.bedrock.plan.Refusal;
import dev.crossregion.bedrock.plan.RouteRefusedException;
import dev.crossregion.bedrock.quota.TokenCounts;
import dev.crossregion.bedrock.routing.Outcome;
import dev.crossregion.bedrock.routing.RouteStatus;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

/**
 * The gate between a caller and an SDK whose signals are sent by hand.
 */
class StreamGateTests {

	private static final ConverseStreamOutput START = StreamGateFixture.START;

	private static final ConverseStreamOutput EMPTY = StreamGateFixture.text("");

	private static final ConverseStreamOutput ONE = StreamGateFixture.text("one");

	private static final ConverseStreamOutput TWO = StreamGateFixture.text("two");

	private static final ConverseStreamOutput BLOCK_STOP = ConverseStreamOutput.contentBlockStopBuilder()
		.contentBlockIndex(0)
		.build();

	private static final ConverseStreamOutput STOP = StreamGateFixture.STOP;

	private static final ConverseStreamOutput METADATA = StreamGateFixture.METADATA;

	private final StreamGateFixture gate = new StreamGateFixture();

	private final StreamGateListener<ConverseStreamResponse, ConverseStreamOutput> caller = this.gate.caller;

	@AfterEach
	void close() {
		this.gate.close();
	}

	@Test
	void holdsEverythingBackUntilTheFirstContent() {
		var stream = this.gate.open().send(START, EMPTY, BLOCK_STOP);
		assertThat(this.caller.signals).isEmpty();
		stream.send(ONE);
		assertThat(this.caller.signals).containsExactly("responseReceived", "onEventStream", "onSubscribe");
		assertThat(this.caller.events).containsExactly(START, EMPTY, BLOCK_STOP, ONE);
	}

	@ParameterizedTest
	@MethodSource
	void takesForContent(ConverseStreamOutput event) {
		this.gate.open().send(event);
		assertThat(this.caller.events).containsExactly(event);
	}

	static Stream<ConverseStreamOutput> takesForContent() {
		return Stream.of(ONE, STOP,
				ConverseStreamOutput.contentBlockStartBuilder()
					.start((start) -> start.toolUse((tool) -> tool.name("clock").toolUseId("1")))
					.build(),
				delta((delta) -> delta.toolUse((tool) -> tool.input("{"))),
				delta((delta) -> delta.reasoningContent((reasoning) -> reasoning.text("hm"))),
				delta((delta) -> delta.reasoningContent((reasoning) -> reasoning.signature("s"))),
				delta((delta) -> delta
					.reasoningContent((reasoning) -> reasoning.redactedContent(SdkBytes.fromUtf8String("x")))),
				delta((delta) -> delta.citation((citation) -> citation.title("t"))));
	}

	@ParameterizedTest
	@MethodSource
	void takesForPreamble(ConverseStreamOutput event) {
		this.gate.open().send(event);
		assertThat(this.caller.signals).isEmpty();
	}

	static Stream<ConverseStreamOutput> takesForPreamble() {
		return Stream.of(START, EMPTY, BLOCK_STOP, ConverseStreamOutput.UNKNOWN,
				ConverseStreamOutput.contentBlockStartBuilder().build(),
				ConverseStreamOutput.contentBlockDeltaBuilder().build(),
				delta((delta) -> delta.toolUse((tool) -> tool.input(""))),
				delta((delta) -> delta.reasoningContent((reasoning) -> reasoning.text(""))));
	}

	private static ConverseStreamOutput delta(Consumer<ContentBlockDelta.Builder> delta) {
		return ConverseStreamOutput.contentBlockDeltaBuilder().delta(delta).build();
	}

	@Test
	void succeedsOnceWithUsageAndTimeOfFirstContent() {
		CompletableFuture<Void> result = this.gate.call();
		var stream = this.gate.next().open().send(START, ONE, STOP);
		assertThat(result).isNotDone();
		stream.send(METADATA);
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.caller.ends()).containsExactly("onComplete", "complete");
		assertThat(this.caller.events).containsExactly(START, ONE, STOP, METADATA);
		InvocationRecord invocation = this.gate.recording.only();
		assertThat(invocation.outcome()).isEqualTo(Outcome.SUCCESS);
		assertThat(invocation.usage()).isEqualTo(new TokenCounts(11, 7, 0, 0));
		assertThat(invocation.firstContent()).isNotNull().isLessThanOrEqualTo(invocation.duration());
		assertThat(invocation.attempts()).hasSize(1);
		assertThat(stream.model).isEqualTo(Fixtures.EU_PROFILE);
	}

	@Test
	void letsTheHttpStreamRunOutAfterTheMetadataAndSwallowsWhatComesThen() {
		var stream = this.gate.open().send(ONE, STOP, METADATA);
		assertThat(stream.demand.get()).isEqualTo(Long.MAX_VALUE);
		assertThat(stream.cancelled).isFalse();
		stream.sendUnasked(TWO);
		stream.fail(new IOException("Connection reset"));
		assertThat(this.caller.events).containsExactly(ONE, STOP, METADATA);
		assertThat(this.caller.ends()).containsExactly("onComplete", "complete");
		assertThat(this.gate.recording.only().outcome()).isEqualTo(Outcome.SUCCESS);
	}

	@Test
	void succeedsWhenTheStreamBreaksBeforeTheCallerTookTheMetadata() {
		this.caller.asking(1, 0);
		CompletableFuture<Void> result = this.gate.call();
		var stream = this.gate.next().open().send(ONE);
		this.caller.subscription().request(2);
		stream.send(STOP, METADATA);
		stream.fail(new IOException("Connection reset"));
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.caller.events).containsExactly(ONE, STOP, METADATA);
	}

	@Test
	void deliversAWholeAnswerThatTheCallerTakesLate() {
		this.caller.asking(0, 0);
		CompletableFuture<Void> result = this.gate.call();
		var stream = this.gate.next().open().send(START, METADATA, STOP);
		stream.fail(new IOException("Connection reset"));
		assertThat(result).isNotDone();
		this.caller.subscription().request(5);
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.caller.events).containsExactly(START, STOP, METADATA);
		assertThat(this.caller.ends()).containsExactly("onComplete", "complete");
	}

	@ParameterizedTest
	@MethodSource
	void movesOnWhileOpening(Throwable failure) {
		CompletableFuture<Void> result = this.gate.call();
		var first = this.gate.next().open().send(START, EMPTY);
		first.fail(failure);
		var second = this.gate.next().open();
		first.sendUnasked(ONE);
		assertThat(second.region).isEqualTo(Fixtures.IRELAND);
		assertThat(second.thread).startsWith("bedrock-failover-");
		assertThat(this.caller.signals).isEmpty();
		second.send(START, TWO, STOP, METADATA);
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.caller.events).containsExactly(START, TWO, STOP, METADATA);
		assertThat(this.caller.ends()).containsExactly("onComplete", "complete");
		assertThat(first.cancelled).isTrue();
		assertThat(this.gate.recording.only().attempts()).hasSize(2);
		assertThat(this.gate.recording.only().outcome()).isEqualTo(Outcome.SUCCESS);
	}

	static Stream<Throwable> movesOnWhileOpening() {
		return Stream.of(throttled(), new IOException("Connection reset"),
				new Http2Exception(Http2Error.INTERNAL_ERROR), new IllegalArgumentException("Prelude CRC mismatch"));
	}

	@Test
	void movesOnBeforeAnythingWasAnswered() {
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().fail(throttled());
		this.gate.next().open().send(ONE, STOP, METADATA);
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.gate.recording.only().attempts()).extracting(Attempt::outcome)
			.containsExactly(Outcome.THROTTLED, Outcome.SUCCESS);
	}

	@Test
	void movesOnWhenTheClientItselfThrows() {
		this.gate.bedrock.throwNext(SdkClientException.create("No credentials"));
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().open().send(ONE, STOP, METADATA);
		assertThat(result).isCompletedWithValue(null);
	}

	@Test
	void movesOnWhenTruncatedWhileOpening() {
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().open().send(START).complete();
		this.gate.next().open().send(ONE, STOP, METADATA);
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.caller.events).containsExactly(ONE, STOP, METADATA);
	}

	@Test
	void failsOnceWhenNoRouteIsLeft() {
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().fail(throttled());
		this.gate.next().open().send(START).fail(throttled());
		assertThat(result).isCompletedExceptionally();
		assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(ThrottlingException.class)
			.hasMessageContaining("tried 2")
			.isSameAs(this.caller.failures.element());
		assertThat(this.caller.signals).containsExactly("exceptionOccurred");
		assertThat(this.gate.recording.only().outcome()).isEqualTo(Outcome.THROTTLED);
	}

	@Test
	void doesNotMoveOnWhenTheRequestIsWrong() {
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().fail(ValidationException.builder().statusCode(400).message("no").build());
		assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(ValidationException.class);
		assertThat(this.gate.bedrock.isIdle()).isTrue();
		assertThat(this.gate.recording.only().outcome()).isEqualTo(Outcome.INVALID);
	}

	@Test
	void failsOnceAfterContentAndSendsNothingAgain() {
		CompletableFuture<Void> result = this.gate.call();
		var stream = this.gate.next().open().send(START, ONE);
		stream.fail(throttled());
		stream.sendUnasked(TWO);
		assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(ThrottlingException.class);
		assertThat(this.caller.ends()).containsExactly("onError", "exceptionOccurred");
		assertThat(this.caller.events).containsExactly(START, ONE);
		assertThat(stream.cancelled).isTrue();
		assertThat(this.gate.bedrock.isIdle()).isTrue();
		assertThat(this.gate.recording.only().attempts()).hasSize(1);
		assertThat(this.gate.recording.only().firstContent()).isNotNull();
	}

	@Test
	void deliversWhatCameBeforeAFailure() {
		this.caller.asking(1, 0);
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().open().send(START, ONE).fail(throttled());
		assertThat(this.caller.events).containsExactly(START);
		assertThat(result).isNotDone();
		this.caller.subscription().request(1);
		assertThat(this.caller.events).containsExactly(START, ONE);
		assertThat(this.caller.ends()).containsExactly("onError", "exceptionOccurred");
		assertThat(result).isCompletedExceptionally();
	}

	@Test
	void saysThatAnAnswerWasTruncated() {
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().open().send(START, ONE, BLOCK_STOP).complete();
		assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(SdkClientException.class)
			.hasMessageContaining("truncated")
			.hasMessageContaining("after 3 events")
			.hasMessageContaining("without its metadata");
		assertThat(this.caller.ends()).containsExactly("onError", "exceptionOccurred");
		assertThat(this.gate.recording.only().outcome()).isEqualTo(Outcome.ERROR);
	}

	@Test
	void takesMetadataThatComesEarlyAndPassesItOnLast() {
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().open().send(START, METADATA, ONE, STOP);
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.caller.events).containsExactly(START, ONE, STOP, METADATA);
		assertThat(this.caller.ends()).containsExactly("onComplete", "complete");
		assertThat(this.gate.recording.only().usage()).isEqualTo(new TokenCounts(11, 7, 0, 0));
	}

	@Test
	void anErrorAfterMetadataThatCameEarlyIsAnError() {
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().open().send(START, ONE, METADATA).fail(new IOException("reset"));
		assertThat(StreamGateFixture.failureOf(result)).hasMessageContaining("reset");
		assertThat(this.caller.events).containsExactly(START, ONE);
	}

	@Test
	void metadataThatComesEarlyIsNoEnd() {
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().open().send(START, ONE, METADATA).complete();
		assertThat(StreamGateFixture.failureOf(result)).hasMessageContaining("without its stop reason");
		assertThat(this.caller.events).containsExactly(START, ONE);
	}

	@Test
	void isTruncatedWithoutMetadata() {
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().open().send(START, ONE, STOP).complete();
		assertThat(StreamGateFixture.failureOf(result)).hasMessageContaining("without its metadata");
		assertThat(this.caller.events).containsExactly(START, ONE, STOP);
	}

	@Test
	void wrapsARawConnectionFailure() {
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().open().send(ONE).fail(new IOException("Connection reset by peer"));
		assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(SdkClientException.class)
			.hasMessageContaining("Connection reset by peer");
	}

	@Test
	void withholdsOnErrorFromLangChain4j() {
		CompletableFuture<Void> result = this.gate.client.forLangChain4j()
			.converseStream(StreamGateFixture.REQUEST, StreamGateFixture.handler(this.caller));
		this.gate.next().open().send(ONE).fail(throttled());
		assertThat(result).isCompletedExceptionally();
		assertThat(this.caller.ends()).containsExactly("exceptionOccurred");
	}

	@Test
	void asksForOneEventAtATimeAndOnlyWhenTheCallerDoes() {
		this.caller.asking(0, 0);
		var stream = this.gate.open().send(START, ONE);
		assertThat(stream.demand).hasValue(0);
		this.caller.subscription().request(2);
		assertThat(this.caller.events).containsExactly(START, ONE);
		assertThat(stream.demand).hasValue(0);
		this.caller.subscription().request(3);
		assertThat(stream.demand).hasValue(1);
		stream.send(TWO);
		assertThat(stream.demand).hasValue(1);
		stream.send(TWO, TWO);
		assertThat(stream.demand).hasValue(0);
		assertThat(this.caller.events).hasSize(5);
	}

	@Test
	void doesNotRecurseForACallerThatAsksForEverything() {
		int count = 100_000;
		this.caller.asking(Long.MAX_VALUE, Long.MAX_VALUE);
		CompletableFuture<Void> result = this.gate.call();
		var stream = this.gate.next();
		List<ConverseStreamOutput> answer = Stream
			.concat(Stream.generate(() -> ONE).limit(count), Stream.of(STOP, METADATA))
			.toList();
		var left = answer.iterator();
		stream.onRequest(() -> {
			if (left.hasNext()) {
				stream.send(left.next());
			}
		});
		stream.open();
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.caller.events).hasSize(count + 2);
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, Long.MIN_VALUE })
	void refusesADemandThatIsNone(long demand) {
		this.caller.asking(0, 0);
		CompletableFuture<Void> result = this.gate.call();
		var stream = this.gate.next().open().send(ONE);
		this.caller.subscription().request(demand);
		assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining(String.valueOf(demand));
		assertThat(this.caller.ends()).containsExactly("onError", "exceptionOccurred");
		assertThat(stream.cancelled).isTrue();
		assertThat(this.gate.recording.states.of(Fixtures.eu(Fixtures.FRANKFURT).key()).status())
			.isEqualTo(RouteStatus.Status.AVAILABLE);
	}

	@Test
	void takesOneSubscriber() {
		this.gate.open().send(ONE);
		StreamGateListener<ConverseStreamResponse, ConverseStreamOutput> second = new StreamGateListener<>();
		this.caller.publisher().subscribe(second);
		assertThat(second.signals).containsExactly("onSubscribe", "onError");
		assertThat(second.failures.element()).isInstanceOf(IllegalStateException.class);
		assertThat(this.caller.ends()).isEmpty();
		assertThatNullPointerException().isThrownBy(() -> this.caller.publisher().subscribe(null));
	}

	@Test
	void serializesASubscriberThatComesLate() {
		this.caller.notSubscribing();
		CompletableFuture<Void> result = this.gate.call();
		var stream = this.gate.next().open().send(START, ONE);
		this.caller.publisher().subscribe(this.caller);
		assertThat(this.caller.events).containsExactly(START, ONE);
		stream.send(STOP, METADATA);
		assertThat(result).isCompletedWithValue(null);
	}

	@Test
	void doesNotWaitForASubscriberWhenTheStreamHasFailed() {
		this.caller.notSubscribing();
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().open().send(ONE).fail(throttled());
		assertThat(result).isCompletedExceptionally();
		assertThat(this.caller.ends()).containsExactly("exceptionOccurred");
		this.caller.publisher().subscribe(this.caller);
		assertThat(this.caller.ends()).containsExactly("exceptionOccurred", "onError");
		assertThat(this.caller.events).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "responseReceived", "onEventStream", "onSubscribe", "onNext" })
	void endsOnceWhenTheCallerThrows(String where) {
		AssertionError failure = new AssertionError("the caller's own");
		this.caller.reacting((signal) -> {
			if (signal.equals(where)) {
				throw failure;
			}
		});
		CompletableFuture<Void> result = this.gate.call();
		var stream = this.gate.next().open().send(START, ONE);
		stream.sendUnasked(TWO);
		assertThat(StreamGateFixture.failureOf(result)).isSameAs(failure);
		assertThat(this.caller.ends()).endsWith("exceptionOccurred").doesNotHaveDuplicates();
		assertThat(this.caller.events.size()).isLessThanOrEqualTo(1);
		assertThat(stream.cancelled).isTrue();
		InvocationRecord invocation = this.gate.recording.only();
		assertThat(invocation.outcome()).isEqualTo(Outcome.ERROR);
		assertThat(invocation.failure()).isSameAs(failure);
		assertThat(this.gate.recording.states.of(Fixtures.eu(Fixtures.FRANKFURT).key()).status())
			.isEqualTo(RouteStatus.Status.AVAILABLE);
	}

	@Test
	void keepsItsEndWhenTheCallerThrowsAtIt() {
		this.caller.reacting((signal) -> {
			if (signal.startsWith("onC") || signal.startsWith("complete")) {
				throw new Quiet("too late");
			}
		});
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().open().send(ONE, STOP, METADATA);
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.caller.ends()).containsExactly("onComplete", "complete");
		assertThat(this.gate.recording.only().outcome()).isEqualTo(Outcome.SUCCESS);
	}

	@Test
	void keepsItsFailureWhenTheCallerThrowsAtIt() {
		this.caller.reacting((signal) -> {
			if (signal.startsWith("onE") && !signal.equals("onEventStream") || signal.startsWith("exc")) {
				throw new Quiet("too late");
			}
		});
		CompletableFuture<Void> result = this.gate.call();
		this.gate.next().open().send(ONE).fail(throttled());
		assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(ThrottlingException.class);
		assertThat(this.caller.ends()).containsExactly("onError", "exceptionOccurred");
	}

	@Test
	void tellsTheCallerNothingAfterItsCancel() {
		CompletableFuture<Void> result = this.gate.call();
		var stream = this.gate.next().open().send(START, ONE);
		this.caller.subscription().cancel();
		stream.sendUnasked(TWO);
		stream.fail(throttled());
		this.caller.subscription().request(1);
		this.caller.subscription().cancel();
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.caller.ends()).isEmpty();
		assertThat(this.caller.events).containsExactly(START, ONE);
		assertThat(stream.cancelled).isTrue();
		InvocationRecord invocation = this.gate.recording.only();
		assertThat(invocation.outcome()).isEqualTo(Outcome.CANCELLED);
		assertThat(invocation.failure()).isNull();
		assertThat(invocation.attempts()).extracting(Attempt::outcome).containsExactly(Outcome.CANCELLED);
	}

	@Test
	void stopsInTheMiddleOfWhatIsHeldWhenTheCallerCancels() {
		this.caller.asking(Long.MAX_VALUE, 0).reacting((signal) -> {
			if (signal.equals("onNext")) {
				this.caller.subscription().cancel();
			}
		});
		this.gate.open().send(START, ONE);
		assertThat(this.caller.events).containsExactly(START);
		assertThat(this.gate.recording.only().outcome()).isEqualTo(Outcome.CANCELLED);
	}

	@Test
	void cancelsWithItsFutureBeforeContent() {
		CompletableFuture<Void> result = this.gate.call();
		var stream = this.gate.next().open().send(START);
		assertThat(result.cancel(true)).isTrue();
		stream.sendUnasked(ONE);
		assertThat(stream.cancelled).isTrue();
		assertThat(this.caller.signals).isEmpty();
		assertThat(this.gate.bedrock.isIdle()).isTrue();
		assertThat(this.gate.recording.only().outcome()).isEqualTo(Outcome.CANCELLED);
	}

	@Test
	void takesACallerThatCompletesItsFutureForOneThatLeaves() {
		CompletableFuture<Void> result = this.gate.call();
		var stream = this.gate.next().open().send(ONE);
		result.orTimeout(1, TimeUnit.MILLISECONDS);
		await().atMost(10, TimeUnit.SECONDS).until(() -> stream.cancelled);
		assertThat(this.caller.ends()).isEmpty();
		assertThat(this.gate.recording.only().outcome()).isEqualTo(Outcome.CANCELLED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "completed", "failed", "cancelled" })
	void forgetsWhatTheSdkHoldsEvenIfTheCallerRemembersTheStream(String end) {
		WeakReference<Object> sdk = new WeakReference<>(ended(end));
		await().atMost(10, TimeUnit.SECONDS).until(() -> {
			System.gc();
			return sdk.get() == null;
		});
		this.caller.subscription().request(1);
	}

	private Object ended(String end) {
		var stream = this.gate.open().send(ONE);
		switch (end) {
			case "completed" -> stream.send(STOP, METADATA).complete();
			case "failed" -> stream.fail(throttled());
			default -> this.caller.subscription().cancel();
		}
		return stream;
	}

	@Test
	void failsWhatIsOpenOnceWhenTheClientsAreClosed() {
		CompletableFuture<Void> opening = this.gate.call();
		var first = this.gate.next();
		StreamGateListener<ConverseStreamResponse, ConverseStreamOutput> other = new StreamGateListener<>();
		CompletableFuture<Void> committed = this.gate.client.converseStream(StreamGateFixture.REQUEST,
				StreamGateFixture.handler(other));
		var second = this.gate.next().open().send(ONE);
		this.gate.regions.close();
		first.fail(new IOException("closed"));
		second.fail(new IOException("closed"));
		assertThat(StreamGateFixture.failureOf(opening)).isInstanceOf(SdkClientException.class)
			.hasMessageContaining("closed");
		assertThat(StreamGateFixture.failureOf(committed)).isInstanceOf(SdkClientException.class)
			.hasMessageContaining("closed");
		assertThat(this.caller.ends()).containsExactly("exceptionOccurred");
		assertThat(other.ends()).containsExactly("onError", "exceptionOccurred");
		assertThat(this.gate.recording.records).hasSize(2);
		assertThat(this.gate.bedrock.isIdle()).isTrue();
	}

	@Test
	void failsACallThatComesAfterTheClose() {
		this.gate.regions.close();
		CompletableFuture<Void> result = this.gate.call();
		assertThat(result).isCompletedExceptionally();
		assertThat(this.caller.signals).containsExactly("exceptionOccurred");
		assertThat(this.gate.recording.records).hasSize(1);
	}

	@Test
	void refusesWithoutThrowing() {
		Refusal refusal = new Refusal.NotPlanned("x", "in no plan");
		Fixtures.Recording recording = new Fixtures.Recording((modelName, requested) -> {
			throw new RouteRefusedException("bedrock", "refused", refusal);
		});
		CompletableFuture<Void> result = new RoutingBedrockRuntimeAsyncClient(recording.context, this.gate.regions)
			.converseStream(ConverseStreamRequest.builder().build(), StreamGateFixture.handler(this.caller));
		assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(RouteRefusedException.class);
		assertThat(this.caller.signals).containsExactly("exceptionOccurred");
		assertThat(recording.only().refusal()).isEqualTo(refusal);
		assertThat(this.gate.bedrock.isIdle()).isTrue();
	}

	static ThrottlingException throttled() {
		return ThrottlingException.builder()
			.statusCode(429)
			.awsErrorDetails(AwsErrorDetails.builder()
				.errorCode("ThrottlingException")
				.errorMessage("Too many requests, please wait before trying again.")
				.build())
			.build();
	}

	/**
	 * Is logged without a stack trace.
	 */
	private static final class Quiet extends RuntimeException {

		private static final long serialVersionUID = 1L;

		Quiet(String message) {
			super(message, null, false, false);
		}

	}

}
