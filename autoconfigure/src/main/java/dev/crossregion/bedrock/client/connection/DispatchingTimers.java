package dev.crossregion.bedrock.client.connection;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Timers that dispatch due tasks to an executor. A task that fails a call runs the
 * continuations of its caller, which may block; other timers must not be delayed by that.
 */
final class DispatchingTimers extends ScheduledThreadPoolExecutor {

	private final Executor executor;

	/**
	 * Create timers.
	 * @param threads creates the thread of the timers
	 * @param executor runs the tasks; must not queue one behind another
	 */
	DispatchingTimers(ThreadFactory threads, Executor executor) {
		super(1, threads);
		this.executor = executor;
		// Without this policy, which the SDK's own timers lack, a cancelled task stays in
		// the queue until it is due, and retains its finished call with the response
		// until the deadline of the call.
		setRemoveOnCancelPolicy(true);
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		return super.schedule(() -> this.executor.execute(command), delay, unit);
	}

}
