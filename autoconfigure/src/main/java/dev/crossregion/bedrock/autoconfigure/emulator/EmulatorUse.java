package dev.crossregion.bedrock.autoconfigure.emulator;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.crossregion.bedrock.emulator.BedrockEmulator;

/**
 * That an application context uses emulators. One that another context has closed is
 * opened again; one that the container would close is closed when the last context that
 * uses it is closed. What the context has learned from calls is forgotten when the
 * emulator is reset.
 */
final class EmulatorUse implements AutoCloseable {

	/** How many contexts use an emulator. Guarded by itself. */
	private static final Map<BedrockEmulator, Integer> USES = new IdentityHashMap<>();

	private final Map<BedrockEmulator, Boolean> closes = new IdentityHashMap<>();

	private final List<Runnable> resets = new ArrayList<>();

	/**
	 * Begin the use.
	 * @param emulators the emulators by the names of their beans
	 * @param beans tells which of them are closed here
	 * @param reset resets the state of routes and retries
	 */
	EmulatorUse(Map<String, BedrockEmulator> emulators, EmulatorBeans beans, Runnable reset) {
		emulators.forEach((name, emulator) -> this.closes.merge(emulator, beans.closes(name), Boolean::logicalAnd));
		synchronized (USES) {
			for (BedrockEmulator emulator : this.closes.keySet()) {
				emulator.reopen();
				USES.merge(emulator, 1, Integer::sum);
				this.resets.add(emulator.onReset(reset));
			}
		}
	}

	/**
	 * The emulator, where all beans are the same one.
	 * @return the emulator, or empty where there are several
	 */
	Optional<BedrockEmulator> only() {
		return (this.closes.size() == 1) ? Optional.of(this.closes.keySet().iterator().next()) : Optional.empty();
	}

	@Override
	public void close() {
		this.resets.forEach(Runnable::run);
		synchronized (USES) {
			this.closes.forEach((emulator, closes) -> {
				boolean last = USES.merge(emulator, -1,
						(before, change) -> (before > 1) ? before + change : null) == null;
				if (last && closes) {
					emulator.close();
				}
			});
			this.closes.clear();
		}
	}

}
