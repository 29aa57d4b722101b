package dev.crossregion.bedrock.benchmarks.emulator;

import java.time.Duration;
import java.util.List;

import dev.crossregion.bedrock.emulator.EmulatorQuota;

/**
 * The configuration of an emulator in another process.
 *
 * @param port its port, or 0 for a free one
 * @param delays the delays of its answers
 * @param quotas its quotas
 * @param seed the seed of its random generators
 * @since 0.1.0
 */
public record EmulatorSpec(int port, Delays delays, Quotas quotas, long seed) {

	/** An emulator without delays and without quotas. */
	public static final EmulatorSpec FREE = new EmulatorSpec(0, new Delays(Duration.ZERO, Duration.ZERO, Duration.ZERO),
			new Quotas(Duration.ofMinutes(1), List.of()), 42);

	/**
	 * This configuration with another port.
	 * @param port the port
	 * @return the changed configuration
	 */
	public EmulatorSpec port(int port) {
		return new EmulatorSpec(port, this.delays, this.quotas, this.seed);
	}

	/**
	 * This configuration with other delays of answers.
	 * @param latency the time before an answer
	 * @param pace the time before each word of a stream
	 * @return the changed configuration
	 */
	public EmulatorSpec times(Duration latency, Duration pace) {
		return new EmulatorSpec(this.port, new Delays(latency, pace, this.delays.throttledLatency), this.quotas,
				this.seed);
	}

	/**
	 * This configuration with another delay of 429s.
	 * @param throttledLatency the time before the 429 of a quota
	 * @return the changed configuration
	 */
	public EmulatorSpec throttledLatency(Duration throttledLatency) {
		return new EmulatorSpec(this.port, new Delays(this.delays.latency, this.delays.pace, throttledLatency),
				this.quotas, this.seed);
	}

	/**
	 * This configuration with quotas.
	 * @param window the window of all quotas
	 * @param quotas the quotas
	 * @return the changed configuration
	 */
	public EmulatorSpec quotas(Duration window, List<RegionQuota> quotas) {
		return new EmulatorSpec(this.port, this.delays, new Quotas(window, quotas), this.seed);
	}

	/**
	 * This configuration with another seed.
	 * @param seed the seed
	 * @return the changed configuration
	 */
	public EmulatorSpec seed(long seed) {
		return new EmulatorSpec(this.port, this.delays, this.quotas, seed);
	}

	/**
	 * The delays of answers.
	 *
	 * @param latency the time before an answer, or before a stream
	 * @param pace the time before each word of a stream
	 * @param throttledLatency the time before the 429 of a quota
	 */
	public record Delays(Duration latency, Duration pace, Duration throttledLatency) {
	}

	/**
	 * The quotas of an emulator.
	 *
	 * @param window the window of all quotas
	 * @param regions the quotas; profiles without one are not limited
	 */
	public record Quotas(Duration window, List<RegionQuota> regions) {
	}

	/**
	 * The quota of a source Region.
	 *
	 * @param region the source Region
	 * @param profile the profile that is called from there
	 * @param tokens tokens in a window
	 * @param requests requests in a window
	 * @param refill how it refills
	 */
	public record RegionQuota(String region, String profile, long tokens, long requests, EmulatorQuota.Refill refill) {

		EmulatorQuota quota() {
			return new EmulatorQuota(this.tokens, this.requests, this.refill);
		}

	}

}
