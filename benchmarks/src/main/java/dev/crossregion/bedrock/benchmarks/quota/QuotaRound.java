package dev.crossregion.bedrock.benchmarks.quota;

import java.util.Locale;

import dev.crossregion.bedrock.benchmarks.emulator.RequestCounts;

/**
 * What came of one round.
 *
 * @param goodput tokens of complete answers by the sum of the quotas, in whole windows
 * after the first ones
 * @param warm what the emulator saw in these windows
 * @param all what the emulator saw from the first call
 * @param arrived calls that the load made
 * @param answered calls that were answered
 * @param failed calls that failed
 * @param broken those of them that failed otherwise than by throttling
 * @param medianMillis how long an answered call took
 */
record QuotaRound(double goodput, RequestCounts warm, RequestCounts all, int arrived, int answered, int failed,
		int broken, double medianMillis) {

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
		return ratio(this.all.requests(), this.arrived);
	}

	private static double ratio(long count, long of) {
		return (of > 0) ? count / (double) of : Double.POSITIVE_INFINITY;
	}

	String summary() {
		return String.format(Locale.ROOT,
				"goodput %.3f, 429s per answer %.4f (warm %.4f), %d calls: %d answered in %.0f ms, %d failed, %d requests",
				this.goodput, throttledPerAnswer(), throttledPerAnswerWarm(), this.arrived, this.answered,
				this.medianMillis, this.failed, this.all.requests());
	}

}
