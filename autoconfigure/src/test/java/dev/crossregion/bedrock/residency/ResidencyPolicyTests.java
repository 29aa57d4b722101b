package dev.crossregion.bedrock.residency;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.residency.ResidencyVerdict.Admitted;
import dev.crossregion.bedrock.residency.ResidencyVerdict.Offence;
import dev.crossregion.bedrock.residency.ResidencyVerdict.Reason;
import dev.crossregion.bedrock.residency.ResidencyVerdict.Refused;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResidencyPolicy} and {@link ResidencyVerdict}.
 */
class ResidencyPolicyTests {

	private static final RegionTable TABLE = BundledSnapshot.load().regions();

	private static final Destinations ANYWHERE = new Destinations.Anywhere();

	private static final Destinations UNKNOWN = new Destinations.Unknown();

	@Test
	void withoutALimitEverythingIsAdmittedThatIsKnown() {
		ResidencyPolicy policy = ResidencyPolicy.unlimited(TABLE);
		assertThat(policy.isLimited()).isFalse();
		assertThat(policy.allow()).isEmpty();
		assertThat(policy.deny()).isEmpty();
		assertThat(policy).hasToString("none");
		assertThat(policy.judge(regions("eu-west-2", "us-east-1")))
			.isEqualTo(new Admitted(regions("eu-west-2", "us-east-1")));
		assertThat(policy.judge(regions("eu-north-9"))).isInstanceOf(Admitted.class);
		assertThat(policy.judge(ANYWHERE)).isEqualTo(new Admitted(ANYWHERE));
		assertThat(policy.judge(UNKNOWN)).isEqualTo(new Refused(Reason.DESTINATIONS_UNKNOWN, List.of()));
	}

	@Test
	void twoEmptyListsAreNoLimit() {
		assertThat(policy(List.of(), List.of()).isLimited()).isFalse();
		assertThat(policy(List.of(), List.of()).judge(ANYWHERE)).isInstanceOf(Admitted.class);
	}

	@Test
	void everyDestinationMustBeAllowed() {
		ResidencyPolicy policy = policy(List.of("EU"), List.of());
		assertThat(policy.isLimited()).isTrue();
		assertThat(policy.judge(regions("eu-central-1", "eu-west-3"))).isInstanceOf(Admitted.class);
		assertThat(policy.judge(regions("eu-central-1", "eu-central-2", "eu-west-2", "il-central-1")))
			.isEqualTo(new Refused(Reason.DESTINATION_NOT_ALLOWED,
					List.of(new Offence(new RegionCode("eu-central-2"), "CH", null),
							new Offence(new RegionCode("eu-west-2"), "GB", null),
							new Offence(new RegionCode("il-central-1"), "IL", null))));
	}

	@Test
	void noDestinationMayBeDenied() {
		ResidencyPolicy policy = policy(List.of(), List.of("GB", "EEA"));
		assertThat(policy.judge(regions("us-east-1", "eu-central-2"))).isInstanceOf(Admitted.class);
		assertThat(policy.judge(regions("eu-central-1", "eu-west-2", "us-east-1")))
			.isEqualTo(new Refused(Reason.DESTINATION_NOT_ALLOWED,
					List.of(new Offence(new RegionCode("eu-central-1"), "DE", Place.Group.EEA),
							new Offence(new RegionCode("eu-west-2"), "GB", new Place.Country("GB")))));
	}

	@Test
	void denyWinsOverAllow() {
		ResidencyPolicy policy = policy(List.of("EU", "DE", "eu-central-1"), List.of("DE"));
		assertThat(policy.judge(regions("eu-west-1"))).isInstanceOf(Admitted.class);
		assertThat(policy.judge(regions("eu-central-1"))).isInstanceOf(Refused.class);
		assertThat(policy(List.of("EU"), List.of("EU")).judge(regions("eu-west-1"))).isInstanceOf(Refused.class);
	}

	@Test
	void anywhereIsAdmittedOnlyWithoutALimit() {
		Refused refused = new Refused(Reason.DESTINATIONS_NOT_ENUMERABLE, List.of());
		assertThat(policy(List.of("EU"), List.of()).judge(ANYWHERE)).isEqualTo(refused);
		assertThat(policy(List.of(), List.of("CN")).judge(ANYWHERE)).isEqualTo(refused);
		String[] everywhere = TABLE.regions().stream().map(RegionCode::value).toArray(String[]::new);
		assertThat(policy(List.of(everywhere), List.of()).judge(ANYWHERE)).isEqualTo(refused);
	}

	@Test
	void whatIsNotKnownIsNeverAdmitted() {
		Refused refused = new Refused(Reason.DESTINATIONS_UNKNOWN, List.of());
		assertThat(policy(List.of("EU"), List.of()).judge(UNKNOWN)).isEqualTo(refused);
		assertThat(policy(List.of(), List.of("CN")).judge(UNKNOWN)).isEqualTo(refused);
	}

