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
 * Judges whether a prompt may be processed in the destinations of a profile. Immutable
 * and thread-safe.
 * <p>
 * Every destination must lie in a place of the allow list, if there is one, and none may
 * lie in a place of the deny list. Under any limit, a Region outside the table of Regions
 * is admitted only by its own code, and {@link Destinations.Anywhere} is refused.
 * {@link Destinations.Unknown} is always refused.
 *
 * @since 0.1.0
 */
public final class ResidencyPolicy {

	private final RegionTable regions;

	/** All limits apply at the same time. */
	private final List<Limit> limits;

	/** Caches the last verdict, because consecutive calls mostly use the same route. */
	private volatile ResidencyVerdict.@Nullable Admitted lastAdmitted;

	private ResidencyPolicy(RegionTable regions, List<Limit> limits) {
		this.regions = regions;
		this.limits = limits;
	}

	/**
	 * A policy without any limit.
	 * @param regions the table with the countries of Regions
	 * @return the policy
	 */
	public static ResidencyPolicy unlimited(RegionTable regions) {
		return new ResidencyPolicy(regions, List.of());
	}

	/**
	 * A policy as configuration states it.
	 * @param regions the table that knows the countries of Regions
	 * @param allow where prompts may be processed; empty means no limit
	 * @param deny where they must not be
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
	 * Combine this policy with another one.
	 * @param other the other policy
	 * @return a policy that admits only destinations that both admit
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
	 * Compare the destinations that this policy and another one admit, independent of how
	 * the places are written.
	 * @param other the other policy
	 * @return {@code true} if the other policy admits everything that this one admits
	 */
	public boolean isWithin(ResidencyPolicy other) {
		if (!isLimited() || !other.isLimited()) {
			return !other.isLimited();
		}
		// Under any limit, a Region outside the table is admitted only by name.
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
	 * @return the verdict, with every destination that is not allowed
	 */
	public ResidencyVerdict judge(Destinations destinations) {
		ResidencyVerdict.Admitted last = this.lastAdmitted;
		if (last != null && last.evidence() == destinations) {
			return last;
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

	// No streams on this hot path: every call is judged before it is sent.
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
	 * @return {@code false} if all known destinations are admitted
	 */
	public boolean isLimited() {
		return !this.limits.isEmpty();
	}

	/**
	 * Where prompts may be processed. For combined policies these are the places that lie
	 * in both.
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
	 * The places of one level of the configuration.
	 *
	 * @param allow where prompts may be processed; empty if this level has no allow list
	 * @param deny where they never may
	 */
	private record Limit(SortedSet<Place> allow, SortedSet<Place> deny) {
	}

}
