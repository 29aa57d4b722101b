package dev.crossregion.bedrock.benchmarks.quota;

import java.util.Locale;

import dev.crossregion.bedrock.benchmarks.emulator.RequestCounts;

/**
 * The outcome of one round.
 *
 * @param goodput tokens of complete answers divided by the sum of the quotas, in whole
 * windows after the first ones
 * @param warm the requests in these windows
 * @param all the requests since the first call
 * @param calls the calls of the load
 * @param medianMillis the median duration of an answered call
 */
record QuotaRound(double goodput, RequestCounts warm, RequestCounts all, Calls calls, double medianMillis) {

	/**
	 * 429s for each answer, from the first call on.
	 * @return the ratio
	 */
	double throttledPerAnswer() {
		return ratio(this.all.throttled(), this.all.answered());
	}

	/**
	 * 429s for each answer in the windows of the goodput.
	 * @return the ratio
	 */
	double throttledPerAnswerWarm() {
		return ratio(this.warm.throttled(), this.warm.answered());
	}

	double attemptsPerCall() {
		return ratio(this.all.requests(), this.calls.arrived);
	}

	private static double ratio(long count, long of) {
		return (of > 0) ? count / (double) of : Double.POSITIVE_INFINITY;
	}

	String summary() {
		return String.format(Locale.ROOT,
				"goodput %.3f, 429s per answer %.4f (warm %.4f), %d calls: %d answered in %.0f ms, %d failed, %d requests",
				this.goodput, throttledPerAnswer(), throttledPerAnswerWarm(), this.calls.arrived, this.calls.answered,
				this.medianMillis, this.calls.failed, this.all.requests());
	}

	/**
	 * The calls of a load.
	 *
	 * @param arrived the calls that were made
	 * @param answered those that were answered
	 * @param failed those that failed
	 * @param notThrottled the failed ones that were not throttled
	 */
	record Calls(int arrived, int answered, int failed, int notThrottled) {

		int unanswered() {
			return this.arrived - this.answered;
		}

	}

}
