package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.List;

/**
 * A property has a value that it cannot have.
 *
 * @since 0.1.0
 */
public final class InvalidPropertyException extends DeclarationException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final String value;

	private final String problem;

	private final List<String> suggestions;

	/**
	 * Create the exception.
	 * @param property the full name of the property
	 * @param value the value
	 * @param problem what is wrong with it, half a sentence
	 * @param suggestions values to write instead, the likeliest first; at least one
	 */
	public InvalidPropertyException(String property, Object value, String problem, List<String> suggestions) {
		super(property + " is '" + value + "': " + problem);
		this.property = property;
		this.value = value.toString();
		this.problem = problem;
		this.suggestions = List.copyOf(suggestions);
	}

	@Override
	public String getProperty() {
		return this.property;
	}

	String getValue() {
		return this.value;
	}

	String getProblem() {
		return this.problem;
	}

	List<String> getSuggestions() {
		return this.suggestions;
	}

}
