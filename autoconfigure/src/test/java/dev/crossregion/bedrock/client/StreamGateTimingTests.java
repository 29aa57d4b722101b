package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.routing.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The clocks of the gate. Where nothing may happen, the time that would make it happen is
 * a minute; where something must, it is some milliseconds.
 */
class StreamGateTimingTests {

	private static final Duration SHORT = Duration.ofMillis(60);

	/** Long enough for what has to come before. */
	private static final Duration ENOUGH = Duration.ofMillis(800);

	private static final Duration LONG = StreamGateFixture.LONG;

	private static final ConverseStreamOutput START = StreamGateFixture.START;

	private static final ConverseStreamOutput ONE = StreamGateFixture.text("one");

	private static final ConverseStreamOutput STOP = StreamGateFixture.STOP;

	private static final ConverseStreamOutput METADATA = StreamGateFixture.METADATA;

	@Test
	void movesOnWhenNoContentComes() {
		try (StreamGateFixture gate = new StreamGateFixture(SHORT, LONG, LONG)) {
			CompletableFuture<Void> result = gate.call();
			var silent = gate.next();
			var preamble = gate.next().open();
			preamble.sendUnasked(START);
			assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(ApiCallTimeoutException.class)
				.hasMessageContaining("first-token-timeout")
				.hasMessageContaining("tried 2");
			assertThat(silent.future).isCancelled();
			assertThat(preamble.cancelled).isTrue();
			assertThat(gate.caller.signals).containsExactly("exceptionOccurred");
			assertThat(gate.recording.only().outcome()).isEqualTo(Outcome.TIMEOUT);
			assertThat(gate.recording.only().attempts()).allSatisfy((attempt) -> assertThat(attempt.duration())
				.isBetween(SHORT.minusMillis(1), Duration.ofSeconds(10)));
		}
	}

	@Test
	void doesNotTakePreambleForContent() throws Exception {
		try (StreamGateFixture gate = new StreamGateFixture(SHORT, LONG, LONG)) {
			gate.call();
			var chatter = gate.next().open();
			Thread talking = new Thread(() -> {
				while (!chatter.cancelled) {
					if (chatter.demand.get() > 0) {
						chatter.send(START);
					}
					Thread.onSpinWait();
				}
			});
			talking.setDaemon(true);
			talking.start();
			assertThat(gate.next().region).isEqualTo(Fixtures.IRELAND);
			talking.join(10_000);
			assertThat(talking.isAlive()).isFalse();
		}
	}

	@Test
	void failsWhenTheStreamStalls() {
		try (StreamGateFixture gate = new StreamGateFixture(LONG, SHORT, LONG)) {
			CompletableFuture<Void> result = gate.call();
			var stream = gate.next().open().send(START, ONE);
			assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(ApiCallTimeoutException.class)
				.hasMessageContaining("stall-timeout");
			assertThat(gate.caller.ends()).containsExactly("onError", "exceptionOccurred");
			assertThat(stream.cancelled).isTrue();
			assertThat(gate.recording.only().outcome()).isEqualTo(Outcome.TIMEOUT);
			assertThat(gate.bedrock.isIdle()).isTrue();
		}
	}

	@Test
	void doesNotTakeAPauseOfTheCallerForAStall() {
		try (StreamGateFixture gate = new StreamGateFixture(LONG, SHORT, ENOUGH)) {
			gate.caller.asking(1, 0);
			CompletableFuture<Void> result = gate.call();
			gate.next().open().send(ONE);
			assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(ApiCallTimeoutException.class)
				.hasMessageContaining("deadline");
		}
	}

