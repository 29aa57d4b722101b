package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

import dev.crossregion.bedrock.catalog.ControlPlaneFailure;

/**
 * Delay until evidence or quotas are read again: the refresh interval after success, an
 * exponential backoff after a failure. A denied read is repeated at the refresh interval
 * only, because a retry succeeds only after a policy has changed.
 */
final class RefreshSchedule {

	static final Duration FIRST_RETRY = Duration.ofSeconds(2);

	/** The longest backoff where there is no refresh interval. */
	static final Duration LONGEST_RETRY = Duration.ofHours(6);

	private final Duration interval;

	private Duration backoff = FIRST_RETRY;

	/**
	 * Create a schedule.
	 * @param interval delay after a successful read; zero for no refresh
	 */
	RefreshSchedule(Duration interval) {
		this.interval = interval;
	}

	/**
	 * The next delay.
	 * @param failures what could not be read last
	 * @return the delay; empty if nothing is to be read again
	 */
	Optional<Duration> nextDelay(Collection<ControlPlaneFailure> failures) {
		if (failures.stream().allMatch((failure) -> failure.kind() == ControlPlaneFailure.Kind.DENIED)) {
			this.backoff = FIRST_RETRY;
			return (this.interval.isZero()) ? Optional.empty() : Optional.of(this.interval);
		}
		Duration max = (this.interval.isZero()) ? LONGEST_RETRY : this.interval;
		Duration delay = (this.backoff.compareTo(max) < 0) ? this.backoff : max;
		this.backoff = delay.multipliedBy(2);
		return Optional.of(delay);
	}

}
