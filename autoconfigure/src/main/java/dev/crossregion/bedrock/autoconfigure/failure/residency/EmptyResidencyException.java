package dev.crossregion.bedrock.autoconfigure.failure.residency;

import dev.crossregion.bedrock.autoconfigure.failure.DeclarationException;

/**
 * A residency list is present and empty, or has an empty entry.
 *
 * @since 0.1.0
 */
public final class EmptyResidencyException extends DeclarationException {

	private static final long serialVersionUID = 1L;

	private final String property;

	/**
	 * Create the exception.
	 * @param property the property that is empty
	 */
	public EmptyResidencyException(String property) {
		super(property + " is present and empty");
		this.property = property;
	}

	@Override
	public String getProperty() {
		return this.property;
	}

}
