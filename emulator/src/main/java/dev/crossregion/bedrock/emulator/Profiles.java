package dev.crossregion.bedrock.emulator;

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
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The profiles that can be called from each source Region, as the snapshot of the starter
 * has them. A profile whose destinations nobody states is left out.
 */
final class Profiles {

	private static final String GLOBAL = "global";

	/** The partitions by the beginnings of their Regions; all others are commercial. */
	private static final Map<String, String> PARTITIONS = Map.of("us-gov-", "aws-us-gov", "cn-", "aws-cn", "eusc-",
			"aws-eusc", "us-iso-", "aws-iso", "us-isob-", "aws-iso-b", "eu-isoe-", "aws-iso-e", "us-isof-",
			"aws-iso-f");

	private final SortedMap<String, SortedMap<String, Profile>> bySource = new TreeMap<>();

	private final Set<String> regions = new TreeSet<>();

	Profiles() {
		try (InputStream resource = Profiles.class.getResourceAsStream("snapshot.tsv")) {
			if (resource == null) {
				throw new IllegalStateException("snapshot.tsv is missing beside " + Profiles.class.getName());
			}
			read(new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("snapshot.tsv cannot be read", ex);
		}
	}

	private void read(BufferedReader lines) throws IOException {
		String id = "";
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			String[] columns = line.split("\t");
			if (columns[0].equals("region") && columns[3].equals("aws")) {
				this.regions.add(columns[1]);
			}
			else if (columns[0].equals("profile")) {
				id = columns[1];
			}
			else if (columns[0].equals("route") && !columns[2].equals("?")) {
				for (String source : columns[1].split(",")) {
					add(source, id, columns[2]);
				}
			}
		}
	}

	private void add(String source, String id, String destinations) {
		String model = id.substring(id.indexOf('.') + 1);
		List<String> arns = new ArrayList<>();
		if (destinations.equals("*")) {
			arns.add(modelArn("", model));
			arns.add(modelArn(source, model));
		}
		else {
			for (String destination : destinations.split(",")) {
				arns.add(modelArn(destination, model));
			}
		}
		this.bySource.computeIfAbsent(source, (region) -> new TreeMap<>()).put(id, new Profile(id, model, arns));
	}

	static String modelArn(String region, String model) {
		return "arn:" + partition(region) + ":bedrock:" + region + "::foundation-model/" + model;
	}

	static String partition(String region) {
		return PARTITIONS.entrySet()
			.stream()
			.filter((partition) -> region.startsWith(partition.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse("aws");
	}

	List<Profile> from(String source) {
		return List.copyOf(this.bySource.getOrDefault(source, new TreeMap<>()).values());
	}

	Optional<Profile> find(String source, String id) {
		return Optional.ofNullable(this.bySource.getOrDefault(source, new TreeMap<>()).get(id));
	}

	boolean hasProfileOf(String source, String model) {
		return from(source).stream().anyMatch((profile) -> profile.model().equals(model));
	}

	/**
	 * Where a call may run.
	 * @param arns the model ARNs of a profile
	 * @return the Regions; for a global profile every commercial one
	 */
	List<String> destinations(List<String> arns) {
		List<String> named = arns.stream().map((arn) -> arn.split(":", 5)[3]).toList();
		return (named.contains("")) ? List.copyOf(this.regions) : named;
	}

	/**
	 * A profile as one source Region sees it.
	 *
	 * @param id the ID, or the ARN of an application profile
	 * @param model the foundation model
	 * @param modelArns a model ARN for each destination; an empty Region means anywhere
	 */
	record Profile(String id, String model, List<String> modelArns) {

		Profile {
			modelArns = List.copyOf(modelArns);
		}

		boolean isApplication() {
			return this.id.startsWith("arn:");
		}

		String name() {
			return (isApplication()) ? this.id.substring(this.id.lastIndexOf('/') + 1)
					: this.id.substring(0, this.id.indexOf('.')).toUpperCase(Locale.ROOT) + " " + this.model;
		}

		String description() {
			boolean global = this.id.startsWith(GLOBAL + ".");
			return "Routes requests to " + this.model
					+ ((global) ? " globally across all supported AWS Regions." : " in "
							+ String.join(", ", this.modelArns.stream().map((arn) -> arn.split(":", 5)[3]).toList())
							+ ".");
		}

	}

}
