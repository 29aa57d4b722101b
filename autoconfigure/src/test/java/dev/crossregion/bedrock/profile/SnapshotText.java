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
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The text of a snapshot, put together line by line. Whatever order things are added in,
 * the same things give the same text.
 */
final class SnapshotText {

	private static final String HEADER = """
			# What Amazon Bedrock serves from where: inference profiles by source Region, Regions, and what is known of each model.
			# Written by SnapshotGenerator, never by hand; docs/snapshot.md explains the form. Columns are separated by one tab.
			# source: id, date, what it is. region: code, ISO 3166-1 country (? not published), partition, name.
			# profile: id, listed (seen in an API scan), documented (AWS model card only) or historical (gone) and when last seen.
			# route of the profile above: source Regions, destination Regions (* anywhere, ? not stated), date of the evidence.
			# model: id, then what is known of it; what is absent is unknown. prices are US dollars for a million tokens, input/output.
			# quota: code, unit, kind of profile, model, AWS default, other defaults by Region, name in Service Quotas; - where there is none.
			""";

	private static final String NONE = "-";

	private static final List<String> FACTS = List.of("max-output", "context", "burndown", "sampling", "streaming",
			"caching-implicit", "caching-explicit", "caching-min", "tools", "stream-tools", "count-tokens", "tiers",
			"status", "status-where", "launch", "legacy", "extended-access", "eol", "eol-not-before", "legacy-period",
			"prices", "prices-from", "note");

	private final LocalDate asOf;

	private final LocalDate modelsAsOf;

	private final SortedMap<String, String> sources = new TreeMap<>();

	private final SortedMap<String, String> regions = new TreeMap<>();

	private final SortedMap<InferenceProfileId, Entry> profiles = new TreeMap<>(
			Comparator.comparing(InferenceProfileId::model).thenComparing(InferenceProfileId::value));

	private final SortedMap<String, Map<String, String>> models = new TreeMap<>();

	private final SortedMap<String, String> quotas = new TreeMap<>();

	SnapshotText(LocalDate asOf, LocalDate modelsAsOf) {
		this.asOf = asOf;
		this.modelsAsOf = modelsAsOf;
	}

	/**
	 * Add a line about a quota as another snapshot has it.
	 * @param columns its columns
	 * @return this text
	 */
	SnapshotText quota(List<String> columns) {
		this.quotas.put(columns.get(columns.size() - 1), line(columns.toArray(String[]::new)));
		return this;
	}

	SnapshotText source(String id, String date, String what) {
		this.sources.putIfAbsent(id, line("source", id, date, what));
		return this;
	}

	SnapshotText region(String code, String country, String partition, String name) {
		this.regions.put(code, line("region", code, country, partition, name));
		return this;
	}

	/**
	 * Add a profile that can be called, or could be if any source Region were known.
	 * @param profile its ID
	 * @param status how it is known
	 * @return this text
	 */
	SnapshotText profile(InferenceProfileId profile, Status status) {
		this.profiles.putIfAbsent(profile, new Entry(line("profile", profile.value(), status.value), new TreeMap<>()));
		return this;
	}

	/**
	 * Add a profile that is gone. It has no routes.
	 * @param profile its ID
	 * @param lastSeen when it was seen last
	 * @return this text
	 */
	SnapshotText goneProfile(InferenceProfileId profile, LocalDate lastSeen) {
		this.profiles.put(profile,
				new Entry(line("profile", profile.value(), "historical", lastSeen.toString()), new TreeMap<>()));
		return this;
	}

	/**
	 * Add a route of a profile.
	 * @param profile the ID of the profile
	 * @param status how the profile is known
	 * @param sourceRegion the source Region
	 * @param destinations where it leads
	 * @param date when that was true, or {@code null} when nothing says when
	 * @return this text
	 */
	SnapshotText route(InferenceProfileId profile, Status status, RegionCode sourceRegion, Destinations destinations,
			@Nullable LocalDate date) {
		profile(profile, status);
		this.profiles.get(profile).routes.put(sourceRegion,
				line(String.join(",", destinations.codes()), (date != null) ? date.toString() : "?"));
		return this;
	}

