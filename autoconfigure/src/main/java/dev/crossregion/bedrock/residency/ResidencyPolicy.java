package dev.crossregion.bedrock.residency;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.residency.ResidencyVerdict.Offence;
import dev.crossregion.bedrock.residency.ResidencyVerdict.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Where a prompt may be processed. Immutable and thread-safe.
 * <p>
 * Every destination must lie in a place of the allow list, where there is one, and none
 * in a place of the deny list. Under any limit a Region that the table of Regions does
 * not know is admitted only by its own code, and anywhere never is. A destination that is
 * not known is never admitted.
 *
 * @since 0.1.0
 */
public final class ResidencyPolicy {

	private final RegionTable regions;

	/** All of them hold at once. */
	private final List<Limit> limits;

	/** Call after call goes along the same route, and is judged again each time. */
	private volatile ResidencyVerdict.@Nullable Admitted lastAdmitted;

	private ResidencyPolicy(RegionTable regions, List<Limit> limits) {
		this.regions = regions;
		this.limits = limits;
	}

	/**
	 * A policy without any limit.
	 * @param regions the table that knows the countries of Regions
	 * @return the policy
	 */
	public static ResidencyPolicy unlimited(RegionTable regions) {
		return new ResidencyPolicy(regions, List.of());
	}

	/**
	 * A policy as configuration states it.
	 * @param regions the table that knows the countries of Regions
	 * @param allow where prompts may be processed; empty means no limit
	 * @param deny where they never may
	 * @return the policy
	 */
	public static ResidencyPolicy of(RegionTable regions, Collection<? extends Place> allow,
			Collection<? extends Place> deny) {
		if (allow.isEmpty() && deny.isEmpty()) {
			return unlimited(regions);
		}
		return new ResidencyPolicy(regions, List.of(new Limit(sorted(allow), sorted(deny))));
	}

	/**
	 * This policy and another one at once.
	 * @param other the other policy
	 * @return a policy that admits just what both admit
	 */
	public ResidencyPolicy and(ResidencyPolicy other) {
		return new ResidencyPolicy(this.regions, Stream.concat(this.limits.stream(), other.limits.stream()).toList());
	}

	/**
	 * The places of a model's allow list that would widen this policy.
	 * @param narrower the policy that should only narrow this one
	 * @return its places that no place of this policy's allow list contains, in order
	 */
	public List<Place> widenedBy(ResidencyPolicy narrower) {
		SortedSet<Place> shared = allow();
		if (shared.isEmpty()) {
			return List.of();
		}
		List<Place> wider = new ArrayList<>(narrower.allow());
		wider.removeAll(within(wider, shared));
		return wider;
	}

	/**
	 * Compare this policy with another one by what they admit, however that is written.
	 * @param other the other policy
	 * @return {@code true} if the other policy admits all that this one does
	 */
	public boolean isWithin(ResidencyPolicy other) {
		if (!isLimited() || !other.isLimited()) {
			return !other.isLimited();
		}
		// Under any limit a Region beside the table has to be named to be admitted.
		Stream<RegionCode> named = this.limits.stream()
			.flatMap((limit) -> limit.allow.stream())
			.filter(Place.Region.class::isInstance)
			.map((place) -> ((Place.Region) place).region());
		return Stream.concat(this.regions.regions().stream(), named)
			.filter((region) -> offence(region) == null)
			.allMatch((region) -> other.offence(region) == null);
	}

	/**
	 * Judge the destinations of a profile.
	 * @param destinations the destinations
	 * @return whether they are admitted and, if not, every one that is not
	 */
	public ResidencyVerdict judge(Destinations destinations) {
		ResidencyVerdict.Admitted known = this.lastAdmitted;
		if (known != null && known.evidence() == destinations) {
			return known;
		}
		ResidencyVerdict verdict = examine(destinations);
		if (verdict instanceof ResidencyVerdict.Admitted admitted) {
			this.lastAdmitted = admitted;
		}
		return verdict;
	}

	private ResidencyVerdict examine(Destinations destinations) {
		if (destinations instanceof Destinations.Regions enumerated) {
			List<Offence> offences = new ArrayList<>(0);
			for (RegionCode region : enumerated.regions()) {
				Offence offence = offence(region);
				if (offence != null) {
					offences.add(offence);
				}
			}
			return (offences.isEmpty()) ? new ResidencyVerdict.Admitted(destinations)
					: new ResidencyVerdict.Refused(Reason.DESTINATION_NOT_ALLOWED, offences);
		}
		if (destinations instanceof Destinations.Unknown) {
			return new ResidencyVerdict.Refused(Reason.DESTINATIONS_UNKNOWN, List.of());
		}
		return (!isLimited()) ? new ResidencyVerdict.Admitted(destinations)
				: new ResidencyVerdict.Refused(Reason.DESTINATIONS_NOT_ENUMERABLE, List.of());
	}

	// Without streams: every call is judged before it leaves.
	private @Nullable Offence offence(RegionCode region) {
		String country = this.regions.country(region).orElse(null);
		for (Limit limit : this.limits) {
			Place deniedBy = containing(limit.deny, region);
			boolean allowed = (limit.allow.isEmpty()) ? country != null : containing(limit.allow, region) != null;
			if (deniedBy != null || !allowed) {
				return new Offence(region, country, deniedBy);
			}
		}
		return null;
	}

	private @Nullable Place containing(Collection<Place> places, RegionCode region) {
		for (Place place : places) {
			if (place.contains(region, this.regions)) {
				return place;
			}
		}
		return null;
	}

	/**
	 * Whether there is any limit.
	 * @return {@code false} if everything is admitted that is known
	 */
	public boolean isLimited() {
		return !this.limits.isEmpty();
	}

	/**
	 * Where prompts may be processed. For two policies at once these are the places that
	 * lie in both.
	 * @return the places in order; empty when there is no such limit, and also when two
	 * policies have no place in common, which admits nothing
	 */
	public SortedSet<Place> allow() {
		List<SortedSet<Place>> lists = this.limits.stream()
			.map(Limit::allow)
			.filter((list) -> !list.isEmpty())
			.toList();
		SortedSet<Place> allowed = sorted(List.of());
		lists.forEach((list) -> list.stream()
			.filter((place) -> lists.stream().allMatch((other) -> !within(List.of(place), other).isEmpty()))
			.forEach(allowed::add));
		return Collections.unmodifiableSortedSet(allowed);
	}

	/**
	 * Where prompts may never be processed.
	 * @return the places in order
	 */
	public SortedSet<Place> deny() {
		SortedSet<Place> denied = sorted(List.of());
		this.limits.forEach((limit) -> denied.addAll(limit.deny));
		return Collections.unmodifiableSortedSet(denied);
	}

	private static SortedSet<Place> sorted(Collection<? extends Place> places) {
		TreeSet<Place> sorted = new TreeSet<>(Place.BY_CODE);
		sorted.addAll(places);
		return sorted;
	}

	private List<Place> within(Collection<Place> places, Collection<Place> containers) {
		return places.stream()
			.filter((place) -> containers.stream().anyMatch((container) -> container.contains(place, this.regions)))
			.toList();
	}

	@Override
	public String toString() {
		return (!isLimited()) ? "none" : "allow " + allow() + ", deny " + deny();
	}

	/**
	 * What one level of the configuration states.
	 *
	 * @param allow where prompts may be processed; empty when this level does not say
	 * @param deny where they never may
	 */
	private record Limit(SortedSet<Place> allow, SortedSet<Place> deny) {
	}

}
