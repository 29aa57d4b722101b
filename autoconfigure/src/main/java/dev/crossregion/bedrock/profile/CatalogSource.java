package dev.crossregion.bedrock.profile;

import java.util.Locale;

/**
 * Which evidence a catalog may hold.
 *
 * @since 0.1.0
 */
public enum CatalogSource {

	/**
	 * Only what the Bedrock control plane says. Where it says nothing, nothing starts.
	 */
	LIVE,

	/**
	 * Only the snapshot shipped with the starter. The control plane is never asked.
	 */
	BUNDLED,

	/**
	 * What the Bedrock control plane says, and the snapshot, with a warning, for source
	 * Regions where it does not answer.
	 */
	LIVE_OR_BUNDLED;

	/**
	 * The name as configuration and reports write it.
	 * @return the lower-case name with hyphens, such as {@code live-or-bundled}
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	@Override
	public String toString() {
		return value();
	}

}
