package dev.crossregion.bedrock.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossregion.bedrock.profile.SnapshotText.Status;
import org.jspecify.annotations.Nullable;

/**
 * Reads a collection of published scans and model cards into a snapshot: the inference
 * profiles and Regions from one file in JSON, the facts about models and the quotas from
 * two others beside it.
 */
final class ReferenceFile {

	/**
	 * The file names geographies in AWS's words, which the snapshot holds as countries.
	 */
	private static final Map<String, String> COUNTRIES = Map.ofEntries(Map.entry("Australia", "AU"),
			Map.entry("Bahrain", "BH"), Map.entry("Brazil", "BR"), Map.entry("Canada", "CA"), Map.entry("China", "CN"),
			Map.entry("France", "FR"), Map.entry("Germany", "DE"), Map.entry("Hong Kong", "HK"),
			Map.entry("India", "IN"), Map.entry("Indonesia", "ID"), Map.entry("Ireland", "IE"),
			Map.entry("Israel", "IL"), Map.entry("Italy", "IT"), Map.entry("Japan", "JP"), Map.entry("Malaysia", "MY"),
			Map.entry("Mexico", "MX"), Map.entry("New Zealand", "NZ"), Map.entry("Singapore", "SG"),
			Map.entry("South Africa", "ZA"), Map.entry("South Korea", "KR"), Map.entry("Spain", "ES"),
			Map.entry("Sweden", "SE"), Map.entry("Switzerland", "CH"), Map.entry("Taiwan", "TW"),
			Map.entry("Thailand", "TH"), Map.entry("United Arab Emirates", "AE"), Map.entry("United Kingdom", "GB"),
			Map.entry("United States of America", "US"));

	private static final String PROFILES = "inference-profiles.json";

	private static final String MODELS = "models.json";

	private static final String QUOTAS = "quota-names.json";

	private static final String PRICES = "prices.json";

	/** Stands for all Regions that are not named. */
	private static final String OTHER = "other";

	/**
	 * A source without a date of its own may still be known to be newer than a day,
	 * because it mentions what did not exist before. What it says was true after that day
	 * at the latest known moment, so that day is the date that claims no more than is
	 * known.
	 */
	private static final Pattern KNOWN_AFTER = Pattern
		.compile("undated; .*?\\b(?:after|newer than) ([0-9]{4}-[0-9]{2}-[0-9]{2})\\b.*");

