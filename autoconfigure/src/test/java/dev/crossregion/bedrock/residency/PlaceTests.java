package dev.crossregion.bedrock.residency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;
import dev.crossregion.bedrock.residency.Place.Country;
import dev.crossregion.bedrock.residency.Place.Group;
import dev.crossregion.bedrock.residency.Place.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Place}.
 */
class PlaceTests {

	private final RegionTable table = BundledSnapshot.load().regions();

	@ParameterizedTest
	@ValueSource(strings = { "EU", "eu", "Eu", " eu ", "EEA", "eea" })
	void readsGroupsInAnyCase(String value) {
		assertThat(parse(value)).isInstanceOf(Group.class)
			.extracting(Place::code)
			.isEqualTo(value.strip().toUpperCase(Locale.ROOT));
	}

	@ParameterizedTest
	@CsvSource({ "DE, DE", "de, DE", "De, DE", "no, NO", "GB, GB", "us, US", "ZA, ZA", "in, IN", "Ca, CA" })
	void readsCountriesInAnyCase(String value, String code) {
		assertThat(parse(value)).isEqualTo(new Country(code));
	}

	@ParameterizedTest
	@CsvSource({ "eu-central-1, eu-central-1", "EU-CENTRAL-1, eu-central-1", "Us-Gov-West-1, us-gov-west-1" })
	void readsRegionsInAnyCase(String value, String code) {
		assertThat(parse(value)).isEqualTo(new Region(new RegionCode(code)));
	}

	@Test
	void readsRegionsThatTheTableDoesNotKnow() {
		assertThat(parse("eu-north-9")).isEqualTo(new Region(new RegionCode("eu-north-9")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "Germany", "DEU", "XX", "EUU", "europe", "eu-central", "*", "global", "EU,DE",
			"276", "ß", "ﬁ", "ıt", "ＤＥ", "ｅｕ", "d\u00e9" })
	void refusesWhatIsNoPlace(String value) {
		assertThatExceptionOfType(UnknownPlaceException.class).isThrownBy(() -> parse(value))
			.satisfies((ex) -> assertThat(ex.getValue()).isEqualTo(value))
			.satisfies((ex) -> assertThat(ex.isBoolean()).isFalse())
			.withMessage("'" + value + "' is not an AWS Region, an ISO 3166-1 country code, or one of EU and EEA");
	}

	@ParameterizedTest
	@ValueSource(strings = { "UK", "uk", " Uk " })
	void knowsThatTheUnitedKingdomIsGb(String value) {
		assertThatExceptionOfType(UnknownPlaceException.class).isThrownBy(() -> parse(value))
			.satisfies((ex) -> assertThat(ex.getNearMisses()).containsExactly("GB"));
	}

	@ParameterizedTest
	@CsvSource({ "EUU, EU", "EEAA, EEA", "eu-centrall-1x, eu-central-1", "eu-central-, eu-central-1",
			"us_east_1, us-east-1", "frankfurt-eu-central-1, eu-central-1", "eu-central-1a, eu-central-1",
			"frankfurt, eu-central-1", "Z\u00fcrich, eu-central-2", "Germany, DE", "GBR, GB", "Europe, EU",
			"Germnay, DE", "nowhere at all, ''" })
	void findsWhatWasMeant(String value, String nearest) {
		assertThatExceptionOfType(UnknownPlaceException.class).isThrownBy(() -> parse(value))
			.satisfies((ex) -> assertThat((ex.getNearMisses().isEmpty()) ? "" : ex.getNearMisses().get(0))
				.isEqualTo(nearest));
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "False", "true", "TRUE" })
	void recognisesACountryThatYamlMadeABoolean(String value) {
		assertThatExceptionOfType(UnknownPlaceException.class).isThrownBy(() -> parse(value))
			.satisfies((ex) -> assertThat(ex.isBoolean()).isTrue());
	}

