package dev.crossregion.bedrock.autoconfigure.failure.residency;

import java.util.Collection;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.failure.DeclarationException;
import dev.crossregion.bedrock.residency.Place;

/**
 * A model's residency limit allows places that the shared one does not.
 *
 * @since 0.1.0
 */
public final class WidenedResidencyException extends DeclarationException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final transient List<Place> wider;

	private final transient List<Place> allowed;

	private final transient List<Place> shared;

	/**
	 * Create the exception.
	 * @param property the allow list of the model
	 * @param wider the places of it that the shared limit does not contain
	 * @param allowed all places of it
	 * @param shared the shared allow list
	 */
	public WidenedResidencyException(String property, Collection<Place> wider, Collection<Place> allowed,
			Collection<Place> shared) {
		super(property + " allows " + wider + ", which the shared limit " + shared + " does not contain");
		this.property = property;
		this.wider = List.copyOf(wider);
		this.allowed = List.copyOf(allowed);
		this.shared = List.copyOf(shared);
	}

	@Override
	public String getProperty() {
		return this.property;
	}

	List<Place> getWider() {
		return this.wider;
	}

	List<Place> getAllowed() {
		return this.allowed;
	}

	List<Place> getShared() {
		return this.shared;
	}

}
