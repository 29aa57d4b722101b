package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import dev.crossregion.bedrock.catalog.ControlPlaneFailure;

/**
 * Delay until evidence or quotas are read again: the refresh interval after success, an
 * exponential backoff with jitter after a failure. A denied read is repeated like others:
 * a permission that was granted shortly before takes a while to apply.
 */
final class RefreshSchedule {

	static final Duration FIRST_RETRY = Duration.ofSeconds(2);

	/** The longest backoff where there is no refresh interval. */
	static final Duration LONGEST_RETRY = Duration.ofHours(6);

	/** The longest backoff where failures close routes. */
	static final Duration LONGEST_RETRY_OF_CLOSED = Duration.ofMinutes(5);

	private final Duration interval;

	private final Duration longestRetry;

	private Duration backoff = FIRST_RETRY;

	/**
	 * Create a schedule whose longest backoff is the interval.
	 * @param interval delay after a successful read; zero for no refresh
	 */
	RefreshSchedule(Duration interval) {
		this(interval, (interval.isZero()) ? LONGEST_RETRY : interval);
	}

	private RefreshSchedule(Duration interval, Duration longestRetry) {
		this.interval = interval;
		this.longestRetry = longestRetry;
	}

	/**
	 * Create a schedule of reads that routes wait for, with a backoff of a few minutes at
	 * most.
	 * @param interval delay after a successful read; not zero
	 * @return the schedule
	 */
	static RefreshSchedule opening(Duration interval) {
		return new RefreshSchedule(interval,
				(interval.compareTo(LONGEST_RETRY_OF_CLOSED) < 0) ? interval : LONGEST_RETRY_OF_CLOSED);
	}

	/**
	 * The next delay.
	 * @param failures what could not be read last
	 * @return the delay; empty if nothing is to be read again
	 */
	Optional<Duration> nextDelay(Collection<ControlPlaneFailure> failures) {
		if (failures.isEmpty()) {
			this.backoff = FIRST_RETRY;
			return (this.interval.isZero()) ? Optional.empty() : Optional.of(this.interval);
		}
		Duration delay = (this.backoff.compareTo(this.longestRetry) < 0) ? this.backoff : this.longestRetry;
		this.backoff = delay.multipliedBy(2);
		// Instances that failed at the same time must not read again at the same time.
		return Optional.of(delay.dividedBy(2).plusNanos(ThreadLocalRandom.current().nextLong(delay.toNanos() / 2 + 1)));
	}

}
