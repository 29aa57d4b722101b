package dev.crossregion.bedrock.profile;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The text of a snapshot, put together line by line. Whatever order things are added in,
 * the same things give the same text.
 */
final class SnapshotText {

	private static final String HEADER = """
			# What Amazon Bedrock serves from where: inference profiles by source Region, and the Regions with their countries.
			# Written by SnapshotGenerator, never by hand. Columns are separated by one tab; a route belongs to the profile above it.
			# source: id, date, what it is. region: code, ISO 3166-1 country, partition, name. profile: id, listed (seen in an API scan)
			# or documented (AWS model card only). route: source Regions, destination Regions (* anywhere, ? not stated).
			""";

	private final LocalDate asOf;

	private final List<String> sources = new ArrayList<>();

	private final SortedMap<String, String> regions = new TreeMap<>();

	private final SortedMap<InferenceProfileId, Entry> profiles = new TreeMap<>(
			Comparator.comparing(InferenceProfileId::model).thenComparing(InferenceProfileId::value));

	SnapshotText(LocalDate asOf) {
		this.asOf = asOf;
	}

	SnapshotText source(String id, String date, String what) {
		this.sources.add(line("source", id, date, what));
		return this;
	}

	SnapshotText region(String code, String country, String partition, String name) {
		this.regions.put(code, line("region", code, country, partition, name));
		return this;
	}

	SnapshotText route(InferenceProfileId profile, Status status, RegionCode sourceRegion, Destinations destinations) {
		this.profiles.computeIfAbsent(profile, (id) -> new Entry(status, new TreeMap<>())).routes.put(sourceRegion,
				destinations);
		return this;
	}

	boolean hasRoutes() {
		return !this.profiles.isEmpty();
	}

	@Override
	public String toString() {
		List<String> lines = new ArrayList<>();
		lines.add(line("as-of", this.asOf.toString()));
		lines.addAll(this.sources);
		lines.addAll(this.regions.values());
		this.profiles.forEach((id, entry) -> {
			lines.add(line("profile", id.value(), entry.status.value));
			lines.addAll(routes(entry.routes));
		});
		return HEADER + String.join("\n", lines) + "\n";
	}

	// One line for all source Regions with the same destinations, in the order of the
	// first.
	private static List<String> routes(SortedMap<RegionCode, Destinations> routes) {
		Map<String, List<RegionCode>> groups = new LinkedHashMap<>();
		routes.forEach((region, destinations) -> groups
			.computeIfAbsent(String.join(",", destinations.codes()), (codes) -> new ArrayList<>())
			.add(region));
		return groups.entrySet()
			.stream()
			.map((group) -> line("route", join(group.getValue()), group.getKey()))
			.toList();
	}

	private static String join(Collection<RegionCode> regions) {
		return regions.stream().map(RegionCode::value).collect(Collectors.joining(","));
	}

	private static String line(String... columns) {
		for (String column : columns) {
			if (column.isEmpty() || column.chars().anyMatch(Character::isISOControl)) {
				throw new IllegalArgumentException("A column is empty or breaks the line: " + List.of(columns));
			}
		}
		return String.join("\t", columns);
	}

	enum Status {

		/** Seen in an answer of the Bedrock control plane. */
		LISTED("listed"),

		/** Only an AWS model card names it. */
		DOCUMENTED("documented");

		private final String value;

		Status(String value) {
			this.value = value;
		}

	}

	private record Entry(Status status, SortedMap<RegionCode, Destinations> routes) {
	}

}
