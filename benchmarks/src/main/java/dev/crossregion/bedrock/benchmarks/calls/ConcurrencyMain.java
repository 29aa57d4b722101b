package dev.crossregion.bedrock.benchmarks.calls;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.benchmarks.contender.Baselines;
import dev.crossregion.bedrock.benchmarks.contender.Contender;
import dev.crossregion.bedrock.benchmarks.contender.Setup;
import dev.crossregion.bedrock.benchmarks.contender.StarterContender;
import dev.crossregion.bedrock.benchmarks.process.ChildJvm;

/**
 * Makes many concurrent calls, and reports the time until all are answered.
 *
 * @since 0.1.0
 */
public final class ConcurrencyMain {

	private static final String PROMPT = "What is a Region?";

	private final CallMode mode;

	private final int calls;

	private final Duration patience;

	private ConcurrencyMain(CallMode mode, int calls, Duration patience) {
		this.mode = mode;
		this.calls = calls;
		this.patience = patience;
	}

	/**
	 * Run the calls.
	 * @param args the mode, the endpoint, a faster endpoint for the warm-up, the number
	 * of calls, the number of rounds, the time-out of a round in seconds, and the number
	 * of warm-up rounds
	 * @throws InterruptedException if this thread is interrupted
	 */
	public static void main(String[] args) throws InterruptedException {
		ChildJvm.endWithParent();
		Setup setup = setup(args[1]);
		ConcurrencyMain program = new ConcurrencyMain(CallMode.valueOf(args[0]), Integer.parseInt(args[3]),
				Duration.ofSeconds(Long.parseLong(args[5])));
		program.warmUp(setup(args[2]), Integer.parseInt(args[6]));
		try (Contender tuned = Baselines.tuned(setup); Contender starter = StarterContender.builder(setup).start()) {
			program.run(tuned, starter, Integer.parseInt(args[4]));
			program.round("plain", Baselines.plain(setup));
		}
		System.exit(0);
	}

	private static Setup setup(String endpoint) {
		return Setup.of(URI.create(endpoint)).regions(List.of("eu-central-1"));
	}

	// The compiler, the heap and the pools need several thousand calls, many of them
	// concurrent.
	private void warmUp(Setup sooner, int rounds) throws InterruptedException {
		try (Contender tuned = Baselines.tuned(sooner); Contender starter = StarterContender.builder(sooner).start()) {
			for (int round = 0; round < rounds; round++) {
				await(start(tuned), System.nanoTime());
				await(start(starter), System.nanoTime());
			}
		}
	}

	private void run(Contender tuned, Contender starter, int rounds) throws InterruptedException {
		// Opens the connections of both at the same time, which takes less time.
		List<CompletableFuture<?>> first = start(tuned);
		List<CompletableFuture<?>> second = start(starter);
		await(first, System.nanoTime());
		await(second, System.nanoTime());
		for (int round = 0; round < rounds; round++) {
			if (round % 2 == 0) {
				round("tuned", tuned);
				round("starter", starter);
			}
			else {
				round("starter", starter);
				round("tuned", tuned);
			}
		}
	}

	private void round(String name, Contender contender) throws InterruptedException {
		long begin = System.nanoTime();
		List<CompletableFuture<?>> ends = start(contender);
		await(ends, begin);
		ChildJvm.report(name, System.nanoTime() - begin);
		ChildJvm.report(name + "-answered", ends.stream().filter(ConcurrencyMain::isAnswered).count());
	}

	private static boolean isAnswered(CompletableFuture<?> end) {
		return end.isDone() && !end.isCompletedExceptionally();
	}

	private void await(List<CompletableFuture<?>> ends, long begin) throws InterruptedException {
		CountDownLatch left = new CountDownLatch(ends.size());
		ends.forEach((end) -> end.whenComplete((answer, failure) -> left.countDown()));
		left.await(begin + this.patience.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
	}

	private List<CompletableFuture<?>> start(Contender contender) {
		List<CompletableFuture<?>> ends = new ArrayList<>(this.calls);
		if (this.mode == CallMode.STREAMING) {
			for (int call = 0; call < this.calls; call++) {
				ends.add(StreamFuture.of(contender, PROMPT));
			}
			return ends;
		}
		ThreadFactory threads = this.mode.threads();
		for (int call = 0; call < this.calls; call++) {
			CompletableFuture<String> end = new CompletableFuture<>();
			ends.add(end);
			threads.newThread(() -> {
				try {
					end.complete(contender.call(PROMPT));
				}
				catch (RuntimeException | Error ex) {
					end.completeExceptionally(ex);
				}
			}).start();
		}
		return ends;
	}

}
