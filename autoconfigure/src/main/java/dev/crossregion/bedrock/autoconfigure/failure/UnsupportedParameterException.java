package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Models are declared with parameters that they are known to reject.
 *
 * @since 0.1.0
 */
public final class UnsupportedParameterException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<UnsupportedParameters> unsupported;

	/**
	 * Create the exception.
	 * @param unsupported the parameters of all models, at least one
	 */
	public UnsupportedParameterException(List<UnsupportedParameters> unsupported) {
		super(unsupported.stream().map(UnsupportedParameters::describe).collect(Collectors.joining("; ")));
		this.unsupported = List.copyOf(unsupported);
	}

	List<UnsupportedParameters> getUnsupported() {
		return this.unsupported;
	}

	/**
	 * Parameters that a model rejects.
	 *
	 * @param model the ID of the foundation model
	 * @param rule the rule of the model, which follows its name in a sentence
	 * @param properties the properties that are set, with their values
	 * @param oneMayStay whether the model accepts one of them without the others
	 */
	public record UnsupportedParameters(String model, String rule, Map<String, Object> properties, boolean oneMayStay) {

		/**
		 * Create the parameters.
		 */
		public UnsupportedParameters {
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
