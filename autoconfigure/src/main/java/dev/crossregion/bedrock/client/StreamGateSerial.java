package dev.crossregion.bedrock.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs the steps of one stream serially and in order. A step runs on the thread that
 * submits it, unless another step is running, whose thread then runs it next: no thread
 * blocks. The state of the steps needs no lock, and a step that submits further steps
 * does not recurse.
 */
final class StreamGateSerial {

	private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();

	/** Steps that have not ended, including the running one. */
	private final AtomicInteger pending = new AtomicInteger();

	private final Consumer<Throwable> onFailure;

	/**
	 * Create a runner.
	 * @param onFailure handles exceptions of a step; runs as part of the step
	 */
	StreamGateSerial(Consumer<Throwable> onFailure) {
		this.onFailure = onFailure;
	}

	void run(Runnable step) {
		this.steps.add(step);
		if (this.pending.getAndIncrement() != 0) {
			return;
		}
		do {
			runNext();
		}
		while (this.pending.decrementAndGet() != 0);
	}

	private void runNext() {
		try {
			this.steps.remove().run();
		}
		catch (Throwable ex) {
			// Steps behind this one would never run if the loop ended.
			this.onFailure.accept(ex);
		}
	}

}
