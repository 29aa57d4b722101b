package dev.crossregion.bedrock.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sequences of faults, and outages of a Region.
 */
class OutageTests {

	private static final String PROFILE = "eu." + Clients.SONNET;

	private static final Duration SAFE = Duration.ofMinutes(1);

	/** How many words the answer has. */
	private static final int WORDS = 16;

	private static final Region AWAY = Region.EU_WEST_1;

	private static final Region THERE = Region.EU_CENTRAL_1;

	@RegisterExtension
	static BedrockEmulatorExtension bedrock = new BedrockEmulatorExtension();

	@RegisterExtension
	static Clients clients = new Clients();

	private final BedrockEmulator emulator = bedrock.emulator();

	private static int status(Region region) {
		return status(region, PROFILE);
	}

	private static int status(Region region, String modelId) {
		try {
			return clients.sync(bedrock.uri(), region)
				.converse((request) -> request.modelId(modelId).messages(Clients.user("Hello")))
				.sdkHttpResponse()
				.statusCode();
		}
		catch (BedrockRuntimeException ex) {
			return ex.statusCode();
		}
	}

	private static List<Integer> statuses(Region region, int calls) {
		List<Integer> statuses = new ArrayList<>();
		for (int call = 0; call < calls; call++) {
			statuses.add(status(region));
		}
		return statuses;
	}

	private static CompletableFuture<Void> stream(BedrockEmulator emulator, Region region, Protocol protocol) {
		return stream(emulator, region, protocol, Clients.words());
	}

	private static CompletableFuture<Void> stream(BedrockEmulator emulator, Region region, Protocol protocol,
			List<String> words) {
		return Clients.stream(clients.async(emulator.uri(), region, protocol),
				ConverseStreamRequest.builder().modelId(PROFILE).messages(Clients.user("Hello")).build(), words);
	}

	@Test
	void faultsOfASequenceHitOneAfterAnother() throws Exception {
		ActiveFault sequence = this.emulator.failInSequence(Fault.throttled().times(2), Fault.stall(1), Fault.none(),
				Fault.unavailable());
		assertThat(statuses(THERE, 2)).containsExactly(429, 429);
		CompletableFuture<Void> stalled = stream(this.emulator, THERE, Protocol.HTTP2);
		Awaitility.await().atMost(SAFE).until(() -> sequence.hits() == 3);
		assertThat(statuses(THERE, 4)).containsExactly(200, 503, 200, 200);
		assertThat(stalled).isNotDone();
		assertThat(sequence.hits()).isEqualTo(5);
		stalled.cancel(true);
	}

	@Test
	void sequencesOfRegionsModelsAndOperationsAreIndependent() {
		this.emulator.failInSequence(Fault.throttled().from(THERE.id()), Fault.unavailable().from(AWAY.id()),
				Fault.internalError().forModel("global." + Clients.SONNET), Fault.overloaded().on(Operation.CONVERSE),
				Fault.modelTimeout().on(Operation.INVOKE_MODEL));
		assertThat(status(THERE, "global." + Clients.SONNET)).isEqualTo(429);
		assertThat(status(THERE, "global." + Clients.SONNET)).isEqualTo(500);
		assertThat(statuses(AWAY, 3)).containsExactly(503, 529, 200);
		assertThat(statuses(THERE, 1)).containsExactly(200);
	}

	@Test
	void sequenceIsDeactivatedAsAWhole() {
		ActiveFault sequence = this.emulator.failInSequence(Fault.throttled(), Fault.throttled(), Fault.throttled());
		assertThat(status(THERE)).isEqualTo(429);
		sequence.clear();
		assertThat(statuses(THERE, 3)).containsOnly(200);
		assertThat(sequence.hits()).isEqualTo(1);
	}

	@Test
	void oneFaultEndsWhileOthersStay() {
		this.emulator.fail(Fault.throttled().from(THERE.id()));
		try (ActiveFault outage = this.emulator.fail(Fault.unavailable().from(AWAY.id()))) {
			assertThat(statuses(AWAY, 2)).containsOnly(503);
			assertThat(outage.hits()).isEqualTo(2);
		}
		assertThat(status(AWAY)).isEqualTo(200);
		assertThat(status(THERE)).isEqualTo(429);
	}

