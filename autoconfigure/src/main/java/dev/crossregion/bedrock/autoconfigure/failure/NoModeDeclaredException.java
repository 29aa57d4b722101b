package dev.crossregion.bedrock.autoconfigure.failure;

/**
 * A model has neither a mode nor a geography nor a profile, and none is guessed.
 *
 * @since 0.1.0
 */
public final class NoModeDeclaredException extends DeclarationException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final String modelId;

	/**
	 * Create the exception.
	 * @param property the property that declares the model, or its route
	 * @param modelId the model ID
	 */
	public NoModeDeclaredException(String property, String modelId) {
		super(property + " has neither a mode nor a geography nor a profile");
		this.property = property;
		this.modelId = modelId;
	}

	@Override
	public String getProperty() {
		return this.property;
	}

	String getModelId() {
		return this.modelId;
	}

}
