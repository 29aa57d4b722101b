package dev.crossregion.bedrock.profile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The snapshot of Regions, inference profiles and facts about models that is shipped with
 * the starter. It carries its sources and the date of each statement, and ages within
 * weeks: live evidence is better. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class BundledSnapshot {

	private static final String RESOURCE = "snapshot.tsv";

	/** Stands where the published material does not say. */
	private static final String UNKNOWN = "?";

	/** Stands where a quota has no such column, or none is known. */
	private static final String NONE = "-";

	private Instant asOf = Instant.EPOCH;

	private Instant modelsAsOf = Instant.EPOCH;

	private final List<String> sources = new ArrayList<>();

	private final List<RegionTable.Entry> regions = new ArrayList<>();

	private final Map<RegionCode, Map<InferenceProfile, Optional<Instant>>> profiles = new HashMap<>();

	private final SortedSet<String> profileIds = new TreeSet<>();

	private final SortedMap<String, LocalDate> goneProfiles = new TreeMap<>();

	private final SortedMap<FoundationModelId, ModelFacts> models = new TreeMap<>();

	private final List<ServiceQuota> quotas = new ArrayList<>();

	private final Map<QuotaKey, ServiceQuota> ordinaryQuotas = new HashMap<>();

	private BundledSnapshot(Reader reader) throws IOException {
		BufferedReader lines = new BufferedReader(reader);
		int number = 0;
		String profile = null;
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			number++;
			if (line.startsWith("#")) {
				continue;
			}
			try {
				profile = read(line.split("\t"), profile);
			}
			catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException ex) {
				throw new IllegalStateException(
						"Line " + number + " of the snapshot cannot be read: '" + line + "' (" + ex.getMessage() + ")",
						ex);
			}
		}
		if (this.asOf.equals(Instant.EPOCH)) {
			throw new IllegalStateException("The snapshot has no line 'as-of' and a date; it is no snapshot");
		}
	}

	private @Nullable String read(String[] columns, @Nullable String profile) {
		switch (columns[0]) {
			case "as-of" -> {
				this.asOf = startOf(columns[1]);
			}
			case "models-as-of" -> {
				this.modelsAsOf = startOf(columns[1]);
			}
			case "source" -> this.sources.add(columns[1] + " (" + columns[2] + "): " + columns[3]);
			case "region" -> this.regions.add(new RegionTable.Entry(new RegionCode(columns[1]),
					(!columns[2].equals(UNKNOWN)) ? columns[2] : null, columns[3], columns[4]));
			case "profile" -> {
				addProfile(columns);
				return columns[1];
			}
			case "route" -> addRoute(profile, columns);
			case "model" -> addModel(columns);
			case "quota" -> addQuota(columns);
			default -> throw new IllegalArgumentException("it is of no known kind");
		}
		return profile;
	}

	private static Instant startOf(String day) {
		return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
	}

	private void addProfile(String[] columns) {
		switch (columns[2]) {
			case "listed", "documented" -> this.profileIds.add(columns[1]);
			case "historical" -> this.goneProfiles.put(columns[1], LocalDate.parse(columns[3]));
			default -> throw new IllegalArgumentException("'" + columns[2] + "' is no status of a profile");
		}
	}

	private void addRoute(@Nullable String id, String[] columns) {
		if (id == null || this.goneProfiles.containsKey(id)) {
			throw new IllegalArgumentException("it belongs to no profile that can be called");
		}
		InferenceProfile profile = new InferenceProfile(id, InferenceProfile.Type.SYSTEM_DEFINED,
				InferenceProfileId.parse(id).model(), switch (columns[2]) {
					case "*" -> new Destinations.Anywhere();
					case UNKNOWN -> new Destinations.Unknown();
					default -> Destinations.of(regionCodes(columns[2]));
				});
		Optional<Instant> date = Optional.of(columns[3])
			.filter((text) -> !text.equals(UNKNOWN))
			.map(BundledSnapshot::startOf);
		for (RegionCode sourceRegion : regionCodes(columns[1])) {
			this.profiles.computeIfAbsent(sourceRegion, (region) -> new HashMap<>()).put(profile, date);
		}
	}

	private void addModel(String[] columns) {
		FoundationModelId model = new FoundationModelId(columns[1]);
		Map<String, String> facts = new HashMap<>();
		for (String fact : Arrays.asList(columns).subList(2, columns.length)) {
			int separator = fact.indexOf('=');
			facts.put(fact.substring(0, separator), fact.substring(separator + 1));
		}
		this.models.put(model, ModelFacts.of(model, facts));
	}

	private void addQuota(String[] columns) {
		Map<RegionCode, Long> regionalDefaults = new HashMap<>();
		if (!columns[6].equals(NONE)) {
			for (String entry : columns[6].split(",")) {
				int separator = entry.indexOf('=');
				regionalDefaults.put(new RegionCode(entry.substring(0, separator)),
						Long.valueOf(entry.substring(separator + 1)));
			}
		}
		ServiceQuota quota = new ServiceQuota(columns[7], optional(columns[1]),
				ServiceQuota.Unit.valueOf(columns[2].toUpperCase(Locale.ROOT).replace('-', '_')), kind(columns[3]),
				(optional(columns[4]) != null) ? new FoundationModelId(columns[4]) : null,
				(optional(columns[5]) != null) ? Long.valueOf(columns[5]) : null, regionalDefaults);
		this.quotas.add(quota);
		if (quota.model() != null && quota.kind() != null && quota.isOfOrdinaryCalls() && this.ordinaryQuotas
			.putIfAbsent(new QuotaKey(quota.model(), quota.kind(), quota.unit()), quota) != null) {
			throw new IllegalArgumentException("the model has another quota of this kind and unit");
		}
	}

	private static @Nullable String optional(String column) {
		return (!column.equals(NONE)) ? column : null;
	}

	private static @Nullable InferenceMode kind(String column) {
		return switch (column) {
			case NONE -> null;
			case "geographic" -> InferenceMode.GEOGRAPHIC;
			case "global" -> InferenceMode.GLOBAL;
			case "on-demand" -> InferenceMode.IN_REGION;
			default -> throw new IllegalArgumentException("'" + column + "' is no kind of profile");
		};
	}

	private static List<RegionCode> regionCodes(String list) {
		return Arrays.stream(list.split(",")).map(RegionCode::new).toList();
	}

	/**
	 * Read the snapshot that is shipped with the starter.
	 * @return the snapshot
	 */
	public static BundledSnapshot load() {
		try (InputStream resource = BundledSnapshot.class.getResourceAsStream(RESOURCE)) {
			if (resource == null) {
				throw new IllegalStateException("The snapshot '" + RESOURCE + "' is missing beside "
						+ BundledSnapshot.class.getName() + "; the jar is damaged");
			}
			return read(new InputStreamReader(resource, StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The snapshot '" + RESOURCE + "' cannot be read", ex);
		}
	}

	static BundledSnapshot read(Reader reader) throws IOException {
		return new BundledSnapshot(reader);
	}

	/**
	 * The day of the newest scan of profiles. Single statements may be older or newer:
	 * each profile has a date of its own from each source Region.
	 * @return the start of that day, in UTC
	 * @see RegionEvidence#evidenceOf(InferenceProfile)
	 */
	public Instant asOf() {
		return this.asOf;
	}

	/**
	 * The day up to which the facts about models were collected.
	 * @return the start of that day, in UTC
	 */
	public Instant modelsAsOf() {
		return this.modelsAsOf;
	}

	/**
	 * Where the snapshot comes from.
	 * @return a line for each source
	 */
	public List<String> sources() {
		return List.copyOf(this.sources);
	}

	/**
	 * The Regions of all partitions.
	 * @return the table of Regions
	 */
	public RegionTable regions() {
		return new RegionTable(this.regions);
	}

	/**
	 * The system-defined profiles that exist, also those of which no source Region is
	 * known.
	 * @return their IDs, in order
	 */
	public SortedSet<String> profileIds() {
		return Collections.unmodifiableSortedSet(this.profileIds);
	}

	/**
	 * Profiles that were there once and are gone.
	 * @return the day each was seen last, by its ID
	 */
	public SortedMap<String, LocalDate> goneProfiles() {
		return Collections.unmodifiableSortedMap(this.goneProfiles);
	}

	/**
	 * What is known of a model.
	 * @param model the model
	 * @return the facts, or empty when the snapshot does not have the model
	 */
	public Optional<ModelFacts> facts(FoundationModelId model) {
		return Optional.ofNullable(this.models.get(model));
	}

	/**
	 * What is known of all models.
	 * @return the facts, ordered by model
	 */
	public List<ModelFacts> models() {
		return List.copyOf(this.models.values());
	}

	/**
	 * The quotas of Service Quotas that are known.
	 * @return the quotas in the order of their names
	 */
	public List<ServiceQuota> quotas() {
		return List.copyOf(this.quotas);
	}

	/**
	 * The quota that ordinary calls of a model draw on.
	 * @param model the model
	 * @param kind the kind of profile that they name; {@link InferenceMode#IN_REGION} for
	 * the model itself
	 * @param unit what it counts
	 * @return the quota, or empty when none is known
	 */
	public Optional<ServiceQuota> quota(FoundationModelId model, InferenceMode kind, ServiceQuota.Unit unit) {
		return Optional.ofNullable(this.ordinaryQuotas.get(new QuotaKey(model, kind, unit)));
	}

	/**
	 * The profiles by source Region, for every Region of the table. Nothing is known
	 * about what a Region serves itself.
	 * @return the catalog
	 */
	public InferenceProfileCatalog catalog() {
		Instant oldest = Stream.concat(Stream.of(this.asOf),
				this.profiles.values().stream().flatMap((dates) -> dates.values().stream()).flatMap(Optional::stream))
			.min(Comparator.naturalOrder())
			.orElseThrow();
		return new EvidenceCatalog(this.regions.stream().map((entry) -> evidence(entry.region(), oldest)).toList());
	}

	// What nothing dates is taken to be as old as the oldest statement: a date must never
	// make evidence look newer than it is. A Region as a whole is as old as its oldest
	// profile.
	private RegionEvidence evidence(RegionCode region, Instant oldest) {
		Map<InferenceProfile, Optional<Instant>> dates = this.profiles.getOrDefault(region, Map.of());
		Map<String, Evidence> evidence = new HashMap<>();
		dates.forEach((profile, date) -> evidence.put(profile.id(),
				new Evidence(Evidence.Source.BUNDLED, date.orElse(oldest))));
		Evidence whole = evidence.values()
			.stream()
			.min(Comparator.comparing(Evidence::asOf))
			.orElse(new Evidence(Evidence.Source.BUNDLED, this.asOf));
		evidence.values().removeIf(whole::equals);
		return new RegionEvidence(region, whole, List.copyOf(dates.keySet()), null, evidence);
	}

	private record QuotaKey(FoundationModelId model, InferenceMode kind, ServiceQuota.Unit unit) {
	}

}
