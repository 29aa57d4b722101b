package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A source Region that answers nothing is not buried under retries.
 */
class RetryStormTests {

	private static final int CALLS = 2_000;

	private static final int THREADS = 16;

	/** The bucket of the SDK has 500 tokens, and a retry takes at least five. */
	private static final int RETRIES_OF_A_FULL_BUCKET = 100;

	@Test
	void retriesStopWhenTheBucketOfTheSourceRegionIsEmpty() throws InterruptedException {
		try (BedrockEmulator emulator = BedrockEmulator.builder().journalCapacity(10 * CALLS).start();
				RegionalClients regions = new RegionalClients(Fixtures.settings(emulator.uri()),
						Fixtures.CREDENTIALS)) {
			emulator.fail(Fault.unavailable());
			Recording calls = new Recording(
					Fixtures.plan(Fixtures.allow("EU"), Duration.ofMinutes(5), Fixtures.eu(Fixtures.FRANKFURT)));
			RoutingBedrockRuntimeClient client = new RoutingBedrockRuntimeClient(calls.context, regions);
			ExecutorService threads = Executors.newFixedThreadPool(THREADS);
			CountDownLatch ended = new CountDownLatch(CALLS);
			try {
				for (int i = 0; i < CALLS; i++) {
					threads.execute(() -> {
						try {
							client.converse((request) -> request.modelId("bedrock").messages(Api.QUESTION));
						}
						catch (RuntimeException ex) {
							// Counted below.
						}
						ended.countDown();
					});
				}
				assertThat(ended.await(3, TimeUnit.MINUTES)).isTrue();
			}
			finally {
				threads.shutdownNow();
			}
			int sent = calls.records.stream().collect(Collectors.summingInt((call) -> call.attempts().size()));
			assertThat(calls.records).hasSize(CALLS).noneMatch((call) -> call.failure() == null);
			assertThat(sent).isBetween(CALLS + RETRIES_OF_A_FULL_BUCKET / 2, CALLS + RETRIES_OF_A_FULL_BUCKET);
			assertThat(sent).isLessThanOrEqualTo((int) (1.1 * CALLS));
		}
	}

}