	@Test
	void randomHitsOfOneFaultDoNotDependOnOthers() {
		assertThat(throttledOf(false)).isEqualTo(throttledOf(true)).contains(200, 429);
	}

	private List<Integer> throttledOf(boolean withOther) {
		this.emulator.clearFaults();
		this.emulator.fail(Fault.throttled().from(THERE.id()).withProbability(0.5));
		if (withOther) {
			this.emulator.fail(Fault.unavailable().from(AWAY.id()).withProbability(0.5));
		}
		List<Integer> statuses = new ArrayList<>();
		for (int call = 0; call < 20; call++) {
			status(AWAY);
			statuses.add(status(THERE));
		}
		return statuses;
	}

	static List<Fault> silences() {
		return List.of(Fault.blackHole(), Fault.stallBefore());
	}

	@ParameterizedTest
	@MethodSource("silences")
	void silentRegionDoesNotAffectOthersAndRecovers(Fault silence) throws Exception {
		ActiveFault outage = this.emulator.fail(silence.from(AWAY.id()));
		CompletableFuture<Void> http1 = stream(this.emulator, AWAY, Protocol.HTTP1_1);
		CompletableFuture<Void> http2 = stream(this.emulator, AWAY, Protocol.HTTP2);
		Awaitility.await().atMost(SAFE).until(() -> outage.hits() == 2);
		stream(this.emulator, THERE, Protocol.HTTP2).get(1, TimeUnit.MINUTES);
		assertThat(status(THERE)).isEqualTo(200);
		outage.clear();
		stream(this.emulator, AWAY, Protocol.HTTP2).get(1, TimeUnit.MINUTES);
		assertThat(status(AWAY)).isEqualTo(200);
		assertThat(http1).isNotDone();
		assertThat(http2).isNotDone();
		http1.cancel(true);
		http2.cancel(true);
		Awaitility.await().atMost(SAFE).until(() -> this.emulator.openRequests() == 0);
	}

	@ParameterizedTest
	@EnumSource
	void outageCutsOpenRequestsOfItsRegion(Protocol protocol) throws Exception {
		try (BedrockEmulator slow = BedrockEmulator.builder().pace(Duration.ofMillis(200)).start()) {
			List<String> words = Clients.words();
			List<String> otherWords = Clients.words();
			CompletableFuture<Void> cut = stream(slow, AWAY, protocol, words);
			CompletableFuture<Void> other = stream(slow, THERE, protocol, otherWords);
			Awaitility.await().atMost(SAFE).until(() -> slow.openRequests() == 2);
			ActiveFault outage = slow.fail(Fault.unavailable().from(AWAY.id()).alsoInFlight());
			assertThat(outage.hits()).isEqualTo(1);
			// The SDK takes a stream that is reset after its first events for a complete
			// one.
			assertThat(cut.handle((done, ex) -> words).get(1, TimeUnit.MINUTES)).hasSizeLessThan(WORDS);
			other.get(1, TimeUnit.MINUTES);
			assertThat(otherWords).hasSize(WORDS);
			assertThat(slow.statistics().region(AWAY.id()).cut()).isEqualTo(1);
			assertThat(slow.statistics().region(THERE.id()).successes()).isEqualTo(1);
		}
	}

	@Test
	void blackHoleFreezesOpenRequests() throws Exception {
		try (BedrockEmulator slow = BedrockEmulator.builder().latency(Duration.ofMillis(500)).start()) {
			CompletableFuture<ConverseResponse> silenced = converse(slow);
			Awaitility.await().atMost(SAFE).until(() -> slow.openRequests() == 1);
			slow.fail(Fault.blackHole().alsoInFlight().times(1));
			assertThat(converse(slow).get(1, TimeUnit.MINUTES).stopReasonAsString()).isEqualTo("end_turn");
			assertThat(silenced).isNotDone();
			silenced.cancel(true);
			Awaitility.await().atMost(SAFE).until(() -> slow.openRequests() == 0);
		}
	}

	private static CompletableFuture<ConverseResponse> converse(BedrockEmulator emulator) {
		return clients.async(emulator.uri(), THERE)
			.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
	}

}
