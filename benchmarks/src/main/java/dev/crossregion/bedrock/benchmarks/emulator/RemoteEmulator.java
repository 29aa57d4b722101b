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
	 * Where it listens.
	 * @return the endpoint
	 */
	public URI uri() {
		return URI.create("http://127.0.0.1:" + this.port);
	}

	/**
	 * Where it listens.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * When its first windows started.
	 * @return milliseconds of the epoch
	 */
	public long startedAt() {
		return this.startedAt;
	}

	/**
	 * Let something go wrong.
	 * @param fault what
	 */
	public void fail(FaultSpec fault) {
		this.process.ask(new Command(Command.Action.FAIL, this.name, null, fault, 0, 0));
	}

	/**
	 * Let nothing go wrong any more.
	 */
	public void clearFaults() {
		this.process.ask(Command.of(Command.Action.CLEAR_FAULTS, this.name));
	}

	/**
	 * What has arrived in a time and has ended by now.
	 * @param from its begin, in milliseconds of the epoch
	 * @param to its end
	 * @return by source Region
	 */
	public Map<String, RequestCounts> usage(long from, long to) {
		return this.process.ask(new Command(Command.Action.COUNT, this.name, null, null, from, to)).usage();
	}

	/**
	 * Everything that has ended by now.
	 * @return the sum over all source Regions
	 */
	public RequestCounts usage() {
		return sum(usage(0, Long.MAX_VALUE));
	}

	/**
	 * Add up.
	 * @param usage by source Region
	 * @return the sum
	 */
	public static RequestCounts sum(Map<String, RequestCounts> usage) {
		return usage.values().stream().reduce(RequestCounts.NONE, RequestCounts::plus);
	}

	@Override
	public void close() {
		this.process.ask(Command.of(Command.Action.STOP, this.name));
	}

}
