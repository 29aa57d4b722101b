package dev.crossregion.bedrock.profile;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The Regions of AWS with the country each lies in. A Region that is not in the table has
 * no country.
 *
 * @since 0.1.0
 */
public final class RegionTable {

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
	 * Regions of the table whose codes look like another code.
	 * @param code the code to compare with
	 * @return at most three Regions, nearest first
	 */
	public List<RegionCode> nearMisses(String code) {
		return NearMisses.of(code, this.entries.keySet(), RegionCode::value);
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
