package dev.crossregion.bedrock.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossregion.bedrock.profile.SnapshotText.Status;

/**
 * Reads a collection of published scans and model cards, in JSON, into a snapshot.
 * Profiles that are gone, and profiles that no source gives a route to, are left out.
 */
final class ReferenceFile {

	/**
	 * The file names geographies in AWS's words, which the snapshot holds as countries.
	 */
	private static final Map<String, String> COUNTRIES = Map.ofEntries(Map.entry("Australia", "AU"),
			Map.entry("Bahrain", "BH"), Map.entry("Brazil", "BR"), Map.entry("Canada", "CA"), Map.entry("France", "FR"),
			Map.entry("Germany", "DE"), Map.entry("Hong Kong", "HK"), Map.entry("India", "IN"),
			Map.entry("Indonesia", "ID"), Map.entry("Ireland", "IE"), Map.entry("Israel", "IL"),
			Map.entry("Italy", "IT"), Map.entry("Japan", "JP"), Map.entry("Malaysia", "MY"), Map.entry("Mexico", "MX"),
			Map.entry("New Zealand", "NZ"), Map.entry("Singapore", "SG"), Map.entry("South Africa", "ZA"),
			Map.entry("South Korea", "KR"), Map.entry("Spain", "ES"), Map.entry("Sweden", "SE"),
			Map.entry("Switzerland", "CH"), Map.entry("Taiwan", "TW"), Map.entry("Thailand", "TH"),
			Map.entry("United Arab Emirates", "AE"), Map.entry("United Kingdom", "GB"),
			Map.entry("United States of America", "US"));

	private final JsonNode root;

	ReferenceFile(Path file) throws IOException {
		this.root = new ObjectMapper().readTree(file.toFile());
	}

	SnapshotText read() {
		SnapshotText snapshot = new SnapshotText(LocalDate.parse(text(this.root, "asOf")));
		for (JsonNode source : this.root.required("sources")) {
			String date = source.path("date").asText("undated");
			snapshot.source(text(source, "id"), date, text(source, "kind"));
		}
		this.root.required("regions")
			.properties()
			.forEach((region) -> snapshot.region(region.getKey(), country(region.getValue()),
					text(region.getValue(), "partition"), text(region.getValue(), "name")));
		for (JsonNode profile : this.root.required("profiles")) {
			if (!text(profile, "status").equals("historical")) {
				addRoutes(snapshot, profile);
			}
		}
		return snapshot;
	}

	private static void addRoutes(SnapshotText snapshot, JsonNode profile) {
		InferenceProfileId id = InferenceProfileId.parse(text(profile, "id"));
		Status status = (text(profile, "status").startsWith("listed")) ? Status.LISTED : Status.DOCUMENTED;
		profile.required("routes")
			.properties()
			.forEach((route) -> snapshot.route(id, status, new RegionCode(route.getKey()),
					destinations(id, route.getValue())));
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
