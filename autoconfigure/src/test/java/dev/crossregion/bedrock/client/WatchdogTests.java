package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is due happens in time, however many threads block.
 */
class WatchdogTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	private static final int MANY = 64;

	@Test
	void aTimerDoesNotWaitForOthersThatBlock() throws InterruptedException {
		CountDownLatch never = new CountDownLatch(1);
		CountDownLatch blocking = new CountDownLatch(MANY);
		CountDownLatch due = new CountDownLatch(1);
		try (RegionalClients clients = new RegionalClients(ClientSettings.DEFAULT, Fixtures.CREDENTIALS)) {
			for (int count = 0; count < MANY; count++) {
				clients.timers().schedule(() -> {
					blocking.countDown();
					await(never);
				}, 0, TimeUnit.MILLISECONDS);
			}
			assertThat(blocking.await(30, TimeUnit.SECONDS)).isTrue();
			clients.timers().schedule(due::countDown, 1, TimeUnit.MILLISECONDS);
			assertThat(due.await(30, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			never.countDown();
		}
	}

	@Test
	void firstTokenTimeoutFiresWhileEveryThreadForNextAttemptsBlocks() {
		CountDownLatch never = new CountDownLatch(1);
		try (StreamGateFixture gate = new StreamGateFixture(SHORT, StreamGateFixture.LONG,
				Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT)))) {
			for (int count = 0; count < MANY; count++) {
				gate.regions.failover().execute(() -> await(never));
			}
			CompletableFuture<Void> result = gate.call();
			var silent = gate.next();
			assertThat(StreamGateFixture.failureOf(result)).isInstanceOf(ApiCallTimeoutException.class);
			assertThat(silent.future).isCancelled();
		}
		finally {
			never.countDown();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
