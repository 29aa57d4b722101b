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
 * the starter. It contains its sources and the date of each statement. It becomes
 * outdated within weeks, so live evidence is preferable. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class BundledSnapshot {

	private static final String RESOURCE = "snapshot.tsv";

	/** Marks a value that AWS does not publish. */
	private static final String UNKNOWN = "?";

	/** Marks a column of a quota that does not apply or is not known. */
	private static final String NONE = "-";

	private static @Nullable BundledSnapshot shipped;

	private Instant asOf = Instant.EPOCH;

	private Instant modelsAsOf = Instant.EPOCH;

	private final List<RegionTable.Entry> regions = new ArrayList<>();

	/** By the code of the source Region. */
	private final Map<String, List<Dated>> profiles = new HashMap<>();

	private final SortedSet<String> profileIds = new TreeSet<>();

	private final SortedMap<String, LocalDate> goneProfiles = new TreeMap<>();

	/**
	 * The unparsed line of each model. Parsing is deferred, because most applications
	 * read the facts of one model.
	 */
	private final SortedMap<String, String[]> models = new TreeMap<>();

	/** Shared instances, because the file repeats few codes thousands of times. */
	private final Map<String, RegionCode> codes = new HashMap<>();

	private final Map<String, Optional<Instant>> dates = new HashMap<>();

	private final List<String[]> quotas = new ArrayList<>();

	private BundledSnapshot(Reader reader) throws IOException {
		BufferedReader lines = new BufferedReader(reader);
		int number = 0;
		InferenceProfileId profile = null;
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

	private @Nullable InferenceProfileId read(String[] columns, @Nullable InferenceProfileId profile) {
		switch (columns[0]) {
			case "as-of" -> {
				this.asOf = startOf(columns[1]);
			}
			case "models-as-of" -> {
				this.modelsAsOf = startOf(columns[1]);
			}
			case "source" -> {
				// For readers of the file.
			}
			case "region" -> this.regions.add(new RegionTable.Entry(code(columns[1]),
					(!columns[2].equals(UNKNOWN)) ? columns[2] : null, columns[3], columns[4]));
			case "profile" -> {
				return addProfile(columns);
			}
			case "route" -> addRoute(profile, columns);
			case "model" -> this.models.put(columns[1], columns);
			case "quota" -> this.quotas.add(columns);
			default -> throw new IllegalArgumentException("it is of no known kind");
		}
		return profile;
	}

	private static Instant startOf(String day) {
		return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
	}

	// A historical profile has no routes.
	private @Nullable InferenceProfileId addProfile(String[] columns) {
		switch (columns[2]) {
			case "listed", "documented" -> {
				this.profileIds.add(columns[1]);
				return InferenceProfileId.parse(columns[1]);
			}
			case "historical" -> {
				this.goneProfiles.put(columns[1], LocalDate.parse(columns[3]));
				return null;
			}
			default -> throw new IllegalArgumentException("'" + columns[2] + "' is no status of a profile");
		}
	}

	private void addRoute(@Nullable InferenceProfileId id, String[] columns) {
		if (id == null) {
			throw new IllegalArgumentException("it belongs to no profile that can be called");
		}
		InferenceProfile profile = new InferenceProfile(id.value(), InferenceProfile.Type.SYSTEM_DEFINED, id.model(),
				switch (columns[2]) {
					case "*" -> new Destinations.Anywhere();
					case UNKNOWN -> new Destinations.Unknown();
					default -> Destinations.of(codes(columns[2]));
				});
		Optional<Instant> date = this.dates.computeIfAbsent(columns[3],
				(text) -> (text.equals(UNKNOWN)) ? Optional.empty() : Optional.of(startOf(text)));
		Dated dated = new Dated(profile, date);
		for (RegionCode sourceRegion : codes(columns[1])) {
			this.profiles.computeIfAbsent(sourceRegion.value(), (region) -> new ArrayList<>()).add(dated);
		}
	}

	private List<RegionCode> codes(String list) {
		List<RegionCode> regions = new ArrayList<>();
		for (String code : list.split(",")) {
			regions.add(code(code));
		}
		return regions;
	}

	private RegionCode code(String code) {
		return this.codes.computeIfAbsent(code, RegionCode::new);
	}

	/**
	 * The snapshot that is shipped with the starter. It is read once.
	 * @return the snapshot
	 */
	public static synchronized BundledSnapshot load() {
		BundledSnapshot snapshot = shipped;
		if (snapshot == null) {
			snapshot = read();
			shipped = snapshot;
		}
		return snapshot;
	}

	private static BundledSnapshot read() {
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
	 * Whether a text is the ID of a model or of a system-defined profile in the snapshot.
	 * @param id the text
	 * @return {@code true} if the snapshot has exactly this ID
	 */
	public boolean names(String id) {
		return this.profileIds.contains(id) || this.models.containsKey(id);
	}

	/**
	 * Profiles that existed once and do not any more.
	 * @return the day on which each was last seen, by profile ID
	 */
	public SortedMap<String, LocalDate> goneProfiles() {
		return Collections.unmodifiableSortedMap(this.goneProfiles);
	}

	/**
	 * The facts about a model.
	 * @param model the model
	 * @return the facts, or empty when the snapshot does not have the model
	 */
	public Optional<ModelFacts> facts(FoundationModelId model) {
		return Optional.ofNullable(this.models.get(model.value())).map(BundledSnapshot::facts);
	}

	private static ModelFacts facts(String[] columns) {
		try {
			Map<String, String> facts = new HashMap<>();
			for (String fact : Arrays.asList(columns).subList(2, columns.length)) {
				int separator = fact.indexOf('=');
				facts.put(fact.substring(0, separator), fact.substring(separator + 1));
			}
			return ModelFacts.of(new FoundationModelId(columns[1]), facts);
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException ex) {
			throw new IllegalStateException(
					"What the snapshot knows of the model '" + columns[1] + "' cannot be read: " + ex.getMessage(), ex);
		}
	}

	/**
	 * The facts about all models.
	 * @return the facts, ordered by model
	 */
	public List<ModelFacts> models() {
		return this.models.values().stream().map(BundledSnapshot::facts).toList();
	}

	/**
	 * The quotas of Service Quotas that are known.
	 * @return the quotas in the order of their names
	 */
	public List<ServiceQuota> quotas() {
		return this.quotas.stream().map(BundledSnapshot::quota).toList();
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
		return this.quotas.stream()
			.filter((columns) -> columns[4].equals(model.value()))
			.map(BundledSnapshot::quota)
			.filter((quota) -> quota.kind() == kind && quota.unit() == unit && quota.isOfOrdinaryCalls())
			.findFirst();
	}

	private static ServiceQuota quota(String[] columns) {
		try {
			Map<RegionCode, Long> regionalDefaults = new HashMap<>();
			if (!columns[6].equals(NONE)) {
				for (String entry : columns[6].split(",")) {
					int separator = entry.indexOf('=');
					regionalDefaults.put(new RegionCode(entry.substring(0, separator)),
							Long.valueOf(entry.substring(separator + 1)));
				}
			}
			return new ServiceQuota(columns[7], optional(columns[1]),
					ServiceQuota.Unit.valueOf(columns[2].toUpperCase(Locale.ROOT).replace('-', '_')), kind(columns[3]),
					(optional(columns[4]) != null) ? new FoundationModelId(columns[4]) : null,
					(optional(columns[5]) != null) ? Long.valueOf(columns[5]) : null, regionalDefaults);
		}
		catch (IllegalArgumentException | IndexOutOfBoundsException ex) {
			throw new IllegalStateException(
					"The quota '" + String.join(" ", columns) + "' of the snapshot cannot be read: " + ex.getMessage(),
					ex);
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

	/**
	 * The profiles by source Region, for every Region of the table. The snapshot does not
	 * contain which models a Region serves on demand. Life cycles are in the
	 * {@linkplain #facts facts}.
	 * @return the catalog
	 */
	public InferenceProfileCatalog catalog() {
		Instant oldest = Stream.concat(Stream.of(this.asOf), this.dates.values().stream().flatMap(Optional::stream))
			.min(Comparator.naturalOrder())
			.orElseThrow();
		return new EvidenceCatalog(this.regions.stream().map((entry) -> evidence(entry.region(), oldest)).toList());
	}

	// A profile without a date gets the date of the oldest statement, so that evidence
	// never looks newer than it is. A Region gets the date of its oldest profile.
	private RegionEvidence evidence(RegionCode region, Instant oldest) {
		List<Dated> dated = this.profiles.getOrDefault(region.value(), List.of());
		Map<String, Evidence> evidence = new HashMap<>();
		dated.forEach((entry) -> evidence.put(entry.profile().id(),
				new Evidence(Evidence.Source.BUNDLED, entry.date().orElse(oldest))));
		Evidence oldestOfRegion = evidence.values()
			.stream()
			.min(Comparator.comparing(Evidence::asOf))
			.orElse(new Evidence(Evidence.Source.BUNDLED, this.asOf));
		evidence.values().removeIf(oldestOfRegion::equals);
		return new RegionEvidence(region, oldestOfRegion, dated.stream().map(Dated::profile).toList(), null, evidence,
				Map.of(), null, Map.of());
	}

	/** A profile, and when it was seen from a source Region if that is known. */
	private record Dated(InferenceProfile profile, Optional<Instant> date) {
	}

}
