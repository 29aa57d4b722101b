package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.crossregion.bedrock.client.StreamGateHttp.Chat;
import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.Fault;
import dev.crossregion.bedrock.emulator.JournalEntry;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.routing.Outcome;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.http.Protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Every fault at every place of a stream, over real HTTP, in front of an unmodified
 * {@code BedrockStreamingChatModel}.
 */
class StreamGateHttpTests {

	private static final Duration PATIENT = Duration.ofSeconds(30);

	private static final Duration IMPATIENT = Duration.ofSeconds(1);

	private static final String MESSAGE = "What is a Region?";

	private static final String ANSWER = "You said: " + MESSAGE
			+ ". This answer comes from an emulator, so it knows nothing more about that.";

	// What is sent at one stroke may be overtaken by the failure behind it.
	private static final BedrockEmulator emulator = BedrockEmulator.builder().pace(Duration.ofMillis(2)).start();

	@BeforeEach
	void nothingGoesWrong() {
		emulator.clearFaults();
	}

	@AfterEach
	void forget() {
		emulator.journal().clear();
	}

	@AfterAll
	static void stop() {
		emulator.close();
	}

	@ParameterizedTest(name = "{0} {1} {2}")
	@MethodSource("faults")
	void endsOnceWhateverFailsWherever(Protocol protocol, Place place, Failing failing) {
		emulator.fail(failing.at(place).from("eu-central-1"));
		try (StreamGateHttp gate = gate(protocol, PATIENT, Fixtures.FRANKFURT, Fixtures.IRELAND)) {
			Chat chat = gate.chat(MESSAGE).await();
			gate.settle();
			InvocationRecord invocation = gate.invocation();
			boolean overtaken = place.fails() && failing.mayOvertakeContent() && chat.errors.isEmpty();
			check(chat, invocation, (overtaken) ? Place.PREAMBLE : place);
			await().atMost(10, TimeUnit.SECONDS).until(() -> entries().size() == invocation.attempts().size());
		}
	}

	static Stream<Arguments> faults() {
		List<Arguments> faults = new ArrayList<>();
		for (Protocol protocol : Protocol.values()) {
			for (Failing failing : Failing.values()) {
				for (Place place : Place.values()) {
					if (failing != Failing.STALL && (place == Place.OPENING || !failing.beforeTheStream())) {
						faults.add(Arguments.of(protocol, place, failing));
					}
				}
			}
		}
		return faults.stream();
	}

	// At once, since each of them takes its time.
	@ParameterizedTest
	@EnumSource
	void endsOnceWhereverAStreamStalls(Protocol protocol) {
		List<RegionCode> stalling = Stream.of("eu-central-1", "eu-north-1", "eu-south-1", "eu-south-2", "eu-west-3")
			.map(RegionCode::new)
			.toList();
		List<StreamGateHttp> gates = new ArrayList<>();
		for (Place place : Place.values()) {
			RegionCode first = stalling.get(place.ordinal());
			emulator.fail(Failing.STALL.at(place).from(first.value()));
			gates.add(gate(protocol, IMPATIENT, first, Fixtures.IRELAND));
		}
		gates.forEach((gate) -> gate.chat(MESSAGE));
		for (Place place : Place.values()) {
			StreamGateHttp gate = gates.get(place.ordinal());
			Chat chat = gate.chats().get(0).await();
			gate.settle();
			check(chat, gate.invocation(), place);
			if (!chat.errors.isEmpty()) {
				assertThat(chat.errors.element()).isInstanceOf(TimeoutException.class);
			}
		}
	}

	private static void check(Chat chat, InvocationRecord invocation, Place place) {
		assertThat(chat.ends()).isOne();
		if (place.fails()) {
			assertThat(chat.errors).hasSize(1);
			assertThat(ANSWER).startsWith(chat.text());
			assertThat(chat.text()).isNotEmpty();
			assertThat(invocation.attempts()).hasSize(1);
			assertThat(invocation.outcome()).isNotIn(Outcome.SUCCESS, Outcome.CANCELLED);
		}
		else {
			assertThat(chat.text()).isEqualTo(ANSWER);
			assertThat(chat.responses.element().aiMessage().text()).isEqualTo(ANSWER);
			assertThat(invocation.outcome()).isEqualTo(Outcome.SUCCESS);
			assertThat(invocation.attempts()).hasSize((place.moves()) ? 2 : 1);
			assertThat(invocation.usage()).isNotNull();
		}
		assertThat(invocation.firstContent()).isNotNull();
	}

	@ParameterizedTest
	@EnumSource
	void failsOnceWhenEveryRouteFailsBeforeContent(Protocol protocol) {
		emulator.fail(Fault.throttled().from("eu-central-1"));
		emulator.fail(Fault.midStream("throttlingException", 1).from("eu-west-1"));
		try (StreamGateHttp gate = gate(protocol, PATIENT, Fixtures.FRANKFURT, Fixtures.IRELAND)) {
			Chat chat = gate.chat(MESSAGE).await();
			gate.settle();
			assertThat(chat.ends()).isOne();
			assertThat(chat.text()).isEmpty();
			assertThat(chat.errors.element()).isInstanceOf(RateLimitException.class);
			assertThat(gate.invocation().outcome()).isEqualTo(Outcome.THROTTLED);
			assertThat(gate.invocation().firstContent()).isNull();
		}
	}

