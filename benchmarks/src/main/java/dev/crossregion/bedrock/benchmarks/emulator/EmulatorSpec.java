package dev.crossregion.bedrock.benchmarks.emulator;

import java.time.Duration;
import java.util.List;

import dev.crossregion.bedrock.emulator.EmulatorQuota;

/**
 * How an emulator should be.
 *
 * @param port its port, or 0 for a free one
 * @param latency the time before an answer, or before a stream
 * @param pace the time before each word of a stream
 * @param throttledLatency the time before the 429 of a quota
 * @param window the window of all quotas
 * @param quotas the quotas; what has none is free
 * @param seed the seed of everything that is left to chance
 * @since 0.1.0
 */
public record EmulatorSpec(int port, Duration latency, Duration pace, Duration throttledLatency, Duration window,
		List<RegionQuota> quotas, long seed) {

	/** Answers at once, and everything is free. */
	public static final EmulatorSpec FREE = new EmulatorSpec(0, Duration.ZERO, Duration.ZERO, Duration.ZERO,
			Duration.ofMinutes(1), List.of(), 42);

	/**
	 * The same on a given port.
	 * @param port the port
	 * @return the changed specification
	 */
	public EmulatorSpec port(int port) {
		return new EmulatorSpec(port, this.latency, this.pace, this.throttledLatency, this.window, this.quotas,
				this.seed);
	}

	/**
	 * The same with other times.
	 * @param latency the time before an answer
	 * @param pace the time before each word of a stream
	 * @return the changed specification
	 */
	public EmulatorSpec times(Duration latency, Duration pace) {
		return new EmulatorSpec(this.port, latency, pace, this.throttledLatency, this.window, this.quotas, this.seed);
	}

	/**
	 * The same with another time for 429s.
	 * @param throttledLatency the time before the 429 of a quota
	 * @return the changed specification
	 */
	public EmulatorSpec throttledLatency(Duration throttledLatency) {
		return new EmulatorSpec(this.port, this.latency, this.pace, throttledLatency, this.window, this.quotas,
				this.seed);
	}

	/**
	 * The same with quotas.
	 * @param window the window of all of them
	 * @param quotas the quotas
	 * @return the changed specification
	 */
	public EmulatorSpec quotas(Duration window, List<RegionQuota> quotas) {
		return new EmulatorSpec(this.port, this.latency, this.pace, this.throttledLatency, window, quotas, this.seed);
	}

	/**
	 * The same with another seed.
	 * @param seed the seed
	 * @return the changed specification
	 */
	public EmulatorSpec seed(long seed) {
		return new EmulatorSpec(this.port, this.latency, this.pace, this.throttledLatency, this.window, this.quotas,
				seed);
	}

	/**
	 * The quota of a source Region.
	 *
	 * @param region the source Region
	 * @param profile the profile that is called from there
	 * @param tokens tokens in a window
	 * @param requests requests in a window
	 * @param refill how it comes back
	 */
	public record RegionQuota(String region, String profile, long tokens, long requests, EmulatorQuota.Refill refill) {

		EmulatorQuota quota() {
			return new EmulatorQuota(this.tokens, this.requests, this.refill);
		}

	}

}
