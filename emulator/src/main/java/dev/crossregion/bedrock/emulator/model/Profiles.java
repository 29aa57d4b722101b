package dev.crossregion.bedrock.emulator.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Holds the system profiles that can be called from each source Region: those of the
 * snapshot, and those that a test has set. A Region that the snapshot does not have
 * counts as a commercial one. Thread-safe.
 * <p>
 * Internal: public only for the other packages of the emulator.
 */
public final class Profiles {

	private static final String GLOBAL = "global";

	private static final String COMMERCIAL = "aws";

	private final Map<String, SortedMap<String, Profile>> bySource = new ConcurrentHashMap<>();

	private final Set<String> regions = new TreeSet<>();

	Profiles() {
		Snapshot.shared().partitions().forEach((region, partition) -> {
			if (partition.equals(COMMERCIAL)) {
				this.regions.add(region);
			}
		});
		reset();
	}

	void reset() {
		this.bySource.clear();
		for (Snapshot.Route route : Snapshot.shared().routes()) {
			route.sources().forEach((source) -> set(source, route.profile(), List.of(route.destinations().split(","))));
		}
	}

	void set(String source, String id, List<String> destinations) {
		String model = id.substring(id.indexOf('.') + 1);
		List<String> arns = new ArrayList<>();
		if (destinations.equals(List.of("*"))) {
			arns.add(modelArn("", model));
			arns.add(modelArn(source, model));
		}
		else {
			for (String destination : destinations) {
				arns.add(modelArn(destination, model));
			}
		}
		change(source, (profiles) -> profiles.put(id, new Profile(id, model, arns)));
	}

	void remove(String source, String id) {
		change(source, (profiles) -> profiles.remove(id));
	}

	// Replaced as a whole, because other threads read it.
	private void change(String source, Consumer<SortedMap<String, Profile>> change) {
		this.bySource.compute(source, (region, held) -> {
			SortedMap<String, Profile> changed = (held != null) ? new TreeMap<>(held) : new TreeMap<>();
			change.accept(changed);
			return changed;
		});
	}

	public static String modelArn(String region, String model) {
		return "arn:" + partition(region) + ":bedrock:" + region + "::foundation-model/" + model;
	}

	public static String partition(String region) {
		return Snapshot.shared().partitions().getOrDefault(region, COMMERCIAL);
	}

	private SortedMap<String, Profile> held(String source) {
		return this.bySource.getOrDefault(source, Collections.emptySortedMap());
	}

	List<Profile> from(String source) {
		return List.copyOf(held(source).values());
	}

	Optional<Profile> find(String source, String id) {
		return Optional.ofNullable(held(source).get(id));
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
