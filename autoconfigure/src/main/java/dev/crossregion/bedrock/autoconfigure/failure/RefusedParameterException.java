package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Models are declared with parameters that they are known to refuse.
 *
 * @since 0.1.0
 */
public final class RefusedParameterException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<RefusedParameters> refused;

	/**
	 * Create the exception.
	 * @param refused the parameters of all models, at least one
	 */
	public RefusedParameterException(List<RefusedParameters> refused) {
		super(refused.stream().map(RefusedParameters::describe).collect(Collectors.joining("; ")));
		this.refused = List.copyOf(refused);
	}

	List<RefusedParameters> getRefused() {
		return this.refused;
	}

	/**
	 * Parameters that a model refuses.
	 *
	 * @param model the ID of the foundation model
	 * @param rule what it takes, as what follows its name in a sentence
	 * @param properties the properties that are set, with their values
	 * @param oneMayStay whether one of them is taken where the others are removed
	 */
	public record RefusedParameters(String model, String rule, Map<String, Object> properties, boolean oneMayStay) {

		/**
		 * Create refused parameters.
		 */
		public RefusedParameters {
			properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
		}

		String describe() {
			return "Model '" + this.model + "' " + this.rule + ". Set are "
					+ this.properties.entrySet()
						.stream()
						.map((property) -> property.getKey() + " is " + property.getValue())
						.collect(Collectors.joining(" and "));
		}

	}

}
