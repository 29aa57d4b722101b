package dev.crossregion.bedrock.autoconfigure.failure;

import dev.crossregion.bedrock.profile.InferenceMode;

/**
 * One level declares a geography and a mode that has none.
 *
 * @since 0.1.0
 */
public final class GeographyConflictException extends DeclarationException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final String geography;

	private final InferenceMode mode;

	/**
	 * Create the exception.
	 * @param property the property of the level
	 * @param geography its geography
	 * @param mode its mode
	 */
	public GeographyConflictException(String property, String geography, InferenceMode mode) {
		super(property + " declares geography " + geography + " and mode " + mode);
		this.property = property;
		this.geography = geography;
		this.mode = mode;
	}

	@Override
	public String getProperty() {
		return this.property;
	}

	String getGeography() {
		return this.geography;
	}

	InferenceMode getMode() {
		return this.mode;
	}

}
