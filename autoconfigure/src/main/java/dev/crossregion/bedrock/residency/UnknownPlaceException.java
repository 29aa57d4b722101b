package dev.crossregion.bedrock.residency;

import java.util.List;

/**
 * Thrown when a text in a residency limit is not a place.
 *
 * @since 0.1.0
 */
public final class UnknownPlaceException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	private final String value;

	private final transient List<String> nearMisses;

	UnknownPlaceException(String value, List<String> nearMisses) {
		super("'" + value + "' is not an AWS Region, an ISO 3166-1 country code, or one of EU and EEA");
		this.value = value;
		this.nearMisses = List.copyOf(nearMisses);
	}

	/**
	 * The text that is not a place.
	 * @return the text as it was written
	 */
	public String getValue() {
		return this.value;
	}

	/**
	 * Places that could have been meant.
	 * @return their codes, nearest first
	 */
	public List<String> getNearMisses() {
		return this.nearMisses;
	}

	/**
	 * Whether the text looks like a country code that YAML turned into a boolean: an
	 * unquoted {@code NO} becomes {@code false}.
	 * @return {@code true} for {@code true} and {@code false}
	 */
	public boolean isBoolean() {
		return this.value.equalsIgnoreCase("false") || this.value.equalsIgnoreCase("true");
	}

}
