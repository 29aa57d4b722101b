package dev.crossregion.bedrock.emulator.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Reads the snapshot of the starter: Regions, profiles with their routes, facts about
 * models, and quotas. Historical profiles and routes with unknown destinations are left
 * out.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class Snapshot {

	private static final Snapshot SHARED = new Snapshot();

	private final Map<String, String> partitions = new TreeMap<>();

	private final List<Route> routes = new ArrayList<>();

	private final Map<String, ModelFacts> models = new TreeMap<>();

	private final List<Quota> quotas = new ArrayList<>();

	private Snapshot() {
		try (InputStream resource = Snapshot.class.getResourceAsStream("snapshot.tsv")) {
			if (resource == null) {
				throw new IllegalStateException(
						"snapshot.tsv is missing in the package of " + Snapshot.class.getName());
			}
			read(new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("snapshot.tsv cannot be read", ex);
		}
	}

	public static Snapshot shared() {
		return SHARED;
	}

	private void read(BufferedReader lines) throws IOException {
		String profile = "";
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			String[] columns = line.split("\t");
			switch (columns[0]) {
				case "region" -> this.partitions.put(columns[1], columns[3]);
				case "quota" -> this.quotas.add(Quota.of(columns));
				case "model" -> this.models.put(columns[1], ModelFacts.of(columns));
				case "profile" -> {
					profile = (columns[2].equals("historical")) ? "" : columns[1];
				}
				case "route" -> {
					if (!profile.isEmpty() && !columns[2].equals("?")) {
						this.routes.add(new Route(profile, List.of(columns[1].split(",")), columns[2]));
					}
				}
				default -> {
					// Metadata of the snapshot.
				}
			}
		}
	}

	/**
	 * The partitions by Region.
	 * @return the partition of each Region that is known
	 */
	Map<String, String> partitions() {
		return this.partitions;
	}

	List<Route> routes() {
		return this.routes;
	}

	public ModelFacts model(String model) {
		return this.models.getOrDefault(model, ModelFacts.UNKNOWN);
	}

	/**
	 * The quotas of Service Quotas.
	 * @return the quotas in the order of their names
	 */
	public List<Quota> quotas() {
		return this.quotas;
	}

	/**
	 * A quota of Service Quotas.
	 *
	 * @param code its code; if none is published, one derived from its name
	 * @param unit the unit that it counts
	 * @param kind the kind of profile that it applies to, or {@code -}
	 * @param model the model, or {@code -}
	 * @param name its name
	 * @param defaults the default of AWS by Region, and under {@code -} that of all other
	 * Regions
	 */
	public record Quota(String code, String unit, String kind, String model, String name,
			Map<String, Double> defaults) {

		private static final String NONE = "-";

		static Quota of(String[] columns) {
			Map<String, Double> defaults = new TreeMap<>();
			if (!columns[5].equals(NONE)) {
				defaults.put(NONE, Double.valueOf(columns[5]));
			}
			if (!columns[6].equals(NONE)) {
				for (String entry : columns[6].split(",")) {
					String[] pair = entry.split("=", 2);
					defaults.put(pair[0], Double.valueOf(pair[1]));
				}
			}
			String code = (!columns[1].equals(NONE)) ? columns[1]
					: String.format(Locale.ROOT, "L-%08X", columns[7].hashCode());
			return new Quota(code, columns[2], columns[3], columns[4], columns[7], defaults);
		}

		public @Nullable Double defaultIn(String region) {
			Double own = this.defaults.get(region);
			return (own != null) ? own : this.defaults.get(NONE);
		}

	}

	/**
	 * A profile from some source Regions.
	 *
	 * @param profile the profile
	 * @param sources the source Regions
	 * @param destinations the destination Regions, with commas between them, or {@code *}
	 */
	record Route(String profile, List<String> sources, String destinations) {
	}

}
