package dev.crossregion.bedrock.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrock.model.BedrockException;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FaultTests {

	private static final String PROFILE = "eu." + Clients.SONNET;

	private static final ConverseStreamRequest STREAM = ConverseStreamRequest.builder()
		.modelId(PROFILE)
		.messages(Clients.user("Hello Milan"))
		.build();

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	@RegisterExtension
	static Clients clients = new Clients();

	private final List<String> words = Clients.words();

	@Test
	void hitsAsOftenAsConfigured() {
		bedrock.emulator().fail(Fault.throttled().times(2));
		for (int call = 0; call < 2; call++) {
			assertThatExceptionOfType(ThrottlingException.class).isThrownBy(this::converse);
		}
		assertThat(converse().stopReasonAsString()).isEqualTo("end_turn");
	}

	@Test
	void hitsOnlyMatchingRequests() {
		bedrock.emulator().fail(Fault.throttled().from("us-east-1"));
		bedrock.emulator().fail(Fault.throttled().forModel("global." + Clients.SONNET));
		bedrock.emulator().fail(Fault.throttled().on(Operation.INVOKE_MODEL));
		bedrock.emulator().fail(Fault.throttled().controlPlane());
		assertThat(converse().stopReasonAsString()).isEqualTo("end_turn");
		assertThatExceptionOfType(BedrockException.class)
			.isThrownBy(() -> clients.control(bedrock.uri(), Region.EU_CENTRAL_1)
				.listInferenceProfiles((request) -> request.maxResults(5)))
			.satisfies((ex) -> assertThat(ex.statusCode()).isEqualTo(429));
	}

	@Test
	void randomHitsFollowTheSeed() {
		assertThat(failuresOfChance(7)).isEqualTo(failuresOfChance(7)).contains(true, false);
		assertThat(failuresOfChance(7)).isNotEqualTo(failuresOfChance(8));
	}

	private static List<Boolean> failuresOfChance(long seed) {
		List<Boolean> failures = new ArrayList<>();
		FaultScript script = new FaultScript(seed);
		script.add(List.of(Fault.throttled().withProbability(0.5)));
		for (int call = 0; call < 64; call++) {
			failures.add(script.next(Operation.CONVERSE, "eu-central-1", PROFILE, () -> false).isPresent());
		}
		return failures;
	}

	@Test
	void invalidNumbersAreExplained() {
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.throttled().times(0)).withMessageContaining("0");
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.throttled().withProbability(1.5))
			.withMessageContaining("1.5");
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.stall(-1)).withMessageContaining("-1");
	}

	@Test
	void answerThatIsNotJsonIsAnExceptionOfTheClient() {
		bedrock.emulator().fail(Fault.notJson());
		assertThatExceptionOfType(SdkClientException.class).isThrownBy(this::converse);
	}

	@Test
	void connectionResetReachesTheClientAsOne() {
		bedrock.emulator().fail(Fault.connectionReset());
		assertThatExceptionOfType(SdkClientException.class).isThrownBy(this::converse)
			.withStackTraceContaining("Connection reset");
		assertCutShort();
	}

	@ParameterizedTest
	@EnumSource
	void connectionResetHitsStreamsToo(Protocol protocol) {
		bedrock.emulator().fail(Fault.connectionReset());
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> stream(protocol));
		assertCutShort();
	}

	@Test
	void callThatItsClientAbortsIsJournaledOnce() {
		bedrock.emulator().fail(Fault.blackHole());
		assertThatExceptionOfType(ApiCallAttemptTimeoutException.class)
			.isThrownBy(() -> client().converse((request) -> request.modelId(PROFILE)
				.messages(Clients.user("Hello"))
				.overrideConfiguration((override) -> override.apiCallAttemptTimeout(Duration.ofMillis(300)))));
		assertCutShort();
	}

	@ParameterizedTest
	@EnumSource
	void streamThatItsClientCancelsIsJournaledOnce(Protocol protocol) {
		bedrock.emulator().fail(Fault.stall(3).times(1));
		CompletableFuture<Void> stalled = Clients.stream(asyncClient(protocol), STREAM, this.words);
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> this.words.size() == 2);
		stalled.cancel(true);
		assertCutShort();
	}

	@ParameterizedTest
	@EnumSource
	void blackHoleSwallowsStreamsUntilTheyAreCancelled(Protocol protocol) {
		bedrock.emulator().fail(Fault.blackHole());
		CompletableFuture<Void> swallowed = Clients.stream(asyncClient(protocol), STREAM, this.words);
		swallowed.orTimeout(300, TimeUnit.MILLISECONDS);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(swallowed::get);
		assertThat(this.words).isEmpty();
		assertCutShort();
	}

	@ParameterizedTest
	@EnumSource
	void exceptionFrameEndsAStreamInTheMiddle(Protocol protocol) {
		bedrock.emulator().fail(Fault.midStream("throttlingException", 4));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> stream(protocol))
			.withCauseInstanceOf(ThrottlingException.class);
		assertThat(this.words).hasSize(3);
		assertThat(bedrock.emulator().journal().entries()).singleElement().satisfies((entry) -> {
			assertThat(entry.errorCode()).hasValue("throttlingException");
			assertThat(entry.completed()).isFalse();
		});
	}

	@ParameterizedTest
	@EnumSource
	void truncatedStreamEndsCleanlyBeforeItsLastEvent(Protocol protocol) throws Exception {
		bedrock.emulator().fail(Fault.truncated(4));
		stream(protocol);
		assertThat(this.words).hasSize(3);
		assertCutShort();
	}

	@ParameterizedTest
	@EnumSource
	void streamTruncatedInAFrameLosesThatFrame(Protocol protocol) {
		bedrock.emulator().fail(Fault.truncatedInFrame(4));
		try {
			stream(protocol);
		}
		catch (Exception ex) {
			assertThat(ex).isInstanceOf(ExecutionException.class);
		}
		assertThat(this.words).hasSize(3);
		assertCutShort();
	}

	@ParameterizedTest
	@EnumSource
	void sentDataArrivesBeforeADelayedCut(Protocol protocol) {
		Duration pause = Duration.ofMillis(500);
		bedrock.emulator().fail(Fault.resetStream(4).pausing(pause));
		long start = System.nanoTime();
		CompletableFuture<Void> cut = Clients.stream(asyncClient(protocol), STREAM, this.words);
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(cut::isDone);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(pause);
		assertThat(this.words).hasSize(3);
		assertCutShort();
	}

	@Test
	void onlyACutCanBeDelayed() {
		Duration pause = Duration.ofMillis(1);
		for (Fault fault : List.of(Fault.none(), Fault.throttled(), Fault.blackHole(), Fault.stall(3))) {
			assertThatIllegalArgumentException().isThrownBy(() -> fault.pausing(pause))
				.withMessageContaining(fault.toString());
		}
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.truncated(1).pausing(Duration.ofMillis(-1)))
			.withMessageContaining("PT-0.001S");
	}

	@Test
	void answerWithoutAStreamIsCutAfterThePause() {
		Duration pause = Duration.ofMillis(300);
		bedrock.emulator().fail(Fault.connectionReset().pausing(pause));
		long start = System.nanoTime();
		assertThatExceptionOfType(SdkClientException.class).isThrownBy(this::converse);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(pause);
	}

	@Test
	void resetStreamDoesNotAffectOtherStreamsOfItsConnection() throws Exception {
		bedrock.emulator().fail(Fault.stall(4).times(1));
		CompletableFuture<Void> other = Clients.stream(asyncClient(Protocol.HTTP2), STREAM, this.words);
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> this.words.size() == 3);
		bedrock.emulator().fail(Fault.resetStream(2).times(1));
		List<String> cut = Clients.words();
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> Clients.stream(asyncClient(Protocol.HTTP2), STREAM, cut).get(1, TimeUnit.MINUTES));
		assertThat(other).isNotDone();
		assertThat(bedrock.emulator().journal().entries()).hasSize(1);
		other.cancel(true);
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> bedrock.emulator().journal().size() == 2);
	}

	@Test
	void resetStreamIsATcpResetOnHttp1() {
		bedrock.emulator().fail(Fault.resetStream(2));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> stream(Protocol.HTTP1_1))
			.withStackTraceContaining("Connection reset");
		assertCutShort();
	}

	private ConverseResponse converse() {
		return client().converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello Milan")));
	}

	private void stream(Protocol protocol) throws Exception {
		Clients.stream(asyncClient(protocol), STREAM, this.words).get(1, TimeUnit.MINUTES);
	}

	private static void assertCutShort() {
		Journal journal = bedrock.emulator().journal();
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> journal.size() > 0);
		assertThat(journal.entries()).singleElement().satisfies((entry) -> assertThat(entry.completed()).isFalse());
	}

	private static BedrockRuntimeClient client() {
		return clients.sync(bedrock.uri(), Region.EU_CENTRAL_1);
	}

	private static BedrockRuntimeAsyncClient asyncClient(Protocol protocol) {
		return clients.async(bedrock.uri(), Region.EU_CENTRAL_1, protocol);
	}

}
