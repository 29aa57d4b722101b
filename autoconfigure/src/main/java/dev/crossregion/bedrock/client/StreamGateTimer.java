package dev.crossregion.bedrock.client;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import dev.crossregion.bedrock.client.connection.ClientSettings;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * Tells a stream that it has taken too long. One task serves the whole call: events only
 * move a deadline, and the task looks at it when it wakes up. It sleeps no longer than
 * the shortest time that can be set, so it is never late.
 */
final class StreamGateTimer implements Runnable {

	/** Enough for any deadline, and far from where nanoseconds overflow. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private final RegionalClients regions;

	private final ClientSettings settings;

	private final StreamGateSerial serial;

	private final Listener listener;

	private final long longestSleep;

	private final long callDeadline;

	private volatile long deadline;

	private volatile Wait wait = Wait.CALLER;

	private volatile boolean stopped;

	private volatile @Nullable ScheduledFuture<?> task;

	/**
	 * Create a timer. It does not run yet.
	 * @param regions have the threads that it runs on
	 * @param serial runs the call's steps
	 * @param remaining the time until the deadline of the call
	 * @param listener is told when the time is over
	 */
	StreamGateTimer(RegionalClients regions, StreamGateSerial serial, Duration remaining, Listener listener) {
		this.regions = regions;
		this.settings = regions.settings();
		this.serial = serial;
		this.listener = listener;
		this.longestSleep = Math.min(nanos(this.settings.firstTokenTimeout()), nanos(this.settings.stallTimeout()));
		this.callDeadline = System.nanoTime() + nanos(remaining);
		this.deadline = this.callDeadline;
	}

	private static long nanos(Duration duration) {
		return (duration.compareTo(LONGEST) < 0) ? duration.toNanos() : LONGEST.toNanos();
	}

	/**
	 * Wait for the first content of an attempt that starts now.
	 */
	void awaitContent() {
		await(Wait.FIRST_CONTENT, this.settings.firstTokenTimeout());
	}

	/**
	 * Wait for an event that was asked for, or for the end of the HTTP stream.
	 */
	void awaitEvent() {
		await(Wait.EVENT, this.settings.stallTimeout());
	}

	private void await(Wait wait, Duration time) {
		long next = System.nanoTime() + nanos(time);
		boolean sooner = next - this.callDeadline < 0;
		this.wait = (sooner) ? wait : Wait.CALLER;
		this.deadline = (sooner) ? next : this.callDeadline;
	}

	/**
	 * Wait for the caller: only the deadline of the call is left.
	 */
	void awaitCaller() {
		this.wait = Wait.CALLER;
		this.deadline = this.callDeadline;
	}

	void start() {
		sleep();
	}

	void stop() {
		this.stopped = true;
		ScheduledFuture<?> task = this.task;
		if (task != null) {
			task.cancel(false);
		}
	}

	private long left() {
		return this.deadline - System.nanoTime();
	}

	private void sleep() {
		if (this.stopped) {
			return;
		}
		try {
			ScheduledFuture<?> task = this.regions.timers()
				.schedule(this, Math.max(Math.min(left(), this.longestSleep), 0), TimeUnit.NANOSECONDS);
			this.task = task;
			if (this.stopped) {
				task.cancel(false);
			}
		}
		catch (RejectedExecutionException ex) {
			// The clients are closed, and that fails the call.
			this.stopped = true;
		}
	}

	@Override
	public void run() {
		if (left() > 0) {
			sleep();
			return;
		}
		this.serial.run(this::wake);
	}

	// What was awaited may have come while this step waited for its turn.
	private void wake() {
		if (this.stopped) {
			return;
		}
		Wait wait = this.wait;
		boolean due = left() <= 0;
		if (due && wait == Wait.CALLER) {
			this.listener.deadlinePassed(timeout("The deadline of the call has passed"));
			return;
		}
		if (due) {
			awaitCaller();
		}
		sleep();
		if (due) {
			this.listener.waitedTooLong((wait == Wait.FIRST_CONTENT)
					? timeout("No content came within " + this.settings.firstTokenTimeout() + " (first-token-timeout)")
					: timeout("The stream stalled: nothing came within " + this.settings.stallTimeout()
							+ " (stall-timeout)"));
		}
	}

	private static ApiCallTimeoutException timeout(String message) {
		return ApiCallTimeoutException.builder().message(message).build();
	}

	private enum Wait {

		FIRST_CONTENT, EVENT, CALLER

	}

	/**
	 * Is told when the time is over. Runs as steps of the call.
	 */
	interface Listener {

		/**
		 * The call as a whole has taken too long.
		 * @param failure what to tell the caller
		 */
		void deadlinePassed(ApiCallTimeoutException failure);

		/**
		 * What was awaited of the attempt has not come.
		 * @param failure what to tell the caller
		 */
		void waitedTooLong(ApiCallTimeoutException failure);

	}

}
