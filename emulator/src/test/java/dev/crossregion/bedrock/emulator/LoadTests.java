package dev.crossregion.bedrock.emulator;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks that no request of a large load is lost. {@link LoadMeasurement} measures the
 * throughput.
 */
class LoadTests {

	/** Each holds two files of this process. */
	private static final int SLOW_CONNECTIONS = 2000;

	private static final int SLOW_STREAMS = 5000;

	private static final Duration LATENCY = Duration.ofSeconds(5);

	@RegisterExtension
	static Clients clients = new Clients();

	private static void assertFewThreads() {
		assertThat(Load.threads()).isLessThan(60);
	}

	@Test
	void shortCallsAreAllAnsweredAndCounted() throws Exception {
		try (BedrockEmulator emulator = BedrockEmulator.builder().journalCapacity(1000).start()) {
			assertThat(Load.shortCalls(emulator.uri(), 32, 200)).isEqualTo(6400);
			assertThat(emulator.statistics().region("eu-central-1")).satisfies((counts) -> {
				assertThat(counts.requests()).isEqualTo(6400);
				assertThat(counts.successes()).isEqualTo(6400);
				assertThat(counts.quotaTokens()).isEqualTo(counts.inputTokens() + 5 * counts.outputTokens());
			});
			assertThat(emulator.journal().size()).isEqualTo(1000);
			assertThat(emulator.journal().dropped()).isEqualTo(5400);
		}
	}

	@Test
	void slowCallsBlockNoThreads() throws Exception {
		try (BedrockEmulator emulator = BedrockEmulator.builder().latency(LATENCY).start()) {
			assertThat(Load.slowCalls(emulator, SLOW_CONNECTIONS, LoadTests::assertFewThreads))
				.isEqualTo(SLOW_CONNECTIONS);
			assertThat(emulator.statistics().total().successes()).isEqualTo(SLOW_CONNECTIONS);
		}
	}

	@Test
	void slowStreamsBlockNoThreads() throws Exception {
		try (BedrockEmulator emulator = BedrockEmulator.builder().latency(LATENCY).start()) {
			Load.slowStreams(emulator, clients, SLOW_STREAMS, LoadTests::assertFewThreads);
			assertThat(emulator.journal().entries()).hasSize(SLOW_STREAMS)
				.allMatch(JournalEntry::completed)
				.extracting(JournalEntry::protocol)
				.containsOnly("HTTP/2.0");
		}
	}

}
