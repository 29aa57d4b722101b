package dev.crossregion.bedrock.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * Rounds that run at the same time.
 *
 * @since 0.1.0
 */
public final class ConcurrentRounds {

	private ConcurrentRounds() {
	}

	/**
	 * Run all of them, each on a thread of its own, and wait for their ends.
	 * @param <R> the type of a round
	 * @param <T> the type of what comes of it
	 * @param rounds the rounds
	 * @param run runs one
	 * @return what came of them, in their order
	 * @throws Exception if one of them fails
	 */
	public static <R, T> List<T> run(List<R> rounds, Run<R, T> run) throws Exception {
		List<FutureTask<T>> tasks = new ArrayList<>();
		for (R round : rounds) {
			FutureTask<T> task = new FutureTask<>(() -> run.run(round));
			tasks.add(task);
			new Thread(task, "round").start();
		}
		List<T> outcomes = new ArrayList<>();
		for (FutureTask<T> task : tasks) {
			outcomes.add(task.get());
		}
		return outcomes;
	}

	/**
	 * Runs a round.
	 *
	 * @param <R> the type of a round
	 * @param <T> the type of what comes of it
	 */
	@FunctionalInterface
	public interface Run<R, T> {

		/**
		 * Run a round.
		 * @param round the round
		 * @return what came of it
		 * @throws Exception if it fails
		 */
		T run(R round) throws Exception;

	}

}
