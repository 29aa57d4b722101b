package dev.crossregion.bedrock.emulator;

import java.util.List;

/**
 * A fault, or a sequence of faults, that is active on an emulator. Closing it ends an
 * outage while other faults stay active:
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
	 * Deactivate the fault. Requests that it has already hit are not released: those in a
	 * black hole hang until their clients give up.
	 */
	public void clear() {
		this.script.remove(this.entries);
	}

	/**
	 * The number of hits.
	 * @return how many requests it has hit
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
