package dev.crossregion.bedrock.profile;

import java.time.Instant;
import java.util.Locale;

/**
 * The origin and the age of a statement about Regions and profiles.
 *
 * @param source the origin
 * @param asOf when it was true
 * @since 0.1.0
 */
public record Evidence(Source source, Instant asOf) {

	/**
	 * The origin of a statement.
	 */
	public enum Source {

		/** The Bedrock control plane of the source Region, called by this application. */
		LIVE,

		/** The snapshot shipped with the starter. */
		BUNDLED;

		/**
		 * The name as reports write it.
		 * @return the lower-case name
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
