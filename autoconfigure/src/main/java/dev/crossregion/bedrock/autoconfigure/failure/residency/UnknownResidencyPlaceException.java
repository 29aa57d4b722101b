package dev.crossregion.bedrock.autoconfigure.failure.residency;

import dev.crossregion.bedrock.autoconfigure.failure.DeclarationException;
import dev.crossregion.bedrock.residency.UnknownPlaceException;

/**
 * A residency limit names something that is no place.
 *
 * @since 0.1.0
 */
public final class UnknownResidencyPlaceException extends DeclarationException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final UnknownPlaceException unknownPlace;

	/**
	 * Create the exception.
	 * @param property the property that names it
	 * @param unknownPlace what it names
	 */
	public UnknownResidencyPlaceException(String property, UnknownPlaceException unknownPlace) {
		super(property + ": " + unknownPlace.getMessage(), unknownPlace);
		this.property = property;
		this.unknownPlace = unknownPlace;
	}

	@Override
	public String getProperty() {
		return this.property;
	}

	UnknownPlaceException getUnknownPlace() {
		return this.unknownPlace;
	}

}
