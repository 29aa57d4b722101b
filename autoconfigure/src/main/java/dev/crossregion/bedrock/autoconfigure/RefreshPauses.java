package dev.crossregion.bedrock.autoconfigure;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

import dev.crossregion.bedrock.catalog.ControlPlaneFailure;

/**
 * How long until evidence is looked up again. What could not be read is asked for again
 * after seconds, then ever less often. What was denied stays denied until somebody
 * changes a policy, so it is asked for no more often than all the rest.
 */
final class RefreshPauses {

	static final Duration FIRST = Duration.ofSeconds(2);

	/** The longest pause where evidence is not renewed otherwise. */
	static final Duration LONGEST = Duration.ofHours(6);

	private final Duration interval;

	private Duration retry = FIRST;

	/**
	 * Create pauses.
	 * @param interval how often evidence is renewed that could be read; zero for never
	 */
	RefreshPauses(Duration interval) {
		this.interval = interval;
	}

	/**
	 * The next pause.
	 * @param failures what the last look-up could not read
	 * @return the pause; empty when there is nothing more to look up
	 */
	Optional<Duration> next(Collection<ControlPlaneFailure> failures) {
		if (failures.stream().allMatch((failure) -> failure.kind() == ControlPlaneFailure.Kind.DENIED)) {
			this.retry = FIRST;
			return (this.interval.isZero()) ? Optional.empty() : Optional.of(this.interval);
		}
		Duration longest = (this.interval.isZero()) ? LONGEST : this.interval;
		Duration pause = (this.retry.compareTo(longest) < 0) ? this.retry : longest;
		this.retry = pause.multipliedBy(2);
		return Optional.of(pause);
	}

}
