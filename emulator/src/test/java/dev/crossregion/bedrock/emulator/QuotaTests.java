package dev.crossregion.bedrock.emulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.emulator.model.ModelDirectory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Quotas from the view of a client. Windows last an hour where time must not matter.
 */
class QuotaTests {

	private static final String PROFILE = "eu." + Clients.SONNET;

	private static final String SOURCE = "eu-central-1";

	private static final int QUOTA = 5000;

	private static final Duration SAFE = Duration.ofMinutes(1);

	/** The input tokens of a request that says "Hello". */
	private static final int INPUT = 3;

	/** The output tokens that a request without a maximum reserves. */
	private static final int DEFAULT = 64_000;

	private static final int SONNET_BURNDOWN = 5;

	@RegisterExtension
	static Clients clients = new Clients();

	private static BedrockEmulator limited(long tokens, long requests, EmulatorQuota.Refill refill, Duration window) {
		return BedrockEmulator.builder()
			.quota(SOURCE, PROFILE, EmulatorQuota.perMinute(tokens, requests).refill(refill))
			.quotaWindow(window)
			.start();
	}

	private static BedrockEmulator limited() {
		return limited(QUOTA, 1000, EmulatorQuota.Refill.FIXED_WINDOW, Duration.ofHours(1));
	}

	private static BedrockRuntimeClient client(BedrockEmulator emulator) {
		return clients.sync(emulator.uri(), Region.EU_CENTRAL_1);
	}

	private static TokenUsage converse(BedrockEmulator emulator, int maxTokens) {
		return client(emulator)
			.converse((request) -> request.modelId(PROFILE)
				.messages(Clients.user("Hello"))
				.inferenceConfig((config) -> config.maxTokens(maxTokens)))
			.usage();
	}

	private static CompletableFuture<Void> stream(BedrockEmulator emulator, int maxTokens, Protocol protocol,
			List<String> words) {
		return Clients.stream(clients.async(emulator.uri(), Region.EU_CENTRAL_1, protocol),
				ConverseStreamRequest.builder()
					.modelId(PROFILE)
					.messages(Clients.user("Hello"))
					.inferenceConfig((config) -> config.maxTokens(maxTokens))
					.build(),
				words);
	}

