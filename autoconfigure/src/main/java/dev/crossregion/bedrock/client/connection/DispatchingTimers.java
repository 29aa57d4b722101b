package dev.crossregion.bedrock.client.connection;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Timers whose tasks run elsewhere. A task that fails a call runs what its caller made
 * depend on it, and that may block; here it keeps no other timer waiting.
 */
final class DispatchingTimers extends ScheduledThreadPoolExecutor {

	private final Executor executor;

	/**
	 * Create timers.
	 * @param threads the thread that watches the clock
	 * @param executor runs the tasks; must not let one wait for another
	 */
	DispatchingTimers(ThreadFactory threads, Executor executor) {
		super(1, threads);
		this.executor = executor;
		// The SDK's own timers keep what was cancelled until its time would have come:
		// every finished call, with its response, for the twenty minutes of its deadline.
		setRemoveOnCancelPolicy(true);
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		return super.schedule(() -> this.executor.execute(command), delay, unit);
	}

}
