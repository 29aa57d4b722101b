package dev.crossregion.bedrock.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * Runs rounds at the same time.
 *
 * @since 0.1.0
 */
public final class ConcurrentRounds {

	private ConcurrentRounds() {
	}

	/**
	 * Run all rounds, each on its own thread, and wait for their results.
	 * @param <R> the type of a round
	 * @param <T> the type of a result
	 * @param rounds the rounds
	 * @param run runs one round
	 * @return the results, in the order of the rounds
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
	 * @param <T> the type of a result
	 */
	@FunctionalInterface
	public interface Run<R, T> {

		/**
		 * Run a round.
		 * @param round the round
		 * @return the result
		 * @throws Exception if it fails
		 */
		T run(R round) throws Exception;

	}

}
