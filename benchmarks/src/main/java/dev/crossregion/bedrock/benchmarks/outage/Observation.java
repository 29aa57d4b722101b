package dev.crossregion.bedrock.benchmarks.outage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.crossregion.bedrock.client.Attempt;
import dev.crossregion.bedrock.client.InvocationRecord;
import dev.crossregion.bedrock.routing.Outcome;

/**
 * Evaluates the calls that the starter recorded around the outage of a Region.
 *
 * @param region the Region
 * @param died the start of the outage
 * @param returned the end of the outage
 * @param records all calls
 */
record Observation(String region, Instant died, Instant returned, List<InvocationRecord> records) {

	/**
	 * Times between the end of a failed attempt and the start of the next one of the same
	 * call.
	 * @return the times in milliseconds
	 */
	List<Double> gaps() {
		List<Double> gaps = new ArrayList<>();
		for (InvocationRecord call : this.records) {
			for (int next = 1; next < call.attempts().size(); next++) {
				Attempt failed = call.attempts().get(next - 1);
				Duration end = failed.offset().plus(failed.duration());
				gaps.add(call.attempts().get(next).offset().minus(end).toNanos() / 1e6);
			}
		}
		return gaps;
	}

	/**
	 * From the return of the Region to the end of its first success.
	 * @return seconds, or not a number if there was none
	 */
	double recovery() {
		return attempts().filter((attempt) -> !attempt.start.isBefore(this.returned) && attempt.isSuccess())
			.map(TimedAttempt::end)
			.min(Comparator.naturalOrder())
			.map((first) -> Duration.between(this.returned, first).toNanos() / 1e9)
			.orElse(Double.NaN);
	}

	/**
	 * Attempts on the Region during the outage, after a detection time.
	 * @param known the time that an application may take to detect the outage
	 * @return their number in a second
	 */
	double attemptsPerSecond(Duration known) {
		Instant from = this.died.plus(known);
		long attempts = attempts()
			.filter((attempt) -> attempt.start.isAfter(from) && attempt.start.isBefore(this.returned))
			.count();
		return attempts / (Duration.between(from, this.returned).toNanos() / 1e9);
	}

	/**
	 * The changes between success and failure of attempts on the Region, in the order of
	 * their starts. The outage itself makes two changes. Attempts that were open at its
	 * start or at its end are left out, because they may succeed or fail.
	 * @return the times of the changes, in seconds since the start of the outage
	 */
	List<Double> changes() {
		List<TimedAttempt> inOrder = attempts().filter((attempt) -> attempt.attempt.outcome() != Outcome.THROTTLED)
			.filter((attempt) -> !attempt.isOpenAt(this.died) && !attempt.isOpenAt(this.returned))
			.sorted(Comparator.comparing(TimedAttempt::start))
			.toList();
		List<Double> changes = new ArrayList<>();
		for (int next = 1; next < inOrder.size(); next++) {
			TimedAttempt attempt = inOrder.get(next);
			if (attempt.isSuccess() != inOrder.get(next - 1).isSuccess()) {
				changes.add(Duration.between(this.died, attempt.start).toNanos() / 1e9);
			}
		}
		return changes;
	}

	private Stream<TimedAttempt> attempts() {
		return this.records.stream()
			.flatMap((call) -> call.attempts()
				.stream()
				.filter((attempt) -> attempt.route().sourceRegion().value().equals(this.region))
				.map((attempt) -> new TimedAttempt(attempt, call.startedAt().plus(attempt.offset()))));
	}

	private record TimedAttempt(Attempt attempt, Instant start) {

		Instant end() {
			return this.start.plus(this.attempt.duration());
		}

		boolean isOpenAt(Instant moment) {
			return !this.start.isAfter(moment) && end().isAfter(moment);
		}

		boolean isSuccess() {
			return this.attempt.outcome() == Outcome.SUCCESS;
		}

	}

}
