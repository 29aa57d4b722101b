package dev.crossregion.bedrock.emulator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.crossregion.bedrock.emulator.model.ModelFacts;
import dev.crossregion.bedrock.emulator.model.Snapshot;
import dev.crossregion.bedrock.emulator.payload.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds the life cycles of models: those that a test has set, otherwise those of the
 * snapshot. Thread-safe.
 */
final class Lifecycles {

	/** The length of a date with a day; some dates of the snapshot have a month only. */
	private static final int ISO_DATE_LENGTH = 10;

	private final Map<Key, EmulatorLifecycle> initial;

	private final Map<Key, EmulatorLifecycle> lifecycles;

	Lifecycles(Map<Key, EmulatorLifecycle> lifecycles) {
		this.initial = Map.copyOf(lifecycles);
		this.lifecycles = new ConcurrentHashMap<>(lifecycles);
	}

	void reset() {
		this.lifecycles.clear();
		this.lifecycles.putAll(this.initial);
	}

	void set(String sourceRegion, String model, EmulatorLifecycle lifecycle) {
		this.lifecycles.put(new Key(sourceRegion, model), lifecycle);
	}

	ObjectNode json(String sourceRegion, String model) {
		EmulatorLifecycle lifecycle = this.lifecycles.get(new Key(sourceRegion, model));
		if (lifecycle == null) {
			lifecycle = of(Snapshot.shared().model(model));
		}
		ObjectNode json = Json.object().put("status", lifecycle.status().name());
		put(json, "startOfLifeTime", lifecycle.startOfLifeTime());
		put(json, "legacyTime", lifecycle.legacyTime());
		put(json, "publicExtendedAccessTime", lifecycle.publicExtendedAccessTime());
		put(json, "endOfLifeTime", lifecycle.endOfLifeTime());
		return json;
	}

	private static EmulatorLifecycle of(ModelFacts facts) {
		String status = facts.get("status");
		// The API has no status for the end of life, so such a model is Legacy.
		boolean legacy = status.equals("LEGACY") || status.equals("EOL");
		return new EmulatorLifecycle((legacy) ? EmulatorLifecycle.Status.LEGACY : EmulatorLifecycle.Status.ACTIVE,
				time(facts.get("launch")), time(facts.get("legacy")), time(facts.get("extended-access")),
				time(facts.get("eol")));
	}

	private static @Nullable Instant time(String date) {
		return (date.length() == ISO_DATE_LENGTH) ? LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant()
				: null;
	}

	private static void put(ObjectNode json, String name, @Nullable Instant time) {
		if (time != null) {
			json.put(name, time.toString());
		}
	}

	/**
	 * The key of a life cycle.
	 *
	 * @param sourceRegion the source Region
	 * @param model the foundation model
	 */
	record Key(String sourceRegion, String model) {
	}

}
