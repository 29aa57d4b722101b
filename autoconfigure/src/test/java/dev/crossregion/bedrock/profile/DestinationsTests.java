package dev.crossregion.bedrock.profile;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Destinations}.
 */
class DestinationsTests {

	private static final RegionCode FRANKFURT = new RegionCode("eu-central-1");

	private static final RegionCode IRELAND = new RegionCode("eu-west-1");

	@Test
	void regionsAreInOrderAndEachOnce() {
		Destinations destinations = Destinations.of(List.of(IRELAND, FRANKFURT, IRELAND));
		assertThat(destinations.codes()).containsExactly("eu-central-1", "eu-west-1");
		assertThat(destinations).hasToString("eu-central-1, eu-west-1")
			.isEqualTo(Destinations.of(Set.of(FRANKFURT, IRELAND)));
	}

	@Test
	void regionsDoNotChange() {
		TreeSet<RegionCode> regions = new TreeSet<>(Set.of(FRANKFURT));
		Destinations.Regions destinations = new Destinations.Regions(regions);
		regions.add(IRELAND);
		assertThat(destinations.codes()).containsExactly("eu-central-1");
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> destinations.regions().add(IRELAND));
	}

	@Test
	void noRegionIsNoDestination() {
		assertThatIllegalArgumentException().isThrownBy(() -> Destinations.of(List.of()))
			.withMessage("Destinations need at least one Region");
	}

	@Test
	void anywhereAndUnknownHaveTheirSigns() {
		assertThat(new Destinations.Anywhere().codes()).containsExactly("*");
		assertThat(new Destinations.Anywhere()).hasToString("anywhere");
		assertThat(new Destinations.Unknown().codes()).containsExactly("?");
		assertThat(new Destinations.Unknown()).hasToString("not known");
	}

}
