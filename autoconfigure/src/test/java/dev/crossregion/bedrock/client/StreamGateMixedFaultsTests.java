package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.client.StreamGateHttp.Chat;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.routing.Outcome;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.Protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many streams at once and all kinds of faults among them. The system property
 * {@code stream.count} sets how many streams, by default a thousand.
 */
class StreamGateMixedFaultsTests {

	private static final int COUNT = Integer.getInteger("stream.count", 1_000);

	private static final int AT_ONCE = (COUNT > 1_000) ? 200 : 100;

	private static final long SEED = Long.getLong("stream.seed", System.nanoTime());

	@Test
	void everyStreamEndsOnceAndNoTextComesTwice() throws Exception {
		System.out.println("Mixed faults: " + COUNT + " streams, " + AT_ONCE + " at once, seed " + SEED);
		Random random = new Random(SEED);
		Semaphore places = new Semaphore(AT_ONCE);
		try (BedrockEmulator emulator = BedrockEmulator.builder().seed(SEED).start();
				StreamGateHttp gate = new StreamGateHttp(emulator.uri(), Protocol.HTTP2, Duration.ofSeconds(5),
						Fixtures.FRANKFURT, Fixtures.IRELAND, Fixtures.STOCKHOLM)) {
			faults().forEach(emulator::fail);
			List<Chat> chats = new ArrayList<>();
			List<Chat> cancelling = new ArrayList<>();
			for (int index = 0; index < COUNT; index++) {
				assertThat(places.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
				boolean cancels = random.nextInt(5) == 0;
				Chat chat = gate.chat(message(index), (content) -> {
					if (cancels) {
						content.cancel();
						content.ended.complete(null);
					}
				});
				chat.ended.whenComplete((done, failure) -> places.release());
				chats.add(chat);
				if (cancels) {
					cancelling.add(chat);
				}
			}
			await().atMost(60, TimeUnit.SECONDS)
				.until(() -> gate.recording.records.size() >= COUNT
						&& chats.stream().allMatch((chat) -> chat.ended.isDone()));
			gate.settle();
			for (int index = 0; index < COUNT; index++) {
				Chat chat = chats.get(index);
				check(chat, answer(index), cancelling.contains(chat) && !chat.text().isEmpty());
			}
			assertThat(gate.recording.records).hasSize(COUNT);
			Map<Outcome, Long> outcomes = gate.recording.records.stream()
				.collect(Collectors.groupingBy(InvocationRecord::outcome, Collectors.counting()));
			Map<Integer, Long> attempts = gate.recording.records.stream()
				.collect(Collectors.groupingBy((one) -> one.attempts().size(), Collectors.counting()));
			System.out.println("Mixed faults: " + outcomes + ", by attempts " + attempts);
			assertThat(outcomes).containsKeys(Outcome.SUCCESS, Outcome.ERROR, Outcome.THROTTLED, Outcome.CANCELLED);
			assertThat(attempts).containsKeys(1, 2);
			assertThat(outcomes.get(Outcome.SUCCESS))
				.isEqualTo(chats.stream().filter((chat) -> !chat.responses.isEmpty()).count());
			assertThat(emulator.journal().size()).isLessThanOrEqualTo(COUNT * 3);
		}
	}

	private static void check(Chat chat, String answer, boolean cancelled) {
		assertThat(chat.ends()).isEqualTo((cancelled) ? 0 : 1);
		assertThat(answer).startsWith(chat.text());
		if (!chat.responses.isEmpty()) {
			assertThat(chat.text()).isEqualTo(answer);
		}
	}

	private static String message(int index) {
		return "number " + index;
	}

	private static String answer(int index) {
		return "You said: " + message(index)
				+ ". This answer comes from an emulator, so it knows nothing more about that.";
	}

	private static List<Fault> faults() {
		List<Fault> faults = new ArrayList<>(
				List.of(Fault.throttled().withProbability(0.06), Fault.unavailable().withProbability(0.04),
						Fault.connectionReset().withProbability(0.002), Fault.blackHole().withProbability(0.003)));
		List<Function<Integer, Fault>> cuts = List.of((events) -> Fault.midStream("throttlingException", events),
				(events) -> Fault.midStream("internalServerException", events), Fault::resetStream, Fault::truncated,
				Fault::truncatedInFrame);
		for (Function<Integer, Fault> cut : cuts) {
			for (int events : new int[] { 0, 1, 5, 20, 1_000 }) {
				faults.add(cut.apply(events).withProbability(0.015));
			}
		}
		for (int events : new int[] { 0, 1, 5, 1_000 }) {
			faults.add(Fault.stall(events).withProbability(0.004));
		}
		return faults;
	}

}
