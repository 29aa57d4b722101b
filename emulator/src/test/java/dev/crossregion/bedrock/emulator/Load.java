package dev.crossregion.bedrock.emulator;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/**
 * Generates load for an emulator.
 */
final class Load {

	private Load() {
	}

	/**
	 * Short calls, one after another on each of several connections.
	 * @param uri the emulator
	 * @param connections how many connections
	 * @param calls how many calls on each
	 * @return how many were answered with status 200
	 * @throws Exception if a connection fails
	 */
	static int shortCalls(URI uri, int connections, int calls) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(connections);
		try {
			Callable<Integer> connection = () -> {
				int answered = 0;
				try (RawCaller caller = new RawCaller(uri)) {
					for (int call = 0; call < calls; call++) {
						caller.send();
						answered += (caller.receive() == 200) ? 1 : 0;
					}
				}
				return answered;
			};
			List<Future<Integer>> all = new ArrayList<>();
			for (int each = 0; each < connections; each++) {
				all.add(threads.submit(connection));
			}
			int answered = 0;
			for (Future<Integer> each : all) {
				answered += each.get(5, TimeUnit.MINUTES);
			}
			return answered;
		}
		finally {
			threads.shutdownNow();
		}
	}

	/**
	 * Slow calls, all at once on a connection each.
	 * @param emulator the emulator
	 * @param calls how many
	 * @param whenThere what to do when all have arrived
	 * @return how many were answered with status 200
	 * @throws IOException if a connection fails
	 */
	static int slowCalls(BedrockEmulator emulator, int calls, Runnable whenThere) throws IOException {
		List<RawCaller> callers = new ArrayList<>();
		try {
			for (int call = 0; call < calls; call++) {
				RawCaller caller = new RawCaller(emulator.uri());
				callers.add(caller);
				caller.send();
			}
			awaitArrival(emulator, calls);
			whenThere.run();
			int answered = 0;
			for (RawCaller caller : callers) {
				answered += (caller.receive() == 200) ? 1 : 0;
			}
			return answered;
		}
		finally {
			for (RawCaller caller : callers) {
				caller.close();
			}
		}
	}

	/**
	 * Slow calls, all at once over HTTP/2.
	 * @param emulator the emulator
	 * @param clients make the client
	 * @param calls how many
	 * @param whenThere what to do when all have arrived
	 * @throws Exception if one fails
	 */
	static void slowStreams(BedrockEmulator emulator, Clients clients, int calls, Runnable whenThere) throws Exception {
		BedrockRuntimeAsyncClient client = clients.async(emulator.uri(), Region.EU_CENTRAL_1);
		CompletableFuture<?>[] all = new CompletableFuture<?>[calls];
		for (int call = 0; call < calls; call++) {
			all[call] = client
				.converse((request) -> request.modelId("eu." + Clients.SONNET).messages(Clients.user("Hello")));
		}
		awaitArrival(emulator, calls);
		whenThere.run();
		CompletableFuture.allOf(all).get(5, TimeUnit.MINUTES);
	}

	private static void awaitArrival(BedrockEmulator emulator, int calls) {
		Awaitility.await().atMost(2, TimeUnit.MINUTES).until(() -> emulator.statistics().total().requests() == calls);
	}

	/**
	 * How many threads emulators have in this process.
	 * @return the number
	 */
	static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("http-nio") || thread.getName().startsWith("bedrock-"))
			.count();
	}

}