	private static void call(BedrockEmulator emulator, Operation operation, int maxTokens) throws Exception {
		SdkBytes body = SdkBytes.fromUtf8String("{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":"
				+ maxTokens + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
		BedrockRuntimeAsyncClient async = clients.async(emulator.uri(), Region.EU_CENTRAL_1);
		try {
			switch (operation) {
				case CONVERSE -> converse(emulator, maxTokens);
				case CONVERSE_STREAM ->
					stream(emulator, maxTokens, Protocol.HTTP2, Clients.words()).get(1, TimeUnit.MINUTES);
				case INVOKE_MODEL -> client(emulator).invokeModel((request) -> request.modelId(PROFILE).body(body));
				default -> async.invokeModelWithResponseStream((request) -> request.modelId(PROFILE).body(body),
						InvokeModelWithResponseStreamResponseHandler.builder()
							.subscriber((event) -> assertThat(event).isNotNull())
							.build())
					.get(1, TimeUnit.MINUTES);
			}
		}
		catch (ExecutionException ex) {
			throw (Exception) ex.getCause();
		}
	}

	@Test
	void throttledCallIsAnsweredAfterItsLatency() {
		Duration latency = Duration.ofMillis(300);
		try (BedrockEmulator emulator = BedrockEmulator.builder()
			.quota(SOURCE, PROFILE, new EmulatorQuota(QUOTA, 1, EmulatorQuota.Refill.FIXED_WINDOW))
			.quotaWindow(Duration.ofHours(1))
			.throttledLatency(latency)
			.start()) {
			converse(emulator, 10);
			long start = System.nanoTime();
			assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> converse(emulator, 10));
			assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(latency.toNanos());
			emulator.fail(Fault.throttled().times(1));
			// A fault is answered at once, whatever the latency of quotas.
			assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> converse(emulator, 10));
		}
	}

	private static long booked(BedrockEmulator emulator) {
		return emulator.statistics().region(SOURCE).quotaTokens();
	}

	/**
	 * Asserts that exactly so many tokens are left. A request larger than the quota is
	 * admitted while the quota is full.
	 * @param emulator the emulator
	 * @param tokens the tokens
	 */
	private static void assertRoomFor(BedrockEmulator emulator, long tokens) {
		assertRoomFor(emulator, tokens, QUOTA);
	}

	private static void assertRoomFor(BedrockEmulator emulator, long tokens, long quota) {
		if (tokens < quota) {
			assertThatExceptionOfType(ThrottlingException.class)
				.isThrownBy(() -> converse(emulator, (int) tokens - INPUT + 1))
				.withMessageContaining("Too many tokens, please wait");
		}
		assertThat(converse(emulator, (int) tokens - INPUT).inputTokens()).isEqualTo(INPUT);
	}

	@ParameterizedTest
	@EnumSource(names = { "CONVERSE", "CONVERSE_STREAM", "INVOKE_MODEL", "INVOKE_MODEL_WITH_RESPONSE_STREAM" })
	void reservationIsSettledWithUsedTokens(Operation operation) throws Exception {
		try (BedrockEmulator emulator = limited()) {
			call(emulator, operation, QUOTA - INPUT);
			JournalEntry entry = emulator.journal().entries(operation).get(0);
			assertThat(entry.outputTokens()).isPositive();
			assertThat(booked(emulator)).isEqualTo(entry.inputTokens() + SONNET_BURNDOWN * entry.outputTokens());
			assertRoomFor(emulator, QUOTA - booked(emulator));
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "CONVERSE", "CONVERSE_STREAM", "INVOKE_MODEL", "INVOKE_MODEL_WITH_RESPONSE_STREAM" })
	void allOperationsShareOneQuota(Operation operation) throws Exception {
		try (BedrockEmulator emulator = limited(1_000_000, 1, EmulatorQuota.Refill.FIXED_WINDOW, Duration.ofHours(1))) {
			call(emulator, operation, 10);
			for (Operation other : List.of(Operation.CONVERSE, Operation.CONVERSE_STREAM, Operation.INVOKE_MODEL,
					Operation.INVOKE_MODEL_WITH_RESPONSE_STREAM)) {
				assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> call(emulator, other, 10))
					.withMessageContaining("Too many requests, please wait");
			}
		}
	}

	@Test
	void callWithoutAMaximumReservesThatOfTheModel() {
		long quota = DEFAULT + 1000;
		try (BedrockEmulator emulator = limited(quota, 1000, EmulatorQuota.Refill.FIXED_WINDOW, Duration.ofHours(1))) {
			while (quota - booked(emulator) >= INPUT + DEFAULT) {
				client(emulator).converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
			}
			assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> client(emulator)
				.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello"))));
			assertRoomFor(emulator, quota - booked(emulator), quota);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP1_1", "HTTP2" })
	void reservationIsHeldWhileACallIsOpenAndReturnedWhenItsClientDisconnects(Protocol protocol) {
		try (BedrockEmulator emulator = limited()) {
			emulator.fail(Fault.stallBefore().times(1));
			CompletableFuture<Void> open = stream(emulator, QUOTA - INPUT, protocol, Clients.words());
			Awaitility.await().atMost(SAFE).until(() -> emulator.openRequests() == 1);
			Awaitility.await()
				.atMost(SAFE)
				.untilAsserted(() -> assertThatExceptionOfType(ThrottlingException.class)
					.isThrownBy(() -> converse(emulator, 1)));
			open.cancel(true);
			Awaitility.await().atMost(SAFE).until(() -> emulator.statistics().total().cut() == 1);
			assertThat(booked(emulator)).isZero();
			assertRoomFor(emulator, QUOTA);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "HTTP1_1", "HTTP2" })
	void streamThatItsClientCancelsIsSettledWithTheSentShare(Protocol protocol) {
		try (BedrockEmulator emulator = limited()) {
			emulator.fail(Fault.stall(4).times(1));
			List<String> words = Clients.words();
			CompletableFuture<Void> open = stream(emulator, 1000, protocol, words);
			Awaitility.await().atMost(SAFE).until(() -> words.size() == 3);
			open.cancel(true);
			Awaitility.await().atMost(SAFE).until(() -> emulator.statistics().total().cut() == 1);
			JournalEntry entry = emulator.journal().entries().get(0);
			assertThat(entry.outputTokens()).isBetween(1L, 10L);
			assertThat(booked(emulator)).isEqualTo(INPUT + SONNET_BURNDOWN * entry.outputTokens());
			assertRoomFor(emulator, QUOTA - booked(emulator));
		}
	}

	@Test
	void callThatAFaultEndsReturnsUnusedTokens() {
		List<Fault> faults = List.of(Fault.truncated(0), Fault.truncatedInFrame(0), Fault.resetStream(1),
				Fault.connectionReset(), Fault.midStream("throttlingException", 1), Fault.midStream("x", 3));
		for (Fault fault : faults) {
			try (BedrockEmulator emulator = limited()) {
				emulator.fail(fault.times(1));
				CompletableFuture<Void> cut = stream(emulator, QUOTA - INPUT, Protocol.HTTP2, Clients.words());
				assertThat(cut.handle((done, ex) -> true).join()).isTrue();
				Awaitility.await().atMost(SAFE).until(() -> emulator.statistics().total().cut() == 1);
				assertThat(booked(emulator)).as(fault.toString()).isBetween(0L, 20L);
				assertRoomFor(emulator, QUOTA - booked(emulator));
			}
		}
	}

	@Test
	void rejectedCallIsNotCharged() {
		try (BedrockEmulator emulator = limited()) {
			emulator.fail(Fault.unavailable().times(1));
			assertThat(stream(emulator, QUOTA - INPUT, Protocol.HTTP2, Clients.words()).handle((done, ex) -> ex).join())
				.isNotNull();
			assertThat(booked(emulator)).isZero();
			assertRoomFor(emulator, QUOTA);
		}
	}

	@ParameterizedTest
	@CsvSource({ "anthropic.claude-3-haiku-20240307-v1:0, 5", "anthropic.claude-opus-4-1-20250805-v1:0, 5",
			"anthropic.claude-sonnet-4-6, 5", "anthropic.claude-opus-4-7, 5", "anthropic.claude-opus-4-8, 15",
			"anthropic.claude-opus-5, 10", "anthropic.claude-opus-5-5, 10", "anthropic.claude-sonnet-5, 10",
			"anthropic.claude-fable-5-1, 10", "openai.gpt-5.6-sol, 10", "openai.gpt-6-astra, 10",
			"openai.gpt-oss-120b-1:0, 1", "amazon.nova-pro-v1:0, 1" })
	void outputBurnsDownAsTheModelDoes(String model, int burndown) {
		String[] route = route(model).orElseThrow();
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			TokenUsage usage = clients.sync(emulator.uri(), Region.of(route[0]))
				.converse((request) -> request.modelId(route[1]).messages(Clients.user("Hello")))
				.usage();
			assertThat(emulator.statistics().region(route[0]).quotaTokens())
				.isEqualTo(usage.inputTokens() + (long) burndown * usage.outputTokens());
		}
	}

	private static Optional<String[]> route(String model) {
		ModelDirectory directory = new ModelDirectory("123456789012", Map.of(), Map.of(), Map.of());
		return Region.regions()
			.stream()
			.flatMap((region) -> directory.systemProfiles(region.id())
				.stream()
				.filter((profile) -> profile.model().equals(model))
				.map((profile) -> new String[] { region.id(), profile.id() }))
			.findFirst();
	}

	@ParameterizedTest
	@CsvSource({ "CONTINUOUS, 24", "FIXED_WINDOW, 24", "SHORT_BURST, 2" })
	void refillDecidesHowManyPassAtOnce(EmulatorQuota.Refill refill, int atOnce) {
		try (BedrockEmulator emulator = limited(1_000_000, 24, refill, Duration.ofHours(1))) {
			for (int call = 0; call < atOnce; call++) {
				converse(emulator, 10);
			}
			assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> converse(emulator, 10));
			assertThat(emulator.statistics().region(SOURCE).successes()).isEqualTo(atOnce);
		}
	}

	@ParameterizedTest
	@EnumSource
	void exhaustedQuotaRefills(EmulatorQuota.Refill refill) {
		try (BedrockEmulator emulator = limited(1_000_000, 1, refill, Duration.ofSeconds(2))) {
			Awaitility.await().atMost(SAFE).ignoreExceptions().until(() -> {
				converse(emulator, 10);
				return emulator.statistics().region(SOURCE).successes() == 3;
			});
			assertThat(emulator.statistics().region(SOURCE).throttled()).isPositive();
		}
	}

	@Test
	void windowThatIsNotAMinuteIsStated() {
		try (BedrockEmulator emulator = limited(1, 1, EmulatorQuota.Refill.CONTINUOUS, Duration.ofSeconds(10));
				BedrockEmulator ordinary = BedrockEmulator.start()) {
			assertThat(emulator).asString().endsWith("quotas per PT10S instead of a minute");
			assertThat(ordinary).asString().doesNotContain("minute");
		}
	}

}
