package dev.crossregion.bedrock.benchmarks.quota;

import java.time.Duration;

import dev.crossregion.bedrock.benchmarks.measure.RoundWindows;
import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * The windows of the rounds of quota scenarios.
 */
final class QuotaWindows {

	private static final Duration SHORT = Duration.ofSeconds(Scale.of(4, 2));

	private static final Duration LONG = Duration.ofSeconds(10);

	private QuotaWindows() {
	}

	/**
	 * The windows of a round with more load than quota. A fixed window is long compared
	 * with a call, like the minute of AWS, and starts full each time. A continuous bucket
	 * is full at first, which lasts for two windows at 1.5 times the quota.
	 * @param refill the refill of the quotas
	 * @return the windows
	 */
	static RoundWindows overload(Refill refill) {
		return (refill == Refill.FIXED_WINDOW) ? new RoundWindows(LONG, 1, Scale.of(2, 1))
				: new RoundWindows(SHORT, Scale.of(3, 1), Scale.of(3, 1));
	}

	/**
	 * The windows of a round that is measured from its first call on. Those of a short
	 * burst are long too, because a twelfth of 4 s holds hardly more than the calls in
	 * flight.
	 * @param refill the refill of the quotas
	 * @return the windows
	 */
	static RoundWindows fromFirstCall(Refill refill) {
		return (refill == Refill.CONTINUOUS) ? new RoundWindows(SHORT, 0, Scale.of(4, 1))
				: new RoundWindows(LONG, 0, Scale.of(3, 1));
	}

}
