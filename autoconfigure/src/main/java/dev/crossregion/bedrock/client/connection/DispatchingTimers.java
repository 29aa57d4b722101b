package dev.crossregion.bedrock.client.connection;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Schedules tasks on one thread and runs them on an executor. A task that fails a call
 * also runs the caller's continuations, which may block; they must not delay other tasks.
 * <p>
 * A task that becomes the next one that is due wakes the scheduling thread. The deadline
 * of a call without other calls would be that task each time, although it is minutes away
 * and almost always cancelled. An empty task that is due every second comes before it.
 * The benchmark {@code sequential} shows the difference: about 15 microseconds a call.
 */
final class DispatchingTimers extends ScheduledThreadPoolExecutor {

	private static final long EMPTY_TASK_SECONDS = 1;

	private final Executor executor;

	private final AtomicBoolean used = new AtomicBoolean();

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
		if (!this.used.get() && this.used.compareAndSet(false, true)) {
			scheduleWithFixedDelay(() -> {
			}, EMPTY_TASK_SECONDS, EMPTY_TASK_SECONDS, TimeUnit.SECONDS);
		}
		return super.schedule(() -> this.executor.execute(command), delay, unit);
	}

}
