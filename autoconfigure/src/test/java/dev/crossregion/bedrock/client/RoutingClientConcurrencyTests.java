package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.crossregion.bedrock.client.Fixtures.Recording;
import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.routing.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import software.amazon.awssdk.core.exception.SdkException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many calls at once, with mixed faults: each ends in one answer or one exception, and in
 * one record that agrees with it.
 */
class RoutingClientConcurrencyTests {

	private static final int CALLS = 200;

	private static final long SEED = 20_261_123L;

	private final BedrockEmulator emulator = BedrockEmulator.builder()
		.seed(SEED)
		.latency(Duration.ofMillis(20))
		.start();

	private final RegionalClients regions = new RegionalClients(new ClientSettings(this.emulator.uri(), CALLS,
			Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60)),
			Fixtures.CREDENTIALS);

	private final Recording calls = new Recording(Fixtures.plan(Fixtures.eu(Fixtures.FRANKFURT),
			Fixtures.eu(Fixtures.IRELAND), Fixtures.eu(Fixtures.STOCKHOLM)));

	@BeforeEach
	void faults() {
		this.emulator.fail(Fault.throttled().withProbability(0.2));
		this.emulator.fail(Fault.unavailable().withProbability(0.2));
		this.emulator.fail(Fault.internalError().withProbability(0.2));
		this.emulator.fail(Fault.notJson().withProbability(0.1));
		this.emulator.fail(Fault.status(400, "ValidationException", "The prompt is too long.").withProbability(0.1));
	}

	@AfterEach
	void stop() {
		this.regions.close();
		this.emulator.close();
	}

	@Test
	void callsThatBlock() throws InterruptedException {
		blockOn(Executors.newFixedThreadPool(CALLS));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void callsThatBlockVirtualThreads() throws Exception {
		blockOn((ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null));
	}

	private void blockOn(ExecutorService threads) throws InterruptedException {
		RoutingBedrockRuntimeClient client = new RoutingBedrockRuntimeClient(this.calls.context, this.regions);
		try {
			check((call) -> CompletableFuture.supplyAsync(() -> {
				client.converse((request) -> request.modelId("call-" + call).messages(Api.QUESTION));
				return "answer";
			}, threads));
		}
		finally {
			threads.shutdown();
			assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void callsThatDoNotBlock() {
		RoutingBedrockRuntimeAsyncClient client = new RoutingBedrockRuntimeAsyncClient(this.calls.context,
				this.regions);
		check((call) -> client.converse((request) -> request.modelId("call-" + call).messages(Api.QUESTION))
			.thenApply((response) -> "answer"));
	}

	private void check(IntFunction<CompletableFuture<String>> start) {
		List<CompletableFuture<String>> open = IntStream.range(0, CALLS).mapToObj(start).toList();
		Map<String, Boolean> answered = IntStream.range(0, CALLS)
			.boxed()
			.collect(Collectors.toMap((call) -> "call-" + call, (call) -> isAnswered(open.get(call))));
		assertThat(this.calls.records).hasSize(CALLS);
		assertThat(this.calls.records).extracting(InvocationRecord::requested).doesNotHaveDuplicates();
		assertThat(this.calls.records).allSatisfy((invocation) -> {
			assertThat(invocation.outcome() == Outcome.SUCCESS).isEqualTo(answered.get(invocation.requested()));
			assertThat(invocation.failure() == null).isEqualTo(answered.get(invocation.requested()));
			assertThat(invocation.attempts()).as("attempts, of which a call without room has none")
				.hasSizeBetween((invocation.outcome() == Outcome.THROTTLED) ? 0 : 1, 6);
		});
		assertThat(answered.values()).as("answers, of which there have to be some but not all").contains(true, false);
	}

	private static boolean isAnswered(CompletableFuture<String> call) {
		try {
			return call.orTimeout(60, TimeUnit.SECONDS).join().equals("answer");
		}
		catch (CompletionException ex) {
			assertThat(ex.getCause()).isInstanceOf(SdkException.class);
			return false;
		}
	}

}
