package dev.crossregion.bedrock.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.profile.Destinations;
import dev.crossregion.bedrock.profile.RegionCode;

/**
 * The destinations of guardrail profiles, with which the evaluation of a guardrail may
 * run in other Regions. AWS publishes them in its documentation only. Immutable and
 * thread-safe.
 *
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-cross-region-support.html">Supported
 * Regions for cross-Region guardrail inference</a>
 */
final class GuardrailProfiles {

	/** The table that is shipped with the starter. */
	static final GuardrailProfiles INSTANCE = new GuardrailProfiles();

	private static final String RESOURCE = "guardrail-profiles.tsv";

	private static final String SOURCE_REGION = ".";

	/** By the profile and the source Region. */
	private final Map<List<String>, Destinations> destinations = new HashMap<>();

	private GuardrailProfiles() {
		try (InputStream resource = GuardrailProfiles.class.getResourceAsStream(RESOURCE)) {
			if (resource == null) {
				throw new IllegalStateException("'" + RESOURCE + "' is missing beside "
						+ GuardrailProfiles.class.getName() + "; the jar is damaged");
			}
			new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8)).lines()
				.filter((line) -> !line.startsWith("#"))
				.forEach(this::add);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("'" + RESOURCE + "' cannot be read", ex);
		}
	}

	private void add(String line) {
		String[] columns = line.split("\t");
		for (String sourceRegion : columns[1].split(",")) {
			this.destinations.put(List.of(columns[0], sourceRegion),
					Destinations.of(Arrays.stream(columns[2].split(","))
						.map((code) -> new RegionCode((code.equals(SOURCE_REGION)) ? sourceRegion : code))
						.toList()));
		}
	}

	/**
	 * Where the evaluation of a guardrail may run.
	 * @param profile the ID of its guardrail profile
	 * @param sourceRegion the Region of the guardrail
	 * @return the destinations; {@link Destinations.Unknown} if the table does not have
	 * the profile from this Region
	 */
	Destinations destinations(String profile, RegionCode sourceRegion) {
		return this.destinations.getOrDefault(List.of(profile, sourceRegion.value()), new Destinations.Unknown());
	}

}
