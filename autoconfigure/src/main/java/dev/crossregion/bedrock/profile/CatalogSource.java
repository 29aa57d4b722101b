package dev.crossregion.bedrock.profile;

import java.util.Locale;

/**
 * Which evidence a catalog may hold.
 *
 * @since 0.1.0
 */
public enum CatalogSource {

	/**
	 * Only the answers of the Bedrock control plane. Without an answer, startup fails.
	 */
	LIVE,

	/**
	 * Only the snapshot shipped with the starter. The control plane is never called.
	 */
	BUNDLED,

	/**
	 * The answers of the Bedrock control plane. For source Regions without an answer, the
	 * snapshot is used, and a warning is logged.
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
