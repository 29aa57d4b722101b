package dev.crossregion.bedrock.benchmarks.load;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Generates an open-loop load: calls arrive at a given rate, each on its own thread,
 * whether or not earlier calls have ended, because users do not wait for one another.
 *
 * @since 0.1.0
 */
public final class OpenLoop implements AutoCloseable {

	private static final int MAX_THREADS = 4000;

	private static final long STACK_BYTES = 256 * 1024;

	private final Queue<CompletedCall> ended = new ConcurrentLinkedQueue<>();

	private final AtomicInteger started = new AtomicInteger();

	private final ThreadPoolExecutor threads;

	private final ThreadPoolExecutor arrivals;

	private volatile boolean stopped;

	private OpenLoop() {
		this.threads = new ThreadPoolExecutor(0, MAX_THREADS, 5, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> daemon(task, "call"));
		this.arrivals = new ThreadPoolExecutor(0, 1, 5, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> daemon(task, "arrivals"));
	}

	private static Thread daemon(Runnable task, String name) {
		Thread thread = new Thread(null, task, name, STACK_BYTES);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Start a load that lasts until it is finished or closed.
	 * @param rate calls in a second, at least 1
	 * @param seed the seed of the {@link Arrivals}
	 * @param action makes the call with a number
	 * @return the load
	 */
	public static OpenLoop start(double rate, long seed, Action action) {
		OpenLoop load = new OpenLoop();
		load.arrivals.execute(() -> load.arrive(new Arrivals(rate, seed), action));
		return load;
	}

	private void arrive(Arrivals arrivals, Action action) {
		long start = System.nanoTime();
		while (!this.stopped) {
			for (double arrival : arrivals.nextSecond()) {
				awaitUntil(start + (long) (arrival * 1e9));
				if (!this.stopped) {
					arrive(action);
				}
			}
			awaitUntil(start + arrivals.seconds() * 1_000_000_000);
		}
	}

	private void awaitUntil(long nanos) {
		while (!this.stopped && System.nanoTime() < nanos) {
			LockSupport.parkNanos(nanos - System.nanoTime());
		}
	}

	private void arrive(Action action) {
		int number = this.started.getAndIncrement();
		try {
			this.threads.execute(() -> call(number, action));
		}
		catch (RejectedExecutionException ex) {
			this.ended.add(new CompletedCall(number, Duration.ZERO, ex));
		}
	}

	private void call(int number, Action action) {
		long start = System.nanoTime();
		Throwable failure = failure(number, action);
		this.ended.add(new CompletedCall(number, Duration.ofNanos(System.nanoTime() - start), failure));
	}

	private static @Nullable Throwable failure(int number, Action action) {
		try {
			action.call(number);
			return null;
		}
		catch (Exception ex) {
			return ex;
		}
	}

	/**
	 * Stop the load, and wait for open calls.
	 * @param drainTimeout the maximum wait
	 * @return those that have ended
	 * @throws InterruptedException if the wait is interrupted
	 */
	public List<CompletedCall> finish(Duration drainTimeout) throws InterruptedException {
		this.stopped = true;
		this.arrivals.shutdown();
		this.arrivals.awaitTermination(1, TimeUnit.MINUTES);
		this.threads.shutdown();
		this.threads.awaitTermination(drainTimeout.toMillis(), TimeUnit.MILLISECONDS);
		return ended();
	}

	/**
	 * The calls that have ended.
	 * @return the calls, in the order in which they ended
	 */
	public List<CompletedCall> ended() {
		return List.copyOf(this.ended);
	}

	/**
	 * The number of calls that have arrived.
	 * @return the number
	 */
	public int started() {
		return this.started.get();
	}

	/**
	 * Stop the load, and interrupt open calls.
	 */
	@Override
	public void close() {
		this.stopped = true;
		this.arrivals.shutdownNow();
		this.threads.shutdownNow();
	}

	/**
	 * A call.
	 */
	@FunctionalInterface
	public interface Action {

		/**
		 * Make the call and wait for its end.
		 * @param number its number
		 * @throws Exception if it fails
		 */
		void call(int number) throws Exception;

	}

}
