package dev.crossregion.bedrock.profile;

import java.util.Set;
import java.util.SortedSet;

import org.jspecify.annotations.Nullable;

/**
 * What a file says of a profile as one source Region sees it, in plain texts.
 *
 * @param prefix the prefix of the profile
 * @param model the foundation model behind it
 * @param listed whether a scan of the API has seen it, as opposed to documentation only
 * @param sourceRegion the source Region
 * @param destinations the destination Regions, {@code *} for anywhere, or {@code null}
 * when nobody states them
 * @param asOf the day of the newest evidence
 */
public record KnownRoute(String prefix, String model, boolean listed, String sourceRegion,
		@Nullable SortedSet<String> destinations, String asOf) {

	/** The destinations of a global profile. */
	public static final Set<String> ANYWHERE = Set.of("*");

	/**
	 * The profile.
	 * @return its ID
	 */
	public String profile() {
		return this.prefix + "." + this.model;
	}

	/**
	 * Whether this is the global profile of the model.
	 * @return {@code true} if it is, {@code false} for a geographic one
	 */
	public boolean isGlobal() {
		return this.prefix.equals("global");
	}

}
