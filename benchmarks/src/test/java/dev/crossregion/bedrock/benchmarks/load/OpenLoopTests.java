package dev.crossregion.bedrock.benchmarks.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenLoop}.
 */
class OpenLoopTests {

	@Test
	void callsArriveWhileEarlierOnesAreUnderWay() throws InterruptedException {
		CountDownLatch first = new CountDownLatch(1);
		try (OpenLoop load = OpenLoop.start(200, 1, (number) -> {
			if (number == 0) {
				first.await();
			}
		})) {
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> load.ended().size() > 20);
			assertThat(load.ended()).extracting(CompletedCall::number).doesNotContain(0);
			first.countDown();
			List<CompletedCall> calls = load.finish(Duration.ofMinutes(1));
			assertThat(calls).hasSize(load.started()).allMatch((call) -> call.failure() == null);
		}
	}

	@Test
	void failuresAreKept() throws InterruptedException {
		try (OpenLoop load = OpenLoop.start(200, 1, (number) -> {
			throw new IllegalStateException("call " + number);
		})) {
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> load.ended().size() > 5);
			assertThat(load.finish(Duration.ofMinutes(1)))
				.allMatch((call) -> call.failure() instanceof IllegalStateException);
		}
	}

}