	@ParameterizedTest
	@EnumSource
	void closesTheHttpStreamOfACallerThatCancels(Protocol protocol) {
		try (BedrockEmulator slow = BedrockEmulator.builder().pace(Duration.ofMillis(50)).start();
				StreamGateHttp gate = new StreamGateHttp(slow.uri(), protocol, PATIENT, Fixtures.FRANKFURT)) {
			Chat chat = gate.chat(MESSAGE, Chat::cancel);
			await().atMost(10, TimeUnit.SECONDS).until(() -> slow.journal().size() == 1);
			assertThat(slow.journal().entries().get(0).completed()).isFalse();
			gate.settle();
			assertThat(chat.ends()).isZero();
			assertThat(chat.parts).hasValue(1);
			assertThat(gate.invocation().outcome()).isEqualTo(Outcome.CANCELLED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void reportsEveryExceptionOfAHandlerAndThenCompletes(Protocol protocol) {
		try (StreamGateHttp gate = gate(protocol, PATIENT, Fixtures.FRANKFURT)) {
			Chat chat = gate.chat(MESSAGE, (part) -> {
				throw new IllegalStateException("the handler's own");
			});
			await().atMost(10, TimeUnit.SECONDS).until(() -> !chat.responses.isEmpty());
			gate.settle();
			assertThat(chat.responses).hasSize(1);
			assertThat(chat.errors).hasSize(chat.parts.get());
			assertThat(gate.invocation().outcome()).isEqualTo(Outcome.SUCCESS);
		}
	}

	@ParameterizedTest
	@EnumSource
	void usesOneConnectionForOneStreamAfterTheOther(Protocol protocol) {
		try (StreamGateHttp gate = gate(protocol, PATIENT, Fixtures.FRANKFURT)) {
			for (int index = 0; index < 20; index++) {
				assertThat(gate.chat(MESSAGE).await().responses).hasSize(1);
			}
			await().atMost(10, TimeUnit.SECONDS).until(() -> entries().size() == 20);
			assertThat(entries()).allSatisfy((entry) -> {
				assertThat(entry.completed()).isTrue();
				assertThat(entry.protocol()).isEqualTo((protocol == Protocol.HTTP2) ? "HTTP/2.0" : "HTTP/1.1");
			});
		}
	}

	@Test
	void failsOpenStreamsOnceAtTheClose() {
		emulator.fail(Fault.stall(3));
		try (StreamGateHttp gate = gate(Protocol.HTTP2, PATIENT, Fixtures.FRANKFURT)) {
			List<Chat> chats = Stream.generate(() -> gate.chat(MESSAGE)).limit(20).toList();
			await().atMost(10, TimeUnit.SECONDS).until(() -> chats.stream().allMatch((chat) -> chat.parts.get() == 2));
			gate.settle();
			assertThat(chats).allSatisfy((chat) -> {
				assertThat(chat.ends()).isOne();
				assertThat(chat.errors).hasSize(1);
			});
			assertThat(gate.recording.records).hasSize(20);
		}
	}

	private static StreamGateHttp gate(Protocol protocol, Duration patience, RegionCode... sourceRegions) {
		return new StreamGateHttp(emulator.uri(), protocol, patience, sourceRegions);
	}

	private static List<JournalEntry> entries() {
		return emulator.journal().entries();
	}

	/**
	 * Where in the stream something fails.
	 */
	enum Place {

		OPENING(0), PREAMBLE(1), CONTENT(4), END(22), AFTER(1_000);

		private final int events;

		Place(int events) {
			this.events = events;
		}

		boolean moves() {
			return this == OPENING || this == PREAMBLE;
		}

		boolean fails() {
			return this == CONTENT || this == END;
		}

	}

	/**
	 * What fails.
	 */
	enum Failing {

		THROTTLED, UNAVAILABLE, CONNECTION_RESET, THROTTLING_FRAME, MODEL_ERROR_FRAME, RESET, TRUNCATED,
		TRUNCATED_IN_FRAME, STALL;

		boolean beforeTheStream() {
			return ordinal() <= CONNECTION_RESET.ordinal();
		}

		/**
		 * Whether the SDK reports it at once and drops what it has not delivered.
		 * @return {@code true} if content that was sent before may never arrive
		 */
		boolean mayOvertakeContent() {
			return this == THROTTLING_FRAME || this == MODEL_ERROR_FRAME || this == RESET;
		}

		Fault at(Place place) {
			return switch (this) {
				case THROTTLED -> Fault.throttled();
				case UNAVAILABLE -> Fault.unavailable();
				case CONNECTION_RESET -> Fault.connectionReset();
				case THROTTLING_FRAME -> Fault.midStream("throttlingException", place.events);
				case MODEL_ERROR_FRAME -> Fault.midStream("modelStreamErrorException", place.events);
				case RESET -> Fault.resetStream(place.events);
				case TRUNCATED -> Fault.truncated(place.events);
				case TRUNCATED_IN_FRAME -> Fault.truncatedInFrame(place.events);
				case STALL -> Fault.stall(place.events);
			};
		}

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
