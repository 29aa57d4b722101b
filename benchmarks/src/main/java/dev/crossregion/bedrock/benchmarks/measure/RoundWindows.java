package dev.crossregion.bedrock.benchmarks.measure;

import java.time.Duration;

/**
 * The length of a round in windows of its quotas.
 *
 * @param length the length of a window; AWS's is a minute
 * @param before the number of windows before the measured ones
 * @param measured the number of measured windows
 * @since 0.1.0
 */
public record RoundWindows(Duration length, int before, int measured) {

	/**
	 * The start of the measured windows.
	 * @return seconds since the first window started
	 */
	public double from() {
		return this.before * this.length.toMillis() / 1000.0;
	}

	/**
	 * The end of the measured windows.
	 * @return seconds since the first window started
	 */
	public double to() {
		return (this.before + this.measured) * this.length.toMillis() / 1000.0;
	}

	@Override
	public String toString() {
		return this.before + " before and " + this.measured + " measured, of " + this.length.toSeconds() + " s";
	}

}
