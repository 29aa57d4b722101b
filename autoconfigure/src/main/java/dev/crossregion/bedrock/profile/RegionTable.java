package dev.crossregion.bedrock.profile;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The Regions of AWS with the country each lies in. A Region that is not in the table has
 * no country.
 *
 * @since 0.1.0
 */
public final class RegionTable {

	/** The partition of the commercial Regions. */
	public static final String COMMERCIAL_PARTITION = "aws";

	private static final int MAX_SUGGESTIONS = 3;

	private static final Pattern COMPASS_POINT = Pattern.compile("north|south|east|west|central");

	private static final int MAX_ABBREVIATION_LENGTH = 3;

	private final SortedMap<RegionCode, Entry> entries = new TreeMap<>();

	private final Map<RegionCode, Entry> byCode;

	/**
	 * Create a table.
	 * @param entries the Regions
	 */
	public RegionTable(Collection<Entry> entries) {
		entries.forEach((entry) -> this.entries.put(entry.region(), entry));
		this.byCode = Map.copyOf(this.entries);
	}

	/**
	 * The country of a Region.
	 * @param region the Region
	 * @return its ISO 3166-1 alpha-2 code, or empty when the Region is not in the table
	 * or its country is not published
	 */
	public Optional<String> country(RegionCode region) {
		return Optional.ofNullable(this.byCode.get(region)).map(Entry::country);
	}

	/**
	 * The partition of a Region.
	 * @param region the Region
	 * @return the partition, such as {@code aws}, or empty when the Region is not in the
	 * table
	 */
	public Optional<String> partition(RegionCode region) {
		return Optional.ofNullable(this.byCode.get(region)).map(Entry::partition);
	}

	/**
	 * All Regions in the table.
	 * @return the Regions, in order
	 */
	public SortedSet<RegionCode> regions() {
		return Collections.unmodifiableSortedSet(new TreeMap<>(this.entries).navigableKeySet());
	}

	/**
	 * Regions of the table that a text probably means: the code in an Availability Zone
	 * or a host name, the name of a Region or of its country, and else the nearest codes.
	 * @param text the text, which is no code of the table
	 * @return at most three Regions, the likeliest first
	 */
	public List<RegionCode> nearMisses(String text) {
		String words = words(text);
		if (words.isEmpty()) {
			return List.of();
		}
		List<RegionCode> meant = find((entry) -> isWithin(entry.region().value(), words));
		if (meant.isEmpty()) {
			meant = find((entry) -> isZone(entry.region().value(), words) || isNamed(entry, words));
		}
		if (meant.isEmpty()) {
			meant = nearest(text.strip().toLowerCase(Locale.ROOT), this.entries.values(),
					(entry) -> entry.region().value());
		}
		if (meant.isEmpty()) {
			meant = nearest(words, this.entries.values().stream().filter(RegionTable::hasPlace).toList(),
					RegionTable::place);
		}
		return meant.stream().filter((region) -> !region.value().equals(text)).toList();
	}

	private List<RegionCode> find(Predicate<Entry> condition) {
		return this.entries.values()
			.stream()
			.filter(condition)
			.sorted(Comparator.comparing(Entry::partition)
				.thenComparing((entry) -> entry.region().value().length(), Comparator.reverseOrder()))
			.map(Entry::region)
			.limit(MAX_SUGGESTIONS)
			.toList();
	}

	// Only the nearest entries: all with the smallest distance.
	private static List<RegionCode> nearest(String text, Collection<Entry> entries, Function<Entry, String> name) {
		List<Entry> near = NearMisses.of(text, entries, name);
		return near.stream()
			.filter((entry) -> NearMisses.distance(text, name.apply(entry)) == NearMisses.distance(text,
					name.apply(near.get(0))))
			.map(Entry::region)
			.toList();
	}

	private static String words(String text) {
		return Normalizer.normalize(text.strip(), Normalizer.Form.NFD)
			.replaceAll("\\p{M}", "")
			.toLowerCase(Locale.ROOT)
			.replaceAll("[^a-z0-9]+", "-")
			.replaceAll("^-|-$", "");
	}

	// eu-central-1a, us-west-2-lax-1a, bedrock-runtime.eu-central-1.amazonaws.com
	private static boolean isWithin(String code, String words) {
		return Pattern.compile("(^|-)" + code + "[a-z]?(-|$)").matcher(words).find();
	}

	// euc1-az2
	private static boolean isZone(String code, String words) {
		String shortened = COMPASS_POINT.matcher(code)
			.replaceAll((word) -> word.group().substring(0, 1))
			.replace("-", "");
		return words.matches(Pattern.quote(shortened) + "(-az\\d)?");
	}

	private static boolean isNamed(Entry entry, String words) {
		String country = (entry.country() != null)
				? words(new Locale.Builder().setRegion(entry.country()).build().getDisplayCountry(Locale.ENGLISH)) : "";
		return words.equals(words(entry.name())) || words.equals(country)
				|| (hasPlace(entry) && ("-" + words + "-").contains("-" + place(entry) + "-"));
	}

	// Countries, points of the compass and abbreviations such as UAE do not identify one
	// Region.
	private static boolean hasPlace(Entry entry) {
		String place = place(entry);
		return entry.partition().equals(COMMERCIAL_PARTITION) && entry.name().indexOf('(') > 0
				&& place.length() > MAX_ABBREVIATION_LENGTH && !COMPASS_POINT.matcher(place).matches();
	}

	// The place in 'Europe (Frankfurt)'. 'US East (N. Virginia)' is called Virginia.
	private static String place(Entry entry) {
		String name = entry.name();
		String place = name.substring(name.indexOf('(') + 1).replaceAll("\\).*", "");
		return words(place.replaceFirst("^[NS]\\. ", ""));
	}

	/**
	 * A line of the table.
	 *
	 * @param region the Region
	 * @param country its ISO 3166-1 alpha-2 code, or {@code null} when it is not
	 * published
	 * @param partition its partition
	 * @param name its name
	 */
	public record Entry(RegionCode region, @Nullable String country, String partition, String name) {
	}

}
