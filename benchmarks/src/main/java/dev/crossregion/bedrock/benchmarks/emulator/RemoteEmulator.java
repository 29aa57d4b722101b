package dev.crossregion.bedrock.benchmarks.emulator;

import java.net.URI;
import java.util.Map;

/**
 * An emulator in another process.
 *
 * @since 0.1.0
 */
public final class RemoteEmulator implements AutoCloseable {

	private final EmulatorProcess process;

	private final String name;

	private final int port;

	private final long startedAt;

	RemoteEmulator(EmulatorProcess process, String name, int port, long startedAt) {
		this.process = process;
		this.name = name;
		this.port = port;
		this.startedAt = startedAt;
	}

	/**
	 * The endpoint.
	 * @return the URI
	 */
	public URI uri() {
		return URI.create("http://127.0.0.1:" + this.port);
	}

	/**
	 * The port.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * The start of its first windows.
	 * @return milliseconds of the epoch
	 */
	public long startedAt() {
		return this.startedAt;
	}

	/**
	 * Activate a fault.
	 * @param fault the fault
	 */
	public void fail(FaultSpec fault) {
		this.process.send(new Command(Command.Action.FAIL, this.name, null, fault, null));
	}

	/**
	 * Deactivate all faults.
	 */
	public void clearFaults() {
		this.process.send(Command.of(Command.Action.CLEAR_FAULTS, this.name));
	}

	/**
	 * Count the requests that arrived in a period and have ended by now.
	 * @param from the start of the period, in milliseconds of the epoch
	 * @param to its end
	 * @return the counts by source Region
	 */
	public Map<String, RequestCounts> counts(long from, long to) {
		return this.process.send(new Command(Command.Action.COUNT, this.name, null, null, new Command.Period(from, to)))
			.counts();
	}

	/**
	 * Count all requests that have ended by now.
	 * @return the sum over all source Regions
	 */
	public RequestCounts counts() {
		return sum(counts(0, Long.MAX_VALUE));
	}

	/**
	 * Add up counts.
	 * @param counts the counts by source Region
	 * @return the sum
	 */
	public static RequestCounts sum(Map<String, RequestCounts> counts) {
		return counts.values().stream().reduce(RequestCounts.NONE, RequestCounts::plus);
	}

	@Override
	public void close() {
		this.process.send(Command.of(Command.Action.STOP, this.name));
	}

}
