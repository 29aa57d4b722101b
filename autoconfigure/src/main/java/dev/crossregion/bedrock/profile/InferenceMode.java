package dev.crossregion.bedrock.profile;

import java.util.Locale;

/**
 * How far from its source Region Amazon Bedrock may serve a request.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html">Cross-Region
 * inference</a>
 */
public enum InferenceMode {

	/**
	 * In the destination Regions of a geographic inference profile.
	 */
	GEOGRAPHIC,

	/**
	 * Anywhere: a global inference profile has no enumerable destinations.
	 */
	GLOBAL,

	/**
	 * In the source Region itself, through no cross-Region profile.
	 */
	IN_REGION;

	/**
	 * The name as configuration and reports write it.
	 * @return the lower-case name with hyphens, such as {@code in-region}
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	@Override
	public String toString() {
		return value();
	}

}
