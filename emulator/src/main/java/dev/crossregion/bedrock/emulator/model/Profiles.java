package dev.crossregion.bedrock.emulator.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Holds the system profiles that can be called from each source Region according to the
 * snapshot. A Region that the snapshot does not have counts as a commercial one.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class Profiles {

	private static final String GLOBAL = "global";

	private static final String COMMERCIAL = "aws";

	private final SortedMap<String, SortedMap<String, Profile>> bySource = new TreeMap<>();

	private final Set<String> regions = new TreeSet<>();

	Profiles() {
		Snapshot.shared().partitions().forEach((region, partition) -> {
			if (partition.equals(COMMERCIAL)) {
				this.regions.add(region);
			}
		});
		for (Snapshot.Route route : Snapshot.shared().routes()) {
			route.sources().forEach((source) -> add(source, route.profile(), route.destinations()));
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

	public static String modelArn(String region, String model) {
		return "arn:" + partition(region) + ":bedrock:" + region + "::foundation-model/" + model;
	}

	public static String partition(String region) {
		return Snapshot.shared().partitions().getOrDefault(region, COMMERCIAL);
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
	 * The destinations of a profile.
	 * @param arns the model ARNs of a profile
	 * @return the Regions; for a global profile all commercial ones
	 */
	List<String> destinations(List<String> arns) {
		List<String> named = arns.stream().map((arn) -> arn.split(":", 5)[3]).toList();
		return (named.contains("")) ? List.copyOf(this.regions) : named;
	}

	/**
	 * A profile in one source Region.
	 *
	 * @param id the ID, or the ARN of an application profile
	 * @param model the foundation model
	 * @param modelArns a model ARN for each destination; an empty Region stands for all
	 * of them
	 */
	public record Profile(String id, String model, List<String> modelArns) {

		public Profile {
			modelArns = List.copyOf(modelArns);
		}

		public boolean isApplication() {
			return this.id.startsWith("arn:");
		}

		public String name() {
			return (isApplication()) ? this.id.substring(this.id.lastIndexOf('/') + 1)
					: this.id.substring(0, this.id.indexOf('.')).toUpperCase(Locale.ROOT) + " " + this.model;
		}

		public String description() {
			boolean global = this.id.startsWith(GLOBAL + ".");
			return "Routes requests to " + this.model
					+ ((global) ? " globally across all supported AWS Regions." : " in "
							+ String.join(", ", this.modelArns.stream().map((arn) -> arn.split(":", 5)[3]).toList())
							+ ".");
		}

	}

}
