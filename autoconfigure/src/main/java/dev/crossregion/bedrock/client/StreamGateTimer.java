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
 * Times out a stream: by the deadline of the call, the first-token timeout, and the stall
 * timeout. One timer task serves the whole call. Events only move the deadline, which the
 * task checks when it wakes up; its sleep never exceeds the shorter of both timeouts, so
 * that it is never late.
 */
final class StreamGateTimer implements Runnable {

	/** Limits time-outs so that their nanoseconds do not overflow. */
	private static final Duration MAX_TIMEOUT = Duration.ofDays(36_500);

	private final RegionalClients regions;

	private final ClientSettings settings;

	private final StreamGateSerial serial;

	private final Listener listener;

	private final long maxSleep;

	private final long callDeadline;

	private volatile long deadline;

	private volatile Expected expected = Expected.CALLER;

	private volatile boolean stopped;

	private volatile @Nullable ScheduledFuture<?> task;

	/**
	 * Create a timer. It does not run yet.
	 * @param regions the clients, whose timers it uses
	 * @param serial runs the steps of the call
	 * @param remaining the time until the deadline of the call
	 * @param listener handles time-outs
	 */
	StreamGateTimer(RegionalClients regions, StreamGateSerial serial, Duration remaining, Listener listener) {
		this.regions = regions;
		this.settings = regions.settings();
		this.serial = serial;
		this.listener = listener;
		this.maxSleep = Math.min(nanos(this.settings.firstTokenTimeout()), nanos(this.settings.stallTimeout()));
		this.callDeadline = System.nanoTime() + nanos(remaining);
		this.deadline = this.callDeadline;
	}

	private static long nanos(Duration duration) {
		return (duration.compareTo(MAX_TIMEOUT) < 0) ? duration.toNanos() : MAX_TIMEOUT.toNanos();
	}

	/**
	 * Expect the first content of an attempt that starts now.
	 */
	void expectContent() {
		expect(Expected.FIRST_CONTENT, this.settings.firstTokenTimeout());
	}

	/**
	 * Expect an event that was requested, or the end of the HTTP stream.
	 */
	void expectEvent() {
		expect(Expected.EVENT, this.settings.stallTimeout());
	}

	private void expect(Expected expected, Duration time) {
		long next = System.nanoTime() + nanos(time);
		boolean sooner = next - this.callDeadline < 0;
		this.expected = (sooner) ? expected : Expected.CALLER;
		this.deadline = (sooner) ? next : this.callDeadline;
	}

	/**
	 * Expect a request of the caller, which only the deadline of the call limits.
	 */
	void expectCaller() {
		this.expected = Expected.CALLER;
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

	private long remainingNanos() {
		return this.deadline - System.nanoTime();
	}

	private void sleep() {
		if (this.stopped) {
			return;
		}
		try {
			ScheduledFuture<?> task = this.regions.timers()
				.schedule(this, Math.max(Math.min(remainingNanos(), this.maxSleep), 0), TimeUnit.NANOSECONDS);
			this.task = task;
			if (this.stopped) {
				task.cancel(false);
			}
		}
		catch (RejectedExecutionException ex) {
			// The close of the clients fails the call.
			this.stopped = true;
		}
	}

	@Override
	public void run() {
		if (remainingNanos() > 0) {
			sleep();
			return;
		}
		this.serial.run(this::check);
	}

	// The expected event may have arrived before this step ran.
	private void check() {
		if (this.stopped) {
			return;
		}
		Expected expected = this.expected;
		boolean due = remainingNanos() <= 0;
		if (due && expected == Expected.CALLER) {
			this.listener.deadlinePassed(timeout("The deadline of the call has passed"));
			return;
		}
		if (due) {
			expectCaller();
		}
		sleep();
		if (due) {
			this.listener.stalled((expected == Expected.FIRST_CONTENT)
					? timeout("No content came within " + this.settings.firstTokenTimeout() + " (first-token-timeout)")
					: timeout("The stream stalled: nothing came within " + this.settings.stallTimeout()
							+ " (stall-timeout)"));
		}
	}

	private static ApiCallTimeoutException timeout(String message) {
		return ApiCallTimeoutException.builder().message(message).build();
	}

	/**
	 * The event that the stream needs next.
	 */
	private enum Expected {

		FIRST_CONTENT, EVENT, CALLER

	}

	/**
	 * Handles time-outs, in steps of the call.
	 */
	interface Listener {

		/**
		 * The deadline of the call has passed.
		 * @param failure the failure for the caller
		 */
		void deadlinePassed(ApiCallTimeoutException failure);

		/**
		 * The first-token timeout or the stall timeout of the attempt has passed.
		 * @param failure the failure of the attempt
		 */
		void stalled(ApiCallTimeoutException failure);

	}

}
