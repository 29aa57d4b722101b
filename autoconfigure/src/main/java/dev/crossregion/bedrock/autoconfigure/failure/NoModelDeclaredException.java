package dev.crossregion.bedrock.autoconfigure.failure;

/**
 * A model is declared that names no model.
 *
 * @since 0.1.0
 */
public final class NoModelDeclaredException extends DeclarationException {

	private static final long serialVersionUID = 1L;

	private final String property;

	/**
	 * Create the exception.
	 * @param property the property that declares the model
	 */
	public NoModelDeclaredException(String property) {
		super(property + " has neither model-id nor profile");
		this.property = property;
	}

	@Override
	public String getProperty() {
		return this.property;
	}

}
