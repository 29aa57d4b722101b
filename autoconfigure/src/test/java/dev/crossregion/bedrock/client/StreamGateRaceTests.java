package dev.crossregion.bedrock.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.routing.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two things at the same moment, many times over. Whoever wins, the stream ends once.
 */
class StreamGateRaceTests {

	private static final int ROUNDS = Integer.getInteger("stream.races", 300);

	private static final Duration LONG = StreamGateFixture.LONG;

	private static final ConverseStreamOutput ONE = StreamGateFixture.text("one");

	private static final ConverseStreamOutput STOP = StreamGateFixture.STOP;

	private static final ConverseStreamOutput METADATA = StreamGateFixture.METADATA;

	private static final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "race");
		thread.setDaemon(true);
		return thread;
	});

	@AfterAll
	static void stop() {
		threads.shutdownNow();
	}

	@Test
	void cancelAgainstCommit() {
		rounds(LONG, (gate, result) -> {
			var stream = gate.next().open();
			race(() -> stream.send(ONE), () -> result.cancel(true));
			assertThat(gate.caller.ends()).isEmpty();
			assertThat(stream.cancelled).isTrue();
			assertThat(only(gate).outcome()).isEqualTo(Outcome.CANCELLED);
		});
	}

	@Test
	void cancelAgainstFailover() {
		rounds(LONG, (gate, result) -> {
			var stream = gate.next();
			race(() -> stream.fail(new IOException("reset")), () -> result.cancel(true));
			assertThat(gate.caller.signals).isEmpty();
			assertThat(only(gate).outcome()).isEqualTo(Outcome.CANCELLED);
			if (!gate.bedrock.isIdle()) {
				var second = gate.next();
				await().atMost(10, TimeUnit.SECONDS).until(second.future::isDone);
			}
		});
	}

	@Test
	void cancelAgainstMetadata() {
		rounds(LONG, (gate, result) -> {
			var stream = gate.next().open().send(ONE, STOP);
			race(() -> stream.send(METADATA), () -> gate.caller.subscription().cancel());
			assertThat(result).isCompletedWithValue(null);
			Outcome outcome = only(gate).outcome();
			assertThat(outcome).isIn(Outcome.SUCCESS, Outcome.CANCELLED);
			assertThat(gate.caller.ends())
				.isEqualTo((outcome != Outcome.SUCCESS) ? List.of() : List.of("onComplete", "complete"));
		});
	}

	@Test
	void errorAgainstMetadata() {
		rounds(LONG, (gate, result) -> {
			var stream = gate.next().open().send(ONE, STOP);
			race(() -> stream.send(METADATA), () -> stream.fail(new IOException("reset")));
			if (only(gate).outcome() == Outcome.SUCCESS) {
				assertThat(result).isCompletedWithValue(null);
				assertThat(gate.caller.ends()).containsExactly("onComplete", "complete");
				assertThat(gate.caller.events).containsExactly(ONE, STOP, METADATA);
			}
			else {
				assertThat(result).isCompletedExceptionally();
				assertThat(gate.caller.ends()).containsExactly("onError", "exceptionOccurred");
				assertThat(gate.caller.events).containsExactly(ONE, STOP);
			}
		});
	}

	@Test
	void errorAgainstContent() {
		rounds(LONG, (gate, result) -> {
			var stream = gate.next().open().send(StreamGateFixture.START);
			race(() -> stream.send(ONE), () -> stream.fail(new IOException("reset")));
			if (gate.caller.events.isEmpty()) {
				gate.next().open().send(ONE, STOP, METADATA);
				assertThat(result).isCompletedWithValue(null);
			}
			else {
				assertThat(result).isCompletedExceptionally();
				assertThat(gate.bedrock.isIdle()).isTrue();
			}
			assertThat(gate.caller.events.stream().filter(ONE::equals)).hasSize(1);
			assertThat(only(gate).attempts().size()).isBetween(1, 2);
		});
	}

	@Test
	void timerAgainstMetadata() {
		rounds(Duration.ofMillis(2), (gate, result) -> {
			var stream = gate.next().open();
			try {
				stream.send(ONE, STOP);
				await().pollDelay(Duration.ofNanos(1_500_000))
					.pollInterval(Duration.ofNanos(50_000))
					.atMost(10, TimeUnit.SECONDS)
					.until(() -> true);
				stream.sendUnasked(METADATA);
			}
			finally {
				await().pollInterval(Duration.ofMillis(1)).atMost(10, TimeUnit.SECONDS).until(result::isDone);
			}
			assertThat(gate.caller.ends()).hasSize(2);
			assertThat(only(gate).outcome()).isIn(Outcome.SUCCESS, Outcome.TIMEOUT);
		}, Math.min(ROUNDS, 300));
	}

	@Test
	void closeAgainstMetadata() {
		for (int round = 0; round < Math.min(ROUNDS, 200); round++) {
			try (StreamGateFixture gate = new StreamGateFixture()) {
				CompletableFuture<Void> result = gate.call();
				var stream = gate.next().open().send(ONE, STOP);
				race(() -> stream.send(METADATA), gate.regions::close);
				assertThat(result).isDone();
				assertThat(gate.caller.ends()).hasSize(2);
				assertThat(only(gate).outcome()).isIn(Outcome.SUCCESS, Outcome.ERROR);
			}
		}
	}

	@Test
	void manyDemandsAgainstTheStream() {
		int count = 200;
		rounds(LONG, (gate, result) -> {
			gate.caller.asking(0, 0);
			var stream = gate.next().open().send(STOP);
			List<ConverseStreamOutput> rest = IntStream.rangeClosed(1, count)
				.mapToObj((index) -> (index < count) ? StreamGateFixture.text("t" + index) : METADATA)
				.toList();
			Runnable ask = () -> IntStream.range(0, count).forEach((index) -> gate.caller.subscription().request(1));
			race(() -> rest.forEach((event) -> {
				await().pollInSameThread()
					.pollDelay(Duration.ZERO)
					.pollInterval(Duration.ofNanos(1))
					.atMost(10, TimeUnit.SECONDS)
					.until(() -> stream.demand.get() == 1);
				stream.send(event);
			}), ask, ask);
			assertThat(result).isCompletedWithValue(null);
			assertThat(gate.caller.events).hasSize(count + 1).endsWith(rest.toArray(ConverseStreamOutput[]::new));
		}, 20);
	}

	@Test
	void demandAgainstCancel() {
		rounds(LONG, (gate, result) -> {
			gate.caller.asking(0, 0);
			gate.next().open().send(StreamGateFixture.START, ONE);
			race(() -> gate.caller.subscription().request(Long.MAX_VALUE), () -> gate.caller.subscription().cancel(),
					() -> gate.caller.subscription().request(1));
			assertThat(gate.caller.ends()).isEmpty();
			assertThat(only(gate).outcome()).isEqualTo(Outcome.CANCELLED);
		});
	}

	private static InvocationRecord only(StreamGateFixture gate) {
		await().pollInterval(Duration.ofMillis(1))
			.atMost(10, TimeUnit.SECONDS)
			.until(() -> !gate.recording.records.isEmpty());
		return gate.recording.only();
	}

	private static void rounds(Duration stall, Round round) {
		rounds(stall, round, ROUNDS);
	}

	// One set of clients for all rounds, and a caller and a record for each.
	private static void rounds(Duration stall, Round round, int count) {
		try (StreamGateFixture shared = new StreamGateFixture(LONG, stall, LONG)) {
			for (int index = 0; index < count; index++) {
				StreamGateFixture gate = shared.again();
				round.play(gate, gate.call());
				assertThat(gate.caller.hasOverlapped()).isFalse();
				assertThat(gate.recording.records).hasSize(1);
			}
		}
	}

	private static void race(Runnable... runners) {
		CyclicBarrier start = new CyclicBarrier(runners.length);
		List<CompletableFuture<Void>> running = Arrays.stream(runners)
			.map((runner) -> CompletableFuture.runAsync(() -> {
				meet(start);
				runner.run();
			}, threads))
			.toList();
		running.forEach((runner) -> runner.orTimeout(20, TimeUnit.SECONDS).join());
	}

	private static void meet(CyclicBarrier start) {
		try {
			start.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException | BrokenBarrierException | TimeoutException ex) {
			throw new AssertionError(ex);
		}
	}

	/**
	 * One round of a race.
	 */
	@FunctionalInterface
	private interface Round {

		void play(StreamGateFixture gate, CompletableFuture<Void> result);

	}

}
