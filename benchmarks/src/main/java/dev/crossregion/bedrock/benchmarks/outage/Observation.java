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
 * What the starter recorded while a Region died and came back.
 *
 * @param region the Region
 * @param died when it died
 * @param returned when it was back
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
	 * @return seconds, or not a number when there was none
	 */
	double recovery() {
		return attempts().filter((attempt) -> !attempt.start.isBefore(this.returned) && attempt.isSuccess())
			.map(TimedAttempt::end)
			.min(Comparator.naturalOrder())
			.map((first) -> Duration.between(this.returned, first).toNanos() / 1e9)
			.orElse(Double.NaN);
	}

	/**
	 * Attempts on the dead Region that were made when it had been dead for a while.
	 * @param known how long an application may take to know
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
	 * When the Region changed between answering and failing, as its attempts saw it in
	 * the order in which they started. Two changes are the outage itself: down, and up
	 * again. Attempts that were under way when it died or came back are left out, since
	 * they may see either.
	 * @return seconds since its death
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