	/**
	 * A source that is a series, from its first day to its last. A statement may come
	 * from any of them, so only the first day is certain.
	 */
	private static final Pattern SERIES = Pattern
		.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})\\.\\.[0-9]{4}-[0-9]{2}-[0-9]{2}");

	private static final Pattern DAY = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})");

	/** What a status says, and where it holds, such as {@code EOL (us-west-2)}. */
	private static final Pattern STATUS = Pattern.compile("([A-Z]+)(?: \\((.+)\\))?");

	private final JsonNode root;

	private final JsonNode models;

	private final JsonNode quotas;

	private final JsonNode prices;

	private final Map<String, Optional<LocalDate>> dates = new HashMap<>();

	/**
	 * Read the files.
	 * @param place the folder that holds the files, or the file of the profiles, beside
	 * which the others lie
	 * @throws IOException if one of them cannot be read
	 */
	ReferenceFile(Path place) throws IOException {
		Path profiles = (Files.isDirectory(place)) ? place.resolve(PROFILES) : place;
		this.root = new ObjectMapper().readTree(profiles.toFile());
		this.models = new ObjectMapper().readTree(profiles.resolveSibling(MODELS).toFile());
		this.quotas = new ObjectMapper().readTree(profiles.resolveSibling(QUOTAS).toFile());
		this.prices = new ObjectMapper().readTree(profiles.resolveSibling(PRICES).toFile());
	}

	SnapshotText read() {
		SnapshotText snapshot = new SnapshotText(LocalDate.parse(text(this.root, "asOf")),
				LocalDate.parse(text(this.models, "asOf")));
		for (JsonNode source : this.root.required("sources")) {
			String date = source.path("date").asText("undated");
			this.dates.put(text(source, "id"), day(date));
			snapshot.source(text(source, "id"), date, text(source, "kind"));
		}
		Stream.of(this.models, this.quotas)
			.flatMap((file) -> file.required("sources").properties().stream())
			.forEach((source) -> snapshot.source(source.getKey(), source.getValue().path("date").asText("undated"),
					text(source.getValue(), "kind")));
		addRegions(snapshot, this.root.required("regions"));
		addRegions(snapshot, this.root.path("regionsOfOtherPartitions"));
		this.root.required("profiles").forEach((profile) -> addProfile(snapshot, profile));
		ReferencePrices prices = new ReferencePrices(this.prices, (id) -> isCallable(id));
		Set<String> usedSources = new TreeSet<>();
		this.models.required("models")
			.forEach((model) -> snapshot.model(new FoundationModelId(text(model, "modelId")),
					facts(model, prices, usedSources)));
		this.prices.required("sources").forEach((source) -> {
			if (usedSources.contains(text(source, "id"))) {
				snapshot.source(text(source, "id"), date(source), text(source, "what"));
			}
		});
		this.quotas.required("quotas")
			.forEach((quota) -> snapshot.quota(text(quota, "name"), optional(quota, "code"), text(quota, "unit"),
					optional(quota, "kind"), optional(quota, "model"), defaults(quota)));
		return snapshot;
	}

	private static Map<@Nullable String, String> defaults(JsonNode quota) {
		Map<@Nullable String, String> defaults = new HashMap<>();
		String other = optional(quota, "default");
		if (other != null) {
			defaults.put(null, other);
		}
		quota.path("defaultByRegion").properties().forEach((region) -> {
			String value = region.getValue().asText();
			if (!region.getKey().equals(OTHER)) {
				defaults.put(region.getKey(), value);
			}
			else if (!value.equals(other)) {
				throw new IllegalStateException("The default of '" + text(quota, "name") + "' is " + other
						+ " and that of other Regions " + value + "; they have to be the same");
			}
		});
		return defaults;
	}

	private static Optional<LocalDate> day(String date) {
		return Stream.of(DAY, SERIES, KNOWN_AFTER)
			.map((pattern) -> pattern.matcher(date))
			.filter(Matcher::matches)
			.map((matcher) -> LocalDate.parse(matcher.group(1)))
			.findFirst();
	}

	private static void addRegions(SnapshotText snapshot, JsonNode regions) {
		regions.properties()
			.forEach((region) -> snapshot.region(region.getKey(), country(region.getValue()),
					text(region.getValue(), "partition"), text(region.getValue(), "name")));
	}

	private void addProfile(SnapshotText snapshot, JsonNode profile) {
		InferenceProfileId id = InferenceProfileId.parse(text(profile, "id"));
		if (text(profile, "status").equals("historical")) {
			snapshot.goneProfile(id, LocalDate.parse(text(profile, "lastSeen")));
			return;
		}
		Status status = (text(profile, "status").startsWith("listed")) ? Status.LISTED : Status.DOCUMENTED;
		snapshot.profile(id, status);
		profile.required("routes")
			.properties()
			.forEach((route) -> snapshot.route(id, status, new RegionCode(route.getKey()),
					destinations(id, route.getValue()), newest(profile.required("evidence").path(route.getKey()))));
	}

	// A source without a date makes evidence neither newer nor older.
	private @Nullable LocalDate newest(JsonNode sources) {
		List<LocalDate> known = new ArrayList<>();
		for (JsonNode source : sources) {
			Optional<LocalDate> date = this.dates.get(source.asText());
			if (date == null) {
				throw new IllegalStateException("Evidence names the source '" + source.asText()
						+ "', which is not among the sources " + new TreeSet<>(this.dates.keySet()));
			}
			date.ifPresent(known::add);
		}
		return known.stream().max(Comparator.naturalOrder()).orElse(null);
	}

	private static String date(JsonNode source) {
		return source.path("fileCommitDate").asText(source.path("date").asText("undated"));
	}

	private boolean isCallable(String profile) {
		for (JsonNode known : this.root.required("profiles")) {
			if (text(known, "id").equals(profile)) {
				return !text(known, "status").equals("historical");
			}
		}
		return false;
	}

	private static Map<String, @Nullable String> facts(JsonNode model, ReferencePrices prices, Set<String> sources) {
		JsonNode caching = model.required("promptCaching");
		JsonNode tools = model.required("toolUse");
		JsonNode lifeCycle = model.required("lifecycle");
		Map<String, @Nullable String> facts = new LinkedHashMap<>();
		facts.put("max-output", optional(model, "maxOutputTokens"));
		facts.put("context", optional(model, "contextWindow"));
		facts.put("burndown", optional(model, "burndown"));
		facts.put("sampling", sampling(optional(model, "sampling")));
		facts.put("streaming", answer(model, "streaming"));
		facts.put("caching-implicit", answer(caching, "implicit"));
		facts.put("caching-explicit", answer(caching, "explicit"));
		facts.put("caching-min", optional(caching, "minTokens"));
		facts.put("tools", answer(tools, "converse"));
		facts.put("stream-tools", answer(tools, "converseStream"));
		facts.put("count-tokens", answer(model, "countTokensOnRuntime"));
		facts.put("tiers", list(model.required("serviceTiers")));
		putStatus(facts, optional(lifeCycle, "status"));
		facts.put("launch", optional(lifeCycle, "launch"));
		facts.put("legacy", optional(lifeCycle, "legacy"));
		facts.put("extended-access", optional(lifeCycle, "extendedAccess"));
		facts.put("eol", optional(lifeCycle, "eol"));
		facts.put("eol-not-before", optional(lifeCycle, "eolNoSoonerThan"));
		facts.put("legacy-period", optional(lifeCycle, "legacyPeriod"));
		if ("ACTIVE".equals(optional(lifeCycle, "status"))) {
			facts.putAll(prices.of(text(model, "modelId")));
			Optional.ofNullable(facts.get("prices-from")).ifPresent(sources::add);
		}
		facts.put("note", (model.has("note")) ? optional(model, "note") : null);
		return facts;
	}

	private static void putStatus(Map<String, @Nullable String> facts, @Nullable String text) {
		if (text == null) {
			return;
		}
		Matcher status = STATUS.matcher(text);
		if (!status.matches()) {
			throw new IllegalStateException(
					"'" + text + "' is no status of a life cycle; it looks like 'ACTIVE' or" + " 'EOL (us-west-2)'");
		}
		facts.put("status", status.group(1));
		facts.put("status-where", status.group(2));
	}

	private static @Nullable String sampling(@Nullable String text) {
		if (text == null) {
			return null;
		}
		return switch (text) {
			case "temperature or topP, not both" -> "one-of";
			case "refused (temperature, topP, top_k other than the default)" -> "default-only";
			default -> throw new IllegalStateException("'" + text
					+ "' is no rule of sampling that is known here; add it to " + ReferenceFile.class.getSimpleName());
		};
	}

	private static @Nullable String answer(JsonNode node, String field) {
		JsonNode value = node.required(field);
		if (value.isNull()) {
			return null;
		}
		return (value.booleanValue()) ? "yes" : "no";
	}

	private static @Nullable String list(JsonNode values) {
		if (values.isNull()) {
			return null;
		}
		List<String> texts = new ArrayList<>();
		values.forEach((value) -> texts.add(value.asText()));
		return String.join(",", texts);
	}

	private static @Nullable String optional(JsonNode node, String field) {
		JsonNode value = node.required(field);
		return (value.isNull()) ? null : value.asText();
	}

	private static Destinations destinations(InferenceProfileId id, JsonNode regions) {
		if (!regions.isNull()) {
			Collection<RegionCode> codes = new ArrayList<>();
			regions.forEach((region) -> codes.add(new RegionCode(region.asText())));
			return Destinations.of(codes);
		}
		return (id.prefix().equals(InferenceProfileId.GLOBAL_PREFIX)) ? new Destinations.Anywhere()
				: new Destinations.Unknown();
	}

	private static String country(JsonNode region) {
		if (region.required("geography").isNull()) {
			return "?";
		}
		String geography = text(region, "geography");
		String country = COUNTRIES.get(geography);
		if (country == null) {
			throw new IllegalStateException("No country is known for the geography '" + geography + "'; add it to "
					+ ReferenceFile.class.getSimpleName() + ", which knows " + List.copyOf(COUNTRIES.keySet()));
		}
		return country;
	}

	private static String text(JsonNode node, String field) {
		return node.required(field).asText();
	}

}
