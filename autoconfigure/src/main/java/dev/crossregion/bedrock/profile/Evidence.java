package dev.crossregion.bedrock.profile;

import java.time.Instant;
import java.util.Locale;

/**
 * Where a statement about Regions and profiles comes from, and how old it is.
 *
 * @param source who says so
 * @param asOf when it was true
 * @since 0.1.0
 */
public record Evidence(Source source, Instant asOf) {

	/**
	 * Who says so.
	 */
	public enum Source {

		/** The Bedrock control plane of the source Region, asked by this application. */
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
