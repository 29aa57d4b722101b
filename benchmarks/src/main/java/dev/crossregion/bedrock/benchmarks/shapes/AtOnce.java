package dev.crossregion.bedrock.benchmarks.shapes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * Rounds that run at the same time.
 */
final class AtOnce {

	private AtOnce() {
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
	static <R, T> List<T> run(List<R> rounds, Run<R, T> run) throws Exception {
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
	interface Run<R, T> {

		T run(R round) throws Exception;

	}

}
