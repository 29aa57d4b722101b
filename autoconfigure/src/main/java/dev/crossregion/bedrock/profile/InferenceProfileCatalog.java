package dev.crossregion.bedrock.profile;

import java.util.Optional;
import java.util.SortedSet;

/**
 * What can be called from where, as far as evidence is held. Implementations are
 * thread-safe and never do I/O when asked.
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
