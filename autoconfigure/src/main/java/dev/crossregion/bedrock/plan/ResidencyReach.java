package dev.crossregion.bedrock.plan;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.residency.ResidencyPolicy;
import dev.crossregion.bedrock.residency.RetentionLimit;
import org.jspecify.annotations.Nullable;

/**
 * The places that calls of a model may reach: those that its residency admits, and the
 * destinations of its routes. A global route reaches the most.
 */
final class ResidencyReach {

	private final ResidencyPolicy residency;

	private final @Nullable RetentionLimit retention;

	private final SortedSet<RegionCode> regions = new TreeSet<>();

	private boolean unbounded;

	ResidencyReach(ModelDeclaration declaration, Collection<Destinations> destinations) {
		this.residency = declaration.residency();
		this.retention = declaration.retention();
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
	 * @return {@code true} if the other reach includes everything in this one
	 */
	boolean isWithin(ResidencyReach other) {
		return this.residency.isWithin(other.residency)
				&& RetentionLimit.stricter(this.retention, other.retention) == this.retention
				&& (other.unbounded || (!this.unbounded && other.regions.containsAll(this.regions)));
	}

}
