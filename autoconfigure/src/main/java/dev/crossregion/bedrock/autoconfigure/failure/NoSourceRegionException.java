package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A plan needs a source Region, and there is none.
 *
 * @since 0.1.0
 */
public final class NoSourceRegionException extends DeclarationException {

	private static final long serialVersionUID = 1L;

	private final List<String> places;

	/**
	 * Create the exception.
	 * @param places the places that were searched for a Region, in order
	 * @param cause the failure of the last place, or {@code null}
	 */
	public NoSourceRegionException(List<String> places, @Nullable Throwable cause) {
		super("No source Region found in " + String.join(", ", places), cause);
		this.places = List.copyOf(places);
	}

	@Override
	public String getProperty() {
		return PropertyNames.PREFIX + ".source-region";
	}

	List<String> getPlaces() {
		return this.places;
	}

}
