package dev.crossregion.bedrock.residency;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import dev.crossregion.bedrock.profile.NearMisses;
import dev.crossregion.bedrock.profile.RegionCode;
import dev.crossregion.bedrock.profile.RegionTable;

/**
 * A place in a residency limit: an AWS Region, a country, or a group of countries.
 *
 * @since 0.1.0
 */
public sealed interface Place {

	/**
	 * Orders places by their codes.
	 */
	Comparator<Place> BY_CODE = Comparator.comparing(Place::code);

	/**
	 * The place as configuration writes it.
	 * @return a Region code, an ISO 3166-1 alpha-2 code, or the name of a group
	 */
	String code();

	/**
	 * Whether a Region lies in this place.
	 * @param region the Region
	 * @param table the table with the Region's country
	 * @return {@code true} if it does; a Region outside the table lies in no country or
	 * group
	 */
	boolean contains(RegionCode region, RegionTable table);

	/**
	 * Whether all of another place lies in this one.
	 * @param other the other place
	 * @param table the table with the countries of Regions
	 * @return {@code true} if it does
	 */
	boolean contains(Place other, RegionTable table);

	/**
	 * Read a place. Case does not matter. A code with the shape of a Region is taken even
	 * if the table does not know it, because AWS adds Regions.
	 * @param value the text
	 * @param table the Regions to suggest when the text is no place
	 * @return the place
	 * @throws UnknownPlaceException if the text is no place
	 */
	static Place parse(String value, RegionTable table) {
		String trimmed = value.strip();
		if (!trimmed.matches("\\p{ASCII}*")) {
			// In upper case, a sharp s would become SS, the code of South Sudan.
			throw new UnknownPlaceException(value, nearMisses(trimmed.toLowerCase(Locale.ROOT), table));
		}
		Optional<Group> group = Arrays.stream(Group.values())
			.filter((candidate) -> candidate.code().equalsIgnoreCase(trimmed))
			.findFirst();
		if (group.isPresent()) {
			return group.get();
		}
		String upper = trimmed.toUpperCase(Locale.ROOT);
		if (Country.CODES.contains(upper)) {
			return new Country(upper);
		}
		String lower = trimmed.toLowerCase(Locale.ROOT);
		if (RegionCode.isValid(lower)) {
			return new Region(new RegionCode(lower));
		}
		throw new UnknownPlaceException(value, nearMisses(lower, table));
	}

	private static List<String> nearMisses(String value, RegionTable table) {
		if (value.equals("uk")) {
			return List.of("GB");
		}
		List<String> countries = Country.CODES.stream()
			.filter((code) -> Country.name(code).equals(value) || Country.threeLetters(code).equals(value))
			.sorted()
			.toList();
		if (!countries.isEmpty()) {
			return countries;
		}
		if (value.startsWith("europe")) {
			return Arrays.stream(Group.values()).map(Group::code).toList();
		}
		List<String> regions = table.nearMisses(value).stream().map(RegionCode::value).toList();
		if (!regions.isEmpty()) {
			return regions;
		}
		List<String> groups = NearMisses.of(value, Arrays.asList(Group.values()), Group::code)
			.stream()
			.map(Group::code)
			.toList();
		return (!groups.isEmpty()) ? groups : NearMisses.of(value, Country.CODES, Country::name);
	}

	/**
	 * An AWS Region.
	 *
	 * @param region the Region
	 */
	record Region(RegionCode region) implements Place {

		@Override
		public String code() {
			return this.region.value();
		}

		@Override
		public boolean contains(RegionCode other, RegionTable table) {
			return this.region.equals(other);
		}

		@Override
		public boolean contains(Place other, RegionTable table) {
			return equals(other);
		}

		@Override
		public String toString() {
			return code();
		}

	}

	/**
	 * A country.
	 *
	 * @param code its ISO 3166-1 alpha-2 code, in upper case
	 */
	record Country(String code) implements Place {

		private static final Set<String> CODES = Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);

		/**
		 * Create a country.
		 * @throws IllegalArgumentException if ISO 3166-1 has no such code
		 */
		public Country {
			if (!CODES.contains(code)) {
				throw new IllegalArgumentException("'" + code + "' is not an ISO 3166-1 alpha-2 country code");
			}
		}

		private static String name(String code) {
			return new Locale.Builder().setRegion(code)
				.build()
				.getDisplayCountry(Locale.ENGLISH)
				.toLowerCase(Locale.ROOT);
		}

		private static String threeLetters(String code) {
			return new Locale.Builder().setRegion(code).build().getISO3Country().toLowerCase(Locale.ROOT);
		}

		@Override
		public boolean contains(RegionCode region, RegionTable table) {
			return table.country(region).filter(this.code::equals).isPresent();
		}

		@Override
		public boolean contains(Place other, RegionTable table) {
			return equals(other) || (other instanceof Region region && contains(region.region(), table));
		}

		@Override
		public String toString() {
			return code();
		}

	}

	/**
	 * A group of countries.
	 */
	enum Group implements Place {

		/**
		 * The 27 member states of the European Union. Not the AWS prefix {@code eu}.
		 */
		EU("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
				"LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),

		/**
		 * The European Economic Area: the European Union, Iceland, Liechtenstein, Norway.
		 */
		EEA("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI",
				"LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK");

		private final Set<String> countries;

		Group(String... countries) {
			this.countries = Set.of(countries);
		}

		@Override
		public String code() {
			return name();
		}

		/**
		 * The members of the group.
		 * @return their ISO 3166-1 alpha-2 codes
		 */
		public Set<String> countries() {
			return this.countries;
		}

		@Override
		public boolean contains(RegionCode region, RegionTable table) {
			return table.country(region).filter(this.countries::contains).isPresent();
		}

		@Override
		public boolean contains(Place other, RegionTable table) {
			if (other instanceof Group group) {
				return this.countries.containsAll(group.countries);
			}
			if (other instanceof Country country) {
				return this.countries.contains(country.code());
			}
			return other instanceof Region region && contains(region.region(), table);
		}

	}

}
