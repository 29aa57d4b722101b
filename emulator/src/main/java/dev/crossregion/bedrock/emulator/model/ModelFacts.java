package dev.crossregion.bedrock.emulator.model;

import java.util.HashMap;
import java.util.Map;

/**
 * The facts of the snapshot about a model. Unknown facts are absent.
 * <p>
 * Internal: public only for the other packages of the emulator.
 *
 * @param values the values by their names in the snapshot
 */
public record ModelFacts(Map<String, String> values) {

	static final ModelFacts UNKNOWN = new ModelFacts(Map.of());

	/** The largest known maximum of any model. */
	private static final long UNKNOWN_MAX_OUTPUT = 131_072;

	/** The rate of the newest Claude models. */
	private static final int UNKNOWN_BURNDOWN = 10;

	private static final int FIRST_FACT_COLUMN = 2;

	static ModelFacts of(String[] columns) {
		Map<String, String> values = new HashMap<>();
		for (int index = FIRST_FACT_COLUMN; index < columns.length; index++) {
			String[] pair = columns[index].split("=", 2);
			values.put(pair[0], pair[1]);
		}
		return new ModelFacts(Map.copyOf(values));
	}

	/**
	 * The output tokens that a request without a maximum reserves.
	 * @return the maximum of the model, or a large one if it is unknown
	 */
	long maxOutput() {
		String known = this.values.get("max-output");
		return (known != null) ? Long.parseLong(known) : UNKNOWN_MAX_OUTPUT;
	}

	/**
	 * The number of quota tokens that one output token costs.
	 * @param model the model
	 * @return the burndown; if it is unknown, that of the newest Claude models for
	 * Claude, otherwise 1, which AWS documents for all models that its table does not
	 * list
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
