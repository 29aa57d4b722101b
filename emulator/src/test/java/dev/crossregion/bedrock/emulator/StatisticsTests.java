package dev.crossregion.bedrock.emulator;

import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StatisticsTests {

	private static final String PROFILE = "eu." + Clients.SONNET;

	@RegisterExtension
	static Clients clients = new Clients();

	private static ConverseResponse converse(BedrockEmulator emulator, Region region) {
		return clients.sync(emulator.uri(), region)
			.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
	}

	@Test
	void requestsAndOutcomesAreCountedBySourceRegion() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.failInSequence(Fault.throttled().from("eu-central-1"), Fault.unavailable().from("eu-central-1"));
			assertThatExceptionOfType(ThrottlingException.class)
				.isThrownBy(() -> converse(emulator, Region.EU_CENTRAL_1));
			assertThatExceptionOfType(ServiceUnavailableException.class)
				.isThrownBy(() -> converse(emulator, Region.EU_CENTRAL_1));
			converse(emulator, Region.EU_CENTRAL_1);
			ConverseResponse response = converse(emulator, Region.EU_WEST_1);
			clients.control(emulator.uri(), Region.EU_WEST_1).listInferenceProfiles((request) -> {
			});
			Statistics statistics = emulator.statistics();
			long input = response.usage().inputTokens();
			long output = response.usage().outputTokens();
			assertThat(statistics.regions()).containsOnlyKeys("eu-central-1", "eu-west-1");
			assertThat(statistics.region("eu-central-1"))
				.isEqualTo(new Statistics.Counts(3, 1, 1, 1, 0, input, output, input + 5 * output));
			assertThat(statistics.region("eu-west-1"))
				.isEqualTo(new Statistics.Counts(1, 1, 0, 0, 0, input, output, input + 5 * output));
			assertThat(statistics.total().requests()).isEqualTo(4);
			assertThat(statistics.region("us-east-1").requests()).isZero();
		}
	}

	@Test
	void openRequestsAreDistinguishedFromCutOnes() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			emulator.fail(Fault.blackHole());
			CompletableFuture<ConverseResponse> open = clients.async(emulator.uri(), Region.EU_CENTRAL_1)
				.converse((request) -> request.modelId(PROFILE).messages(Clients.user("Hello")));
			Awaitility.await().until(() -> emulator.statistics().total().open() == 1);
			open.cancel(true);
			Awaitility.await().until(() -> emulator.statistics().total().open() == 0);
			assertThat(emulator.statistics().total().cut()).isEqualTo(1);
		}
	}

	@Test
	void laterSnapshotIsComparedWithAnEarlierOne() {
		try (BedrockEmulator emulator = BedrockEmulator.start()) {
			converse(emulator, Region.EU_CENTRAL_1);
			Statistics earlier = emulator.statistics();
			converse(emulator, Region.EU_CENTRAL_1);
			converse(emulator, Region.EU_WEST_1);
			Statistics since = emulator.statistics().since(earlier);
			assertThat(since.region("eu-central-1").successes()).isEqualTo(1);
			assertThat(since.region("eu-west-1").successes()).isEqualTo(1);
			assertThat(since.total().requests()).isEqualTo(2);
		}
	}

	@Test
	void journalKeepsTheNewestEntriesWhileAllRequestsAreCounted() {
		try (BedrockEmulator few = BedrockEmulator.builder().journalCapacity(2).start();
				BedrockEmulator none = BedrockEmulator.builder().journalCapacity(0).start()) {
			for (Region region : new Region[] { Region.EU_CENTRAL_1, Region.EU_WEST_1, Region.EU_WEST_3 }) {
				converse(few, region);
				converse(none, region);
			}
			assertThat(few.journal().entries()).extracting(JournalEntry::sourceRegion)
				.containsExactly("eu-west-1", "eu-west-3");
			assertThat(few.journal().dropped()).isEqualTo(1);
			assertThat(none.journal().size()).isZero();
			assertThat(none.statistics().total().successes()).isEqualTo(3);
		}
		assertThatIllegalArgumentException().isThrownBy(() -> BedrockEmulator.builder().journalCapacity(-1))
			.withMessageContaining("-1");
	}

}
