package dev.crossregion.bedrock.emulator;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;

/**
 * Prints the throughput of an emulator that shares its process with the load. Run
 * manually.
 *
 * @since 0.1.0
 */
public final class LoadMeasurement {

	private static final int CONNECTIONS = 64;

	private static final int CALLS = 1000;

	private static final int SLOW = 5000;

	private static final Duration LATENCY = Duration.ofSeconds(10);

	private LoadMeasurement() {
	}

	/**
	 * Measure, and print.
	 * @param args none
	 * @throws Exception if a call fails
	 */
	public static void main(String[] args) throws Exception {
		System.out.printf("Java %s, %d processors, load average %.1f%n", System.getProperty("java.version"),
				Runtime.getRuntime().availableProcessors(),
				ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
		try (BedrockEmulator emulator = BedrockEmulator.builder().journalCapacity(0).start()) {
			for (int round = 1; round <= 4; round++) {
				long start = System.nanoTime();
				int answered = Load.shortCalls(emulator.uri(), CONNECTIONS, CALLS);
				double seconds = (System.nanoTime() - start) / 1e9;
				System.out.printf(Locale.ROOT, "short calls, HTTP/1.1, %d connections: %d in %.1f s, %.0f a second%n",
						CONNECTIONS, answered, seconds, answered / seconds);
			}
		}
		for (int round = 1; round <= 2; round++) {
			try (BedrockEmulator emulator = BedrockEmulator.builder().latency(LATENCY).start()) {
				slow(emulator, "HTTP/1.1", (whenThere) -> Load.slowCalls(emulator, SLOW, whenThere));
			}
		}
		Clients clients = new Clients();
		for (int round = 1; round <= 2; round++) {
			try (BedrockEmulator emulator = BedrockEmulator.builder().latency(LATENCY).start()) {
				slow(emulator, "HTTP/2", (whenThere) -> Load.slowStreams(emulator, clients, SLOW, whenThere));
			}
		}
		clients.close();
	}

	private static void slow(BedrockEmulator emulator, String protocol, Calls calls) throws Exception {
		long start = System.nanoTime();
		calls.run(() -> System.out.printf(Locale.ROOT, "%d slow calls, %s: there after %.1f s, %d open, %d threads",
				SLOW, protocol, (System.nanoTime() - start) / 1e9, emulator.openRequests(), Load.threads()));
		System.out.printf(Locale.ROOT, ", all answered after %.1f s (latency %s)%n", (System.nanoTime() - start) / 1e9,
				LATENCY);
	}

	/**
	 * Calls that can be waited for.
	 */
	private interface Calls {

		void run(Runnable whenThere) throws Exception;

	}

}
