package dev.crossregion.bedrock.benchmarks.context;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration of an application.
 */
enum Variant {

	/** Beans written by hand. */
	HAND_WRITTEN("hand-written", HandWrittenApplication.class, "", List.of()),

	/** The same again, to measure the noise. */
	HAND_WRITTEN_AGAIN("hand-written again", HandWrittenApplication.class, "", List.of()),

	/** The starter with the snapshot. */
	BUNDLED("starter, bundled", StarterApplication.class, "bundled", List.of("eu-central-1")),

	/** The starter with the control plane. */
	LIVE("starter, live", StarterApplication.class, "live", List.of("eu-central-1")),

	/** The starter with the control planes of six source Regions. */
	LIVE_SIX("starter, live, 6 source Regions", StarterApplication.class, "live",
			List.of("eu-central-1", "eu-west-1", "eu-north-1", "eu-west-3", "eu-south-1", "eu-south-2"));

	private static final String PREFIX = "bedrock.cross-region.";

	private final String label;

	private final Class<?> application;

	private final String source;

	private final List<String> regions;

	Variant(String label, Class<?> application, String source, List<String> regions) {
		this.label = label;
		this.application = application;
		this.source = source;
		this.regions = regions;
	}

	String label() {
		return this.label;
	}

	boolean isHandWritten() {
		return this.regions.isEmpty();
	}

	Class<?> application() {
		return this.application;
	}

	Map<String, Object> properties(String endpoint) {
		Map<String, Object> properties = new LinkedHashMap<>();
		if (isHandWritten()) {
			properties.put(ContextMain.ENDPOINT, endpoint);
			return properties;
		}
		properties.put(PREFIX + "geography", "eu");
		properties.put(PREFIX + "residency.allow", "EU");
		properties.put(PREFIX + "chat-model.model-id", ContextMain.MODEL);
		properties.put(PREFIX + "catalog.source", this.source);
		// On a busy machine a slow start must be measured, not fail.
		properties.put(PREFIX + "catalog.timeout", "20s");
		properties.put(PREFIX + "client.endpoint-override", endpoint);
		for (int index = 0; index < this.regions.size(); index++) {
			properties.put(PREFIX + "routes[" + index + "].source-region", this.regions.get(index));
		}
		return properties;
	}

}
