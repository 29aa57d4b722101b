package dev.crossregion.bedrock.routing;

import java.util.Locale;

/**
 * What calls have shown of the credentials of the application.
 *
 * @since 0.1.0
 */
public enum CredentialsState {

	/** Calls are answered with them, or none was made yet. */
	VALID,

	/** They have expired. */
	EXPIRED,

	/** They are refused. */
	REFUSED,

	/** The provider has none. */
	UNAVAILABLE;

	/**
	 * The name as reports write it.
	 * @return the lower-case name
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	static CredentialsState after(FailureKind failure) {
		return switch (failure) {
			case CREDENTIALS_EXPIRED -> EXPIRED;
			case CREDENTIALS_UNAVAILABLE -> UNAVAILABLE;
			default -> REFUSED;
		};
	}

}
