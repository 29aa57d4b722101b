package dev.crossregion.bedrock.emulator.model;

import java.util.HashMap;
import java.util.Map;

/**
 * What the snapshot knows of a model. What it does not know is absent.
 *
 * @param values the values by their names in the snapshot
 */
public record ModelFacts(Map<String, String> values) {

	static final ModelFacts UNKNOWN = new ModelFacts(Map.of());

	/** The largest maximum of any model that is known. */
	private static final long UNKNOWN_MAX_OUTPUT = 131_072;

	/** What the models of the generation without a stated rate have in common. */
	private static final int UNKNOWN_BURNDOWN = 10;

	private static final int FIRST_VALUE = 2;

	static ModelFacts of(String[] columns) {
		Map<String, String> values = new HashMap<>();
		for (int index = FIRST_VALUE; index < columns.length; index++) {
			String[] pair = columns[index].split("=", 2);
			values.put(pair[0], pair[1]);
		}
		return new ModelFacts(Map.copyOf(values));
	}

	/**
	 * What a request reserves for its answer when it does not say.
	 * @return the model's maximum, or a large one where it is unknown
	 */
	long maxOutput() {
		String known = this.values.get("max-output");
		return (known != null) ? Long.parseLong(known) : UNKNOWN_MAX_OUTPUT;
	}

	/**
	 * How many tokens of quota an output token costs.
	 * @param model the model
	 * @return the burndown; where it is unknown, that of the newest Claude models for
	 * Claude, otherwise 1, as AWS says of all models that its table does not name
	 */
	int burndown(String model) {
		String known = this.values.get("burndown");
		if (known != null) {
			return Integer.parseInt(known);
		}
		return (model.startsWith("anthropic.")) ? UNKNOWN_BURNDOWN : 1;
	}

	public String get(String name) {
		return this.values.getOrDefault(name, "");
	}

	boolean is(String name) {
		return get(name).equals("yes");
	}

	public boolean isNot(String name) {
		return get(name).equals("no");
	}

	boolean isKnown(String name) {
		return this.values.containsKey(name);
	}

}
