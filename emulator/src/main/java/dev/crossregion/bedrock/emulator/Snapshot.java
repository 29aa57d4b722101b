package dev.crossregion.bedrock.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The snapshot of the starter as it is written: Regions, profiles with their routes, and
 * what is known of models. Profiles that are gone and routes whose destinations nobody
 * states are left out.
 */
final class Snapshot {

	private static final Snapshot SHARED = new Snapshot();

	private final Map<String, String> partitions = new TreeMap<>();

	private final List<Route> routes = new ArrayList<>();

	private final Map<String, ModelFacts> models = new TreeMap<>();

	private Snapshot() {
		try (InputStream resource = Snapshot.class.getResourceAsStream("snapshot.tsv")) {
			if (resource == null) {
				throw new IllegalStateException("snapshot.tsv is missing beside " + Snapshot.class.getName());
			}
			read(new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("snapshot.tsv cannot be read", ex);
		}
	}

	static Snapshot shared() {
		return SHARED;
	}

	private void read(BufferedReader lines) throws IOException {
		String profile = "";
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			String[] columns = line.split("\t");
			switch (columns[0]) {
				case "region" -> this.partitions.put(columns[1], columns[3]);
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
					// Notes about the snapshot itself.
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

	ModelFacts model(String model) {
		return this.models.getOrDefault(model, ModelFacts.UNKNOWN);
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