	@Test
	void aCountryIsOneOfIso3166() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Country("UK"))
			.withMessage("'UK' is not an ISO 3166-1 alpha-2 country code");
		assertThatIllegalArgumentException().isThrownBy(() -> new Country("de"));
	}

	@Test
	void theEuropeanUnionHas27Members() {
		assertThat(Group.EU.countries()).hasSize(27)
			.isEqualTo(Set
				.of("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(" ")))
			.doesNotContain("GB", "CH", "NO", "IL");
	}

	@Test
	void theEconomicAreaAddsIcelandLiechtensteinAndNorway() {
		Set<String> others = new TreeSet<>(Group.EEA.countries());
		assertThat(others).hasSize(30);
		others.removeAll(Group.EU.countries());
		assertThat(others).containsExactly("IS", "LI", "NO");
	}

	@Test
	void everyMemberIsACountry() {
		for (Group group : Group.values()) {
			assertThat(group.countries()).allSatisfy((code) -> assertThat(new Country(code).code()).isEqualTo(code));
		}
	}

	@ParameterizedTest
	@CsvSource({ "eu-central-1, true", "eu-west-1, true", "eu-south-2, true", "eu-north-1, true", "eu-west-2, false",
			"eu-central-2, false", "il-central-1, false", "us-east-1, false", "eu-north-9, false" })
	void theUnionIsNotThePrefixOfItsName(String region, boolean inside) {
		assertThat(Group.EU.contains(new RegionCode(region), this.table)).isEqualTo(inside);
		assertThat(Group.EU.contains(new Region(new RegionCode(region)), this.table)).isEqualTo(inside);
	}

	@Test
	void anUnknownRegionLiesOnlyInItself() {
		RegionCode later = new RegionCode("eu-north-9");
		assertThat(new Region(later).contains(later, this.table)).isTrue();
		assertThat(everyPlace()).filteredOn((place) -> !place.equals(new Region(later)))
			.noneMatch((place) -> place.contains(later, this.table));
	}

	@Test
	void aPlaceContainsJustTheRegionsThatLieInIt() {
		for (RegionCode region : this.table.regions()) {
			String country = this.table.country(region).orElse("not published");
			for (Place place : everyPlace()) {
				boolean expected = (place instanceof Group group) ? group.countries().contains(country)
						: place.code().equals(country) || place.code().equals(region.value());
				assertThat(place.contains(region, this.table)).as("%s contains %s", place, region).isEqualTo(expected);
				assertThat(place.contains(new Region(region), this.table)).as("%s contains %s", place, region)
					.isEqualTo(expected);
			}
		}
	}

	@Test
	void containmentIsAPartialOrder() {
		List<Place> places = everyPlace();
		for (Place one : places) {
			assertThat(one.contains(one, this.table)).as("%s contains itself", one).isTrue();
			for (Place two : places) {
				if (!one.contains(two, this.table)) {
					continue;
				}
				assertThat(two.contains(one, this.table)).as("%s and %s contain each other", one, two)
					.isEqualTo(one.equals(two));
				assertThat(places).filteredOn((three) -> two.contains(three, this.table))
					.allMatch((three) -> one.contains(three, this.table), "is in " + one + ", since it is in " + two);
			}
		}
	}

	@Test
	void whatContainsAPlaceContainsItsRegions() {
		for (Place one : everyPlace()) {
			for (Place two : everyPlace()) {
				if (one.contains(two, this.table)) {
					assertThat(this.table.regions()).filteredOn((region) -> two.contains(region, this.table))
						.allMatch((region) -> one.contains(region, this.table));
				}
			}
		}
	}

	@Test
	void placesAreOrderedByCode() {
		List<Place> places = new ArrayList<>(List.of(parse("us-east-1"), parse("EU"), parse("DE"), parse("EEA")));
		places.sort(Place.BY_CODE);
		assertThat(places).hasToString("[DE, EEA, EU, us-east-1]");
	}

	private List<Place> everyPlace() {
		List<Place> places = new ArrayList<>(List.of(Group.values()));
		Arrays.stream(Locale.getISOCountries()).map(Country::new).forEach(places::add);
		this.table.regions().stream().map(Region::new).forEach(places::add);
		places.add(new Region(new RegionCode("eu-north-9")));
		return places;
	}

	private Place parse(String value) {
		return Place.parse(value, this.table);
	}

}