	/**
	 * Add what is known of a model.
	 * @param model its ID
	 * @param facts the facts by the keys of the file; {@code null} is unknown and left
	 * out
	 * @return this text
	 */
	SnapshotText model(FoundationModelId model, Map<String, @Nullable String> facts) {
		if (!FACTS.containsAll(facts.keySet())) {
			throw new IllegalArgumentException("Of '" + model + "' one of the facts " + facts.keySet()
					+ " is of no known kind; there are " + FACTS);
		}
		Map<String, String> known = new LinkedHashMap<>();
		for (String key : FACTS) {
			String value = facts.get(key);
			if (value != null) {
				known.put(key, value);
			}
		}
		this.models.put(model.value(), known);
		return this;
	}

	/**
	 * Add a quota of Service Quotas.
	 * @param name its name there, which tells it from others
	 * @param code its code there, or {@code null} when it is not known
	 * @param unit what it counts
	 * @param kind the kind of profile that draws on it, or {@code null} for all together
	 * @param model the model, or {@code null} for all together or one of no profile
	 * @param defaults the default of AWS by Region, and under {@code null} that of all
	 * others
	 * @return this text
	 */
	SnapshotText quota(String name, @Nullable String code, String unit, @Nullable String kind, @Nullable String model,
			Map<@Nullable String, String> defaults) {
		String regional = new TreeMap<>(defaults.entrySet()
			.stream()
			.filter((entry) -> entry.getKey() != null)
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))).entrySet()
			.stream()
			.map((entry) -> entry.getKey() + "=" + entry.getValue())
			.collect(Collectors.joining(","));
		String line = line("quota", orNone(code), unit, orNone(kind), orNone(model), orNone(defaults.get(null)),
				(!regional.isEmpty()) ? regional : NONE, name);
		if (this.quotas.put(name, line) != null) {
			throw new IllegalArgumentException("There are two quotas named '" + name + "'");
		}
		return this;
	}

	private static String orNone(@Nullable String value) {
		return (value != null) ? value : NONE;
	}

	boolean has(InferenceProfileId profile) {
		return this.profiles.containsKey(profile);
	}

	boolean hasRoutes() {
		return this.profiles.values().stream().anyMatch((entry) -> !entry.routes.isEmpty());
	}

	@Override
	public String toString() {
		List<String> lines = new ArrayList<>();
		lines.add(line("as-of", this.asOf.toString()));
		lines.add(line("models-as-of", this.modelsAsOf.toString()));
		lines.addAll(this.sources.values());
		lines.addAll(this.regions.values());
		this.profiles.values().forEach((entry) -> {
			lines.add(entry.line);
			lines.addAll(routes(entry.routes));
		});
		this.models.forEach((id,
				facts) -> lines.add(line(Stream
					.concat(Stream.of("model", id),
							facts.entrySet().stream().map((fact) -> fact.getKey() + "=" + fact.getValue()))
					.toArray(String[]::new))));
		lines.addAll(this.quotas.values());
		return HEADER + String.join("\n", lines) + "\n";
	}

	// One line for all source Regions with the same destinations and the same date, in
	// the order of the first.
	private static List<String> routes(SortedMap<RegionCode, String> routes) {
		Map<String, List<RegionCode>> groups = new LinkedHashMap<>();
		routes.forEach((region, end) -> groups.computeIfAbsent(end, (key) -> new ArrayList<>()).add(region));
		return groups.entrySet()
			.stream()
			.map((group) -> line("route", join(group.getValue())) + "\t" + group.getKey())
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

	private record Entry(String line, SortedMap<RegionCode, String> routes) {
	}

}
