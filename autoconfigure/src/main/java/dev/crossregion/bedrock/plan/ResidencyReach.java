package dev.crossregion.bedrock.plan;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.residency.ResidencyPolicy;

/**
 * How far the calls of a model may reach: what its residency admits, and where its routes
 * run. A global route is the farthest.
 */
final class ResidencyReach {

	private final ResidencyPolicy residency;

	private final SortedSet<RegionCode> regions = new TreeSet<>();

	private boolean unbounded;

	ResidencyReach(ResidencyPolicy residency, Collection<Destinations> destinations) {
		this.residency = residency;
		destinations.forEach(this::add);
	}

	private void add(Destinations destinations) {
		if (destinations instanceof Destinations.Regions enumerated) {
			this.regions.addAll(enumerated.regions());
		}
		else {
			this.unbounded = true;
		}
	}

	/**
	 * Compare this reach with another one.
	 * @param other the other reach
	 * @return {@code true} if nothing is reached or admitted here that is not there
	 */
	boolean isWithin(ResidencyReach other) {
		return this.residency.isWithin(other.residency)
				&& (other.unbounded || (!this.unbounded && other.regions.containsAll(this.regions)));
	}

}
