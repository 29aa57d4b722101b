package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;

import dev.crossregion.bedrock.emulator.BedrockEmulator;
import dev.crossregion.bedrock.emulator.JournalEntry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an emulator was called with. It writes a call down when its answer has left, which
 * may be after the caller has it.
 */
public final class Calls {

	private Calls() {
	}

	/**
	 * Check the runtime calls that were made, and that there were no others.
	 * @param emulator the emulator
	 * @param models what the calls named as the model, in order
	 */
	public static void assertModels(BedrockEmulator emulator, String... models) {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(emulator.journal().entries())
				.filteredOn((entry) -> !entry.operation().isControlPlane())
				.extracting(JournalEntry::modelId)
				.containsExactly(models));
	}

	/**
	 * Check where runtime calls started, and that there were no others.
	 * @param emulator the emulator
	 * @param sourceRegions the source Regions of the calls, in order
	 */
	public static void assertSourceRegions(BedrockEmulator emulator, String... sourceRegions) {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(emulator.journal().entries())
				.filteredOn((entry) -> !entry.operation().isControlPlane())
				.extracting(JournalEntry::sourceRegion)
				.containsExactly(sourceRegions));
	}

}
