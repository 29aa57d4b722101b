package dev.crossregion.bedrock.profile;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * An immutable catalog of evidence.
 *
 * @since 0.1.0
 */
public final class EvidenceCatalog implements InferenceProfileCatalog {

	private final SortedMap<RegionCode, RegionEvidence> evidence = new TreeMap<>();

	/**
	 * Create a catalog.
	 * @param evidence the evidence, at most one for each source Region; a later one
	 * replaces an earlier one
	 */
	public EvidenceCatalog(Collection<RegionEvidence> evidence) {
		evidence.forEach((region) -> this.evidence.put(region.sourceRegion(), region));
	}

	@Override
	public Optional<RegionEvidence> from(RegionCode sourceRegion) {
		return Optional.ofNullable(this.evidence.get(sourceRegion));
	}

	@Override
	public SortedSet<RegionCode> sourceRegions() {
		return Collections.unmodifiableSortedSet(new TreeMap<>(this.evidence).navigableKeySet());
	}

}
