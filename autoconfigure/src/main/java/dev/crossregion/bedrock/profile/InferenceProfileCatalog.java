package dev.crossregion.bedrock.profile;

import java.util.Optional;
import java.util.SortedSet;

/**
 * The models and profiles that can be called from each source Region, according to
 * evidence. Implementations are thread-safe, and their methods do no I/O.
 *
 * @since 0.1.0
 */
public interface InferenceProfileCatalog {

	/**
	 * The evidence for calls that start in a Region.
	 * @param sourceRegion the source Region
	 * @return the evidence, or empty when none is held
	 */
	Optional<RegionEvidence> from(RegionCode sourceRegion);

	/**
	 * The source Regions for which evidence is held.
	 * @return the Regions, in order
	 */
	SortedSet<RegionCode> sourceRegions();

}
