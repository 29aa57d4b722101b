package dev.crossregion.bedrock.residency;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import dev.crossregion.bedrock.Theories;
import dev.crossregion.bedrock.Theories.Choices;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.residency.ResidencyVerdict.Admitted;
import dev.crossregion.bedrock.residency.ResidencyVerdict.Refused;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/**
 * The algebra of {@link ResidencyPolicy}, over any limits and destinations.
 */
class ResidencyPolicyPropertyTests {

	private static final RegionTable TABLE = BundledSnapshot.load().regions();

	private static final int EXAMPLES = Theories.EXAMPLES / 5;

	private static final List<RegionCode> UNKNOWN = Stream.of("eu-north-9", "xx-new-1").map(RegionCode::new).toList();

	// Few places, so that limits and destinations meet often.
	private static final List<RegionCode> REGIONS = Stream
		.concat(Stream.of("eu-central-1", "eu-central-2", "eu-west-1", "eu-west-2", "us-east-1", "us-west-2")
			.map(RegionCode::new), UNKNOWN.stream())
		.toList();

	private static final List<Place> PLACES = Stream
		.concat(Stream.of("EU", "EEA", "DE", "IE", "GB", "US", "NO"), REGIONS.stream().map(RegionCode::value))
		.map((code) -> Place.parse(code, TABLE))
		.toList();

	@Test
	void twoPoliciesAdmitExactlyWhatBothAdmit() {
		Theories.theory("and admits what both admit", EXAMPLES)
			.forAll(policies(), policies(), destinations())
			.check((one, two, destinations) -> admits(one.and(two),
					destinations) == (admits(one, destinations) && admits(two, destinations)));
	}

	@Test
	void theOrderOfPoliciesDoesNotMatter() {
		Theories.theory("and commutes and associates", EXAMPLES)
			.forAll(policies(), policies(), policies(), destinations())
			.check((one, two, three,
					destinations) -> admits(one.and(two), destinations) == admits(two.and(one), destinations)
							&& admits(one.and(two).and(three), destinations) == admits(one.and(two.and(three)),
									destinations)
							&& one.and(two).allow().equals(two.and(one).allow())
							&& one.and(two).deny().equals(two.and(one).deny()));
	}

	@Test
	void theListsThatAreReportedAreTheLimit() {
		Theories.theory("allow and deny state the limit", EXAMPLES)
			.forAll(policies(), policies(), regions())
			.assuming((one, two, region) -> !one.and(two).allow().isEmpty() && TABLE.regions().contains(region))
			.check((one, two, region) -> {
				ResidencyPolicy both = one.and(two);
				return admits(both,
						Destinations.of(Set.of(region))) == (lies(region, both.allow()) && !lies(region, both.deny()));
			});
	}

	@Test
	void denyWins() {
		Theories.theory("what is denied is refused", EXAMPLES)
			.forAll(policies(), regions())
			.check((policy, region) -> !lies(region, policy.deny())
					|| !admits(policy, Destinations.of(Set.of(region))));
	}

	@Test
	void onlyAllowedPlacesAreAdmitted() {
		Theories.theory("what is not allowed is refused", EXAMPLES)
			.forAll(policies(), regions())
			.check((policy, region) -> policy.allow().isEmpty() || lies(region, policy.allow())
					|| !admits(policy, Destinations.of(Set.of(region))));
	}

	@Test
	void moreDenialsAndFewerPlacesNeverWiden() {
		Theories.theory("narrowing never widens", EXAMPLES)
			.forAll(policies(), places(), destinations())
			.assuming((policy, denied, destinations) -> policy.isLimited())
			.check((policy, denied, destinations) -> {
				List<Place> deny = Stream.concat(policy.deny().stream(), denied.stream()).toList();
				List<Place> allow = policy.allow().stream().filter((place) -> !denied.contains(place)).toList();
				boolean lifted = allow.isEmpty() && !policy.allow().isEmpty();
				return lifted || !admits(ResidencyPolicy.of(TABLE, allow, deny), destinations)
						|| admits(policy, destinations);
			});
	}

	@Test
	void aPolicyThatWidensNothingAdmitsLess() {
		Theories.theory("what widens nothing lies inside", EXAMPLES)
			.forAll(policies(), policies(), regions())
			.assuming((shared, own, region) -> !shared.allow().isEmpty() && !own.allow().isEmpty()
					&& shared.widenedBy(own).isEmpty())
			.check((shared, own, region) -> !lies(region, own.allow()) || lies(region, shared.allow()));
	}

	@Test
	void allDestinationsTogetherAreAdmittedWhenEachIs() {
		Theories.theory("destinations are judged one by one", EXAMPLES)
			.forAll(policies(), destinations())
			.assuming((policy, destinations) -> destinations instanceof Destinations.Regions)
			.check((policy, destinations) -> {
				List<RegionCode> refused = ((Destinations.Regions) destinations).regions()
					.stream()
					.filter((region) -> !admits(policy, Destinations.of(Set.of(region))))
					.toList();
				List<RegionCode> offending = (policy.judge(destinations) instanceof Refused verdict)
						? verdict.offences().stream().map(ResidencyVerdict.Offence::region).toList() : List.of();
				return refused.equals(offending);
			});
	}

	@Test
	void anywhereNeedsNoLimitAndWhatIsNotKnownIsNeverAdmitted() {
		Theories.theory("anywhere only without a limit", EXAMPLES)
			.forAll(policies())
			.check((policy) -> admits(policy,
					new Destinations.Anywhere()) == (policy.allow().isEmpty() && policy.deny().isEmpty())
					&& !admits(policy, new Destinations.Unknown()));
	}

	@Test
	void underALimitAnUnknownRegionNeedsItsOwnCode() {
		Theories.theory("unknown Regions by their own code only", EXAMPLES)
			.forAll(policies(), unknownRegions())
			.check((policy, region) -> {
				Place itself = new Place.Region(region);
				boolean named = policy.allow().contains(itself) && !policy.deny().contains(itself);
				return admits(policy, Destinations.of(Set.of(region))) == (!policy.isLimited() || named);
			});
	}

	private static boolean admits(ResidencyPolicy policy, Destinations destinations) {
		return policy.judge(destinations) instanceof Admitted;
	}

	private static boolean lies(RegionCode region, Set<Place> places) {
		return places.stream().anyMatch((place) -> place.contains(region, TABLE));
	}

	private static Gen<ResidencyPolicy> policies() {
		return (source) -> {
			Choices choices = new Choices(source);
			return ResidencyPolicy.of(TABLE, choices.some(PLACES, 0, 4), choices.some(PLACES, 0, 2));
		};
	}

	private static Gen<List<Place>> places() {
		return (source) -> new Choices(source).some(PLACES, 0, 3);
	}

	private static Gen<RegionCode> regions() {
		return (source) -> new Choices(source).oneOf(REGIONS);
	}

	private static Gen<RegionCode> knownRegions() {
		return (source) -> new Choices(source).oneOf(REGIONS.subList(0, REGIONS.size() - UNKNOWN.size()));
	}

	private static Gen<RegionCode> unknownRegions() {
		return (source) -> new Choices(source).oneOf(UNKNOWN);
	}

	private static Gen<Destinations> destinations() {
		return (source) -> {
			Choices choices = new Choices(source);
			if (choices.chance(10)) {
				return (choices.chance(50)) ? new Destinations.Anywhere() : new Destinations.Unknown();
			}
			return Destinations.of(choices.some(REGIONS, 1, 3));
		};
	}

}
