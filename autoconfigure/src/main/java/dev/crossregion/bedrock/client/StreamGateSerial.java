package dev.crossregion.bedrock.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs the steps of one stream one at a time and in order, on whichever thread brings one
 * while no other is at it. Nobody waits: a step that is brought from within a step, or
 * meanwhile by another thread, runs after those before it. So what the steps touch needs
 * no lock, and whoever asks for a billion events does not recurse.
 */
final class StreamGateSerial {

	private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();

	/** Steps that have not ended, the running one included. */
	private final AtomicInteger open = new AtomicInteger();

	private final Consumer<Throwable> onFailure;

	/**
	 * Create a runner.
	 * @param onFailure is told of what a step throws; runs as part of the step
	 */
	StreamGateSerial(Consumer<Throwable> onFailure) {
		this.onFailure = onFailure;
	}

	void run(Runnable step) {
		this.steps.add(step);
		if (this.open.getAndIncrement() != 0) {
			return;
		}
		do {
			runNext();
		}
		while (this.open.decrementAndGet() != 0);
	}

	private void runNext() {
		try {
			this.steps.remove().run();
		}
		catch (Throwable ex) {
			// The stream would hang for ever if this left the loop.
			this.onFailure.accept(ex);
		}
	}

}
