package dev.crossregion.bedrock.routing;

import java.util.Locale;

/**
 * The state of the application's credentials, as calls have shown.
 *
 * @since 0.1.0
 */
public enum CredentialsState {

	/** Calls with them succeed, or none was made yet. */
	VALID,

	/** They have expired. */
	EXPIRED,

	/** AWS rejects them. */
	REFUSED,

	/** The credentials provider has none. */
	UNAVAILABLE;

	/**
	 * The name in reports.
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