	@Test
	void doesNotCountTheFirstContentsTimeForLaterOnes() {
		try (StreamGateFixture gate = new StreamGateFixture(ENOUGH, LONG, ENOUGH.multipliedBy(2))) {
			CompletableFuture<Void> result = gate.call();
			gate.next().open().send(ONE);
			assertThat(StreamGateFixture.failureOf(result)).hasMessageContaining("deadline");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void endsACallWhoseCallerTakesNothing(boolean subscribes) {
		try (StreamGateFixture gate = new StreamGateFixture(LONG, LONG, ENOUGH)) {
			gate.caller.asking(0, 0);
			if (!subscribes) {
				gate.caller.notSubscribing();
			}
			CompletableFuture<Void> result = gate.call();
			var stream = gate.next().open().send(START, ONE);
			assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(ApiCallTimeoutException.class)
				.hasMessageContaining("deadline");
			assertThat(gate.caller.events).isEmpty();
			assertThat(gate.caller.ends()).endsWith("exceptionOccurred").doesNotHaveDuplicates();
			assertThat(stream.cancelled).isTrue();
			assertThat(gate.recording.only().outcome()).isEqualTo(Outcome.TIMEOUT);
		}
	}

	@Test
	void endsACallWhoseDeadlinePassesWhileOpening() {
		try (StreamGateFixture gate = new StreamGateFixture(LONG, LONG, SHORT)) {
			CompletableFuture<Void> result = gate.call();
			var stream = gate.next();
			assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(ApiCallTimeoutException.class)
				.hasMessageContaining("deadline");
			assertThat(stream.future).isCancelled();
			assertThat(gate.bedrock.isIdle()).isTrue();
		}
	}

	@Test
	void obeysTheCallersOwnTimeout() {
		try (StreamGateFixture gate = new StreamGateFixture(LONG, LONG, LONG)) {
			ConverseStreamRequest request = StreamGateFixture.REQUEST.toBuilder()
				.overrideConfiguration((override) -> override.apiCallTimeout(SHORT))
				.build();
			CompletableFuture<Void> result = gate.client.converseStream(request,
					StreamGateFixture.handler(gate.caller));
			assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(ApiCallTimeoutException.class);
		}
	}

	@Test
	void closesAnHttpStreamThatDoesNotEndAfterTheMetadata() {
		try (StreamGateFixture gate = new StreamGateFixture(LONG, ENOUGH, LONG)) {
			CompletableFuture<Void> result = gate.call();
			var stream = gate.next().open().send(ONE, STOP, METADATA);
			assertThat(result).isCompletedWithValue(null);
			await().atMost(10, TimeUnit.SECONDS).until(() -> stream.cancelled);
			assertThat(gate.caller.ends()).containsExactly("onComplete", "complete");
			assertThat(gate.recording.only().outcome()).isEqualTo(Outcome.SUCCESS);
		}
	}

	@Test
	void leavesNoTimerBehind() {
		try (StreamGateFixture gate = new StreamGateFixture(LONG, LONG, LONG)) {
			gate.call();
			gate.next().open().send(ONE, STOP, METADATA).complete();
			gate.call().cancel(true);
			gate.next();
			gate.call();
			gate.next().open().send(ONE).fail(StreamGateTests.throttled());
			assertThat(gate.regions.timers().shutdownNow()).as("the empty task").hasSize(1);
		}
	}

	@Test
	void endsOnceWhateverTheTimeOfAHandlerThatBlocks() throws Exception {
		try (StreamGateFixture gate = new StreamGateFixture(LONG, SHORT, ENOUGH)) {
			CountDownLatch release = new CountDownLatch(1);
			gate.caller.reacting((signal) -> {
				if (signal.equals("onNext")) {
					await().atMost(10, TimeUnit.SECONDS).until(() -> release.getCount() == 0);
				}
			});
			CompletableFuture<Void> result = gate.call();
			var stream = gate.next().open();
			Thread upstream = new Thread(() -> stream.send(ONE));
			upstream.start();
			await().atMost(10, TimeUnit.SECONDS).until(() -> !gate.caller.events.isEmpty());
			await().during(ENOUGH.plus(SHORT)).atMost(10, TimeUnit.SECONDS).until(() -> !result.isDone());
			release.countDown();
			upstream.join(10_000);
			assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(ApiCallTimeoutException.class);
			assertThat(gate.caller.ends()).containsExactly("onError", "exceptionOccurred");
			assertThat(gate.caller.hasOverlapped()).isFalse();
		}
	}

}
