package dev.crossregion.bedrock.profile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The collection of facts that the snapshot was made from. It is not part of this
 * project: where it lies is said by the environment variable {@value #VARIABLE}.
 *
 * @param partitions the partition of each Region
 * @param routes the profiles by source Region
 * @param models all models, of whatever there is or was
 * @param profiles the status of each profile that is there, {@code listed} or
 * {@code documented}
 * @param goneProfiles the profiles that are not there any more, and when they were last
 * seen
 */
public record ReferenceRoutes(Map<String, String> partitions, List<KnownRoute> routes, SortedSet<String> models,
		SortedMap<String, String> profiles, SortedMap<String, String> goneProfiles) {

	/** Names the file. */
	public static final String VARIABLE = "BEDROCK_REFERENCE";

	/**
	 * Read the file.
	 * @param file where it lies
	 * @return what it says
	 */
	public static ReferenceRoutes read(Path file) {
		JsonNode root = JsonMapper.builder().build().readTree(file);
		ReferenceRoutes reference = new ReferenceRoutes(new TreeMap<>(), new ArrayList<>(), new TreeSet<>(),
				new TreeMap<>(), new TreeMap<>());
		List.of("regions", "regionsOfOtherPartitions")
			.forEach((part) -> root.get(part)
				.properties()
				.forEach((region) -> reference.partitions.put(region.getKey(),
						region.getValue().get("partition").asString())));
		root.get("profiles").forEach(reference::add);
		return reference;
	}

	private void add(JsonNode profile) {
		String status = profile.get("status").asString();
		String model = profile.get("modelId").asString();
		this.models.add(model);
		if (status.equals("historical")) {
			this.goneProfiles.put(profile.get("id").asString(), profile.get("lastSeen").asString());
			return;
		}
		this.profiles.put(profile.get("id").asString(), (status.startsWith("listed")) ? "listed" : "documented");
		boolean global = profile.get("scope").asString().equals("global");
		profile.get("routes")
			.properties()
			.forEach((route) -> this.routes.add(new KnownRoute(profile.get("prefix").asString(), model,
					status.startsWith("listed"), route.getKey(), destinations(global, route.getValue()),
					newest(profile.get("evidence").get(route.getKey())))));
	}

	// The day from which on each source is known to be true; some have none.
	private static String newest(JsonNode sources) {
		Map<String, String> days = Map.of("api-quickref-2026-10-07", "2026-10-07", "api-mirai73-2026-08-21",
				"2026-08-21", "api-viewer-2026-07-30", "2026-07-30", "docs-model-cards-2026-08-22", "2026-08-22",
				"docs-model-card-transcribed", "2026-08-22", "docs-model-card-2026-10", "2026-09-30");
		TreeSet<String> found = new TreeSet<>();
		sources.forEach((source) -> found.add(days.getOrDefault(source.asString(), "")));
		return found.last();
	}

	private static @Nullable SortedSet<String> destinations(boolean global, JsonNode destinations) {
		if (global) {
			return new TreeSet<>(KnownRoute.ANYWHERE);
		}
		if (destinations.isNull()) {
			return null;
		}
		SortedSet<String> regions = new TreeSet<>();
		destinations.forEach((region) -> regions.add(region.asString()));
		return regions;
	}

}
