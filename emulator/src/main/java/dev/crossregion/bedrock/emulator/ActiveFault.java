package dev.crossregion.bedrock.emulator;

import java.util.List;

/**
 * A fault, or a sequence of faults, that was given to an emulator. Ends an outage while
 * other faults stay:
 *
 * <pre>{@code
 * try (ActiveFault outage = emulator.fail(Fault.blackHole().from("eu-west-1"))) {
 *     // ... calls from eu-west-1 are never answered
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public final class ActiveFault implements AutoCloseable {

	private final FaultScript script;

	private final List<FaultScript.Entry> entries;

	ActiveFault(FaultScript script, List<FaultScript.Entry> entries) {
		this.script = script;
		this.entries = entries;
	}

	/**
	 * Let it happen no more. Requests that it has already hit stay hit: what hangs in a
	 * black hole hangs there until its client gives up.
	 */
	public void clear() {
		this.script.remove(this.entries);
	}

	/**
	 * How often it has happened.
	 * @return the number of requests that it has hit
	 */
	public long hits() {
		return this.entries.stream().mapToLong(FaultScript.Entry::hits).sum();
	}

	/**
	 * The same as {@link #clear()}.
	 */
	@Override
	public void close() {
		clear();
	}

}
