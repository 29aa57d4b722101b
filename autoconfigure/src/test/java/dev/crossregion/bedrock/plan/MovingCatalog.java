package dev.crossregion.bedrock.plan;

import java.util.Optional;
import java.util.SortedSet;

import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionEvidence;

/** Evidence that can be replaced, as a live catalog replaces it. */
public final class MovingCatalog implements InferenceProfileCatalog {

	private volatile InferenceProfileCatalog now;

	public MovingCatalog(InferenceProfileCatalog now) {
		this.now = now;
	}

	public InferenceProfileCatalog now() {
		return this.now;
	}

	public void moveTo(InferenceProfileCatalog catalog) {
		this.now = catalog;
	}

	@Override
	public Optional<RegionEvidence> from(RegionCode sourceRegion) {
		return this.now.from(sourceRegion);
	}

	@Override
	public SortedSet<RegionCode> sourceRegions() {
		return this.now.sourceRegions();
	}

}