	@Test
	void underALimitAnUnknownRegionIsAdmittedOnlyByItsOwnCode() {
		Destinations later = regions("eu-north-9");
		Refused refused = new Refused(Reason.DESTINATION_NOT_ALLOWED,
				List.of(new Offence(new RegionCode("eu-north-9"), null, null)));
		assertThat(policy(List.of("EU", "EEA", "DE"), List.of()).judge(later)).isEqualTo(refused);
		assertThat(policy(List.of(), List.of("CN")).judge(later)).as("a list of denials is a limit").isEqualTo(refused);
		assertThat(policy(List.of("eu-north-9"), List.of()).judge(later)).isInstanceOf(Admitted.class);
		assertThat(policy(List.of("EU", "EU-North-9"), List.of("CN")).judge(later)).isInstanceOf(Admitted.class);
		assertThat(policy(List.of("eu-north-9"), List.of("eu-north-9")).judge(later)).isInstanceOf(Refused.class);
	}

	@Test
	void twoPoliciesAtOnceAdmitWhatBothAdmit() {
		ResidencyPolicy both = policy(List.of("EU", "US"), List.of("IE")).and(policy(List.of("EEA"), List.of("FR")));
		assertThat(both.judge(regions("eu-central-1", "eu-north-1"))).isInstanceOf(Admitted.class);
		assertThat(both.judge(regions("eu-west-1"))).as("denied by the first").isInstanceOf(Refused.class);
		assertThat(both.judge(regions("eu-west-3"))).as("denied by the second").isInstanceOf(Refused.class);
		assertThat(both.judge(regions("us-east-1"))).as("not allowed by the second").isInstanceOf(Refused.class);
		assertThat(both.allow()).extracting(Place::code).containsExactly("EU");
		assertThat(both.deny()).extracting(Place::code).containsExactly("FR", "IE");
		assertThat(both).hasToString("allow [EU], deny [FR, IE]");
	}

	@Test
	void anUnlimitedPolicyChangesNothing() {
		ResidencyPolicy limited = policy(List.of("EU"), List.of());
		ResidencyPolicy unlimited = ResidencyPolicy.unlimited(TABLE);
		assertThat(limited.and(unlimited).allow()).isEqualTo(limited.allow());
		assertThat(unlimited.and(limited).allow()).isEqualTo(limited.allow());
		assertThat(unlimited.and(limited).judge(ANYWHERE)).isInstanceOf(Refused.class);
		assertThat(unlimited.and(unlimited).isLimited()).isFalse();
	}

	@Test
	void policiesWithoutACommonPlaceAdmitNothing() {
		ResidencyPolicy nothing = policy(List.of("DE"), List.of()).and(policy(List.of("FR"), List.of()));
		assertThat(nothing.isLimited()).isTrue();
		assertThat(nothing.allow()).isEmpty();
		assertThat(TABLE.regions()).allSatisfy(
				(region) -> assertThat(nothing.judge(Destinations.of(Set.of(region)))).isInstanceOf(Refused.class));
	}

	@Test
	void namesEveryOffenceOnce() {
		ResidencyPolicy both = policy(List.of("DE"), List.of()).and(policy(List.of("DE"), List.of("us-east-1")));
		assertThat(((Refused) both.judge(regions("eu-central-1", "us-east-1", "us-west-2"))).offences())
			.extracting((offence) -> offence.region().value())
			.containsExactly("us-east-1", "us-west-2");
	}

	@Test
	void tellsWhichPlacesWouldWidenALimit() {
		ResidencyPolicy shared = policy(List.of("EU", "eu-west-2"), List.of());
		assertThat(shared.widenedBy(policy(List.of("DE", "eu-west-1", "eu-west-2", "EU"), List.of()))).isEmpty();
		assertThat(shared.widenedBy(policy(List.of("EEA", "DE", "GB", "us-east-1", "eu-north-9"), List.of())))
			.extracting(Place::code)
			.containsExactly("EEA", "GB", "eu-north-9", "us-east-1");
		assertThat(shared.widenedBy(policy(List.of(), List.of("DE")))).as("a denial only narrows").isEmpty();
		assertThat(policy(List.of(), List.of("DE")).widenedBy(policy(List.of("US"), List.of())))
			.as("nothing is allowed in particular")
			.isEmpty();
	}

	@Test
	void listsAreOrderedAndDoNotRepeat() {
		ResidencyPolicy policy = policy(List.of("us-east-1", "eu", "DE", "EU", "de"), List.of("se", "FR"));
		assertThat(policy).hasToString("allow [DE, EU, us-east-1], deny [FR, SE]");
	}

	@Test
	void verdictsReadWell() {
		assertThat(new Offence(new RegionCode("eu-west-2"), "GB", null)).hasToString("eu-west-2 (GB)");
		assertThat(new Offence(new RegionCode("eu-north-9"), null, null)).hasToString("eu-north-9 (country not known)");
		assertThat(new Offence(new RegionCode("eu-central-1"), "DE", Place.Group.EU))
			.hasToString("eu-central-1 (DE), denied by EU");
		assertThat(Reason.values()).extracting(Reason::value)
			.containsExactly("destination-not-allowed", "destinations-not-enumerable", "destinations-unknown");
	}

	private static ResidencyPolicy policy(List<String> allow, List<String> deny) {
		return ResidencyPolicy.of(TABLE, places(allow), places(deny));
	}

	private static List<Place> places(List<String> codes) {
		return codes.stream().map((code) -> Place.parse(code, TABLE)).toList();
	}

	private static Destinations regions(String... codes) {
		return Destinations.of(Arrays.stream(codes).map(RegionCode::new).toList());
	}

}
