package dev.crossregion.bedrock.benchmarks.quota;

import java.time.Duration;

import dev.crossregion.bedrock.benchmarks.measure.Scale;
import dev.crossregion.bedrock.emulator.EmulatorQuota.Refill;

/**
 * How long a round lasts, in windows of its quotas.
 *
 * @param length the length of a window
 * @param before windows before those that are measured
 * @param measured windows that are measured
 */
record QuotaWindows(Duration length, int before, int measured) {

	private static final Duration SHORT = Duration.ofSeconds(Scale.of(4, 2));

	private static final Duration LONG = Duration.ofSeconds(10);

	/**
	 * The windows of a round with more load than quota. A fixed window is long in
	 * comparison with a call, as AWS's minute is; it starts anew each time. A bucket that
	 * fills continuously is full at first, and lasts for two windows at 1.5 times the
	 * quota.
	 * @param refill how quotas come back
	 * @return the windows
	 */
	static QuotaWindows of(Refill refill) {
		return (refill == Refill.FIXED_WINDOW) ? new QuotaWindows(LONG, 1, Scale.of(2, 1))
				: new QuotaWindows(SHORT, Scale.of(3, 1), Scale.of(3, 1));
	}

	/**
	 * The windows of a round that is measured from its first call on. Those of a short
	 * burst are long too, because the burst is a twelfth of a window, and of 4 s it holds
	 * hardly more than what is on its way.
	 * @param refill how quotas come back
	 * @return the windows
	 */
	static QuotaWindows cold(Refill refill) {
		return (refill == Refill.CONTINUOUS) ? new QuotaWindows(SHORT, 0, Scale.of(4, 1))
				: new QuotaWindows(LONG, 0, Scale.of(3, 1));
	}

	@Override
	public String toString() {
		return this.before + " before and " + this.measured + " measured, of " + this.length.toSeconds() + " s";
	}

}
