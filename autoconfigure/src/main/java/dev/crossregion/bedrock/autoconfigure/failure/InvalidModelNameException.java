package dev.crossregion.bedrock.autoconfigure.failure;

/**
 * A model has a name that it cannot have.
 *
 * @since 0.1.0
 */
public final class InvalidModelNameException extends DeclarationException {

	private static final long serialVersionUID = 1L;

	private final String name;

	private final Problem problem;

	/**
	 * Create the exception.
	 * @param name the name
	 * @param problem what is wrong with it
	 */
	public InvalidModelNameException(String name, Problem problem) {
		super("'" + name + "' cannot be the name of a model: " + problem);
		this.name = name;
		this.problem = problem;
	}

	@Override
	public String getProperty() {
		return PropertyNames.MODELS + "." + this.name;
	}

	String getName() {
		return this.name;
	}

	Problem getProblem() {
		return this.problem;
	}

	/**
	 * What can be wrong with a name.
	 */
	public enum Problem {

		/** Other characters than lower-case letters and digits, or no letter first. */
		MALFORMED,

		/** The name of the default model. */
		RESERVED,

		/** An environment variable cannot tell it from the name of another model. */
		DUPLICATE

	}

}
