package dev.crossregion.bedrock.profile;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The snapshot of Regions and inference profiles that is shipped with the starter. It
 * carries its date and its sources, and ages within weeks: live evidence is better.
 *
 * @since 0.1.0
 */
public final class BundledSnapshot {

	private static final String RESOURCE = "snapshot.tsv";

	private Instant asOf = Instant.EPOCH;

	private final List<String> sources = new ArrayList<>();

	private final List<RegionTable.Entry> regions = new ArrayList<>();

	private final Map<RegionCode, List<InferenceProfile>> profiles = new HashMap<>();

	private BundledSnapshot(Reader reader) throws IOException {
		BufferedReader lines = new BufferedReader(reader);
		String profile = "";
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			String[] columns = line.split("\t");
			switch (columns[0]) {
				case "as-of" -> {
					this.asOf = LocalDate.parse(columns[1]).atStartOfDay(ZoneOffset.UTC).toInstant();
				}
				case "source" -> this.sources.add(columns[1] + " (" + columns[2] + "): " + columns[3]);
				case "region" -> this.regions
					.add(new RegionTable.Entry(new RegionCode(columns[1]), columns[2], columns[3], columns[4]));
				case "profile" -> {
					profile = columns[1];
				}
				case "route" -> addRoute(profile, columns[1], columns[2]);
				default -> {
					if (!line.startsWith("#")) {
						throw new IllegalStateException("The snapshot holds a line of no known kind: " + line);
					}
				}
			}
		}
	}

	private void addRoute(String id, String sourceRegions, String destinations) {
		InferenceProfile profile = new InferenceProfile(id, InferenceProfile.Type.SYSTEM_DEFINED,
				InferenceProfileId.parse(id).model(), switch (destinations) {
					case "*" -> new Destinations.Anywhere();
					case "?" -> new Destinations.Unknown();
					default -> Destinations.of(regionCodes(destinations));
				});
		for (RegionCode sourceRegion : regionCodes(sourceRegions)) {
			this.profiles.computeIfAbsent(sourceRegion, (region) -> new ArrayList<>()).add(profile);
		}
	}

	private static List<RegionCode> regionCodes(String list) {
		return Arrays.stream(list.split(",")).map(RegionCode::new).toList();
	}

	/**
	 * Read the snapshot.
	 * @return the snapshot
	 */
	public static BundledSnapshot load() {
		try (InputStream resource = BundledSnapshot.class.getResourceAsStream(RESOURCE)) {
			if (resource == null) {
				throw new IllegalStateException("The snapshot '" + RESOURCE + "' is missing beside "
						+ BundledSnapshot.class.getName() + "; the jar is damaged");
			}
			return new BundledSnapshot(new InputStreamReader(resource, StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The snapshot '" + RESOURCE + "' cannot be read", ex);
		}
	}

	/**
	 * The day up to which the snapshot was seen to be true.
	 * @return the start of that day, in UTC
	 */
	public Instant asOf() {
		return this.asOf;
	}

	/**
	 * Where the snapshot comes from.
	 * @return a line for each source
	 */
	public List<String> sources() {
		return List.copyOf(this.sources);
	}

	/**
	 * The Regions.
	 * @return the table of Regions
	 */
	public RegionTable regions() {
		return new RegionTable(this.regions);
	}

	/**
	 * The profiles by source Region, for every Region of the table. Nothing is known
	 * about what a Region serves itself.
	 * @return the catalog
	 */
	public InferenceProfileCatalog catalog() {
		Evidence evidence = new Evidence(Evidence.Source.BUNDLED, this.asOf);
		return new EvidenceCatalog(this.regions.stream()
			.map(RegionTable.Entry::region)
			.map((region) -> new RegionEvidence(region, evidence, this.profiles.getOrDefault(region, List.of()), null))
			.toList());
	}

}
