package dev.crossregion.bedrock.client.connection;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of calls: the timer thread, the watchdog threads that run what is due, and
 * the failover threads, on which asynchronous calls continue. No thread is started before
 * its first task. Thread-safe.
 */
final class CallExecutors implements AutoCloseable {

	/**
	 * The SDK has as many threads for responses; continuations of callers may block both.
	 */
	private static final int FAILOVER_THREADS = 64;

	private static final long IDLE_SECONDS = 10;

	private final DispatchingTimers timers;

	private final ThreadPoolExecutor watchdogs;

	private final ThreadPoolExecutor failover;

	CallExecutors() {
		this.watchdogs = watchdogThreads();
		this.timers = new DispatchingTimers(new DaemonThreads("bedrock-timer-"), this.watchdogs);
		this.failover = failoverThreads();
	}

	// Without a queue and without a bound, so that a task that blocks delays no other
	// one. There are at most as many threads as calls that time out at once.
	private static ThreadPoolExecutor watchdogThreads() {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				new DaemonThreads("bedrock-watchdog-"));
	}

	// Not the common pool: signing may block on credentials, and the threads of that pool
	// have another class loader than the application.
	private static ThreadPoolExecutor failoverThreads() {
		ThreadPoolExecutor threads = new ThreadPoolExecutor(FAILOVER_THREADS, FAILOVER_THREADS, IDLE_SECONDS,
				TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new DaemonThreads("bedrock-failover-"));
		threads.allowCoreThreadTimeOut(true);
		return threads;
	}

	ScheduledExecutorService timers() {
		return this.timers;
	}

	Executor failover() {
		return this.failover;
	}

	/**
	 * Stop all threads. Tasks of failover threads that have not started run on this
	 * thread, because calls wait for their end.
	 */
	@Override
	public void close() {
		this.timers.shutdownNow();
		this.watchdogs.shutdown();
		this.failover.shutdownNow().forEach(Runnable::run);
	}

}
