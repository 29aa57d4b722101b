package dev.crossregion.bedrock.client.connection;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Schedules tasks on one thread and runs them on an executor. A task that fails a call
 * also runs the caller's continuations, which may block; they must not delay other tasks.
 */
final class DispatchingTimers extends ScheduledThreadPoolExecutor {

	private final Executor executor;

	/**
	 * Create timers.
	 * @param threads creates the scheduling thread
	 * @param executor runs the tasks; must not queue a task behind another one
	 */
	DispatchingTimers(ThreadFactory threads, Executor executor) {
		super(1, threads);
		this.executor = executor;
		// The SDK's default timers retain cancelled tasks until they are due: every
		// finished call, with its response, until its deadline.
		setRemoveOnCancelPolicy(true);
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		return super.schedule(() -> this.executor.execute(command), delay, unit);
	}

}
