package dev.crossregion.bedrock.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The shipped snapshot as its lines say it, read without the code that is tested.
 *
 * @param asOf its date
 * @param modelsAsOf the date of the facts about models
 * @param sources the IDs of its sources
 * @param countries the country of each Region
 * @param partitions the partition of each Region
 * @param profiles the status of each profile, and when it was last seen if it is gone
 * @param routes the profiles by source Region
 * @param models what is known of each model, in the words of the file
 */
public record SnapshotFile(String asOf, String modelsAsOf, List<String> sources, Map<String, String> countries,
		Map<String, String> partitions, Map<String, String> profiles, List<KnownRoute> routes,
		Map<String, Map<String, String>> models) {

	/**
	 * Read the file.
	 * @return what it says
	 */
	public static SnapshotFile read() {
		SnapshotFile file = new SnapshotFile(first("as-of").get(1), first("models-as-of").get(1),
				lines("source").stream().map((line) -> line.get(1)).toList(), new TreeMap<>(), new TreeMap<>(),
				new TreeMap<>(), new ArrayList<>(), new TreeMap<>());
		for (List<String> line : lines("model")) {
			Map<String, String> facts = new TreeMap<>();
			line.subList(2, line.size())
				.forEach((fact) -> facts.put(fact.substring(0, fact.indexOf('=')),
						fact.substring(fact.indexOf('=') + 1)));
			file.models.put(line.get(1), facts);
		}
		for (List<String> line : lines("region")) {
			file.countries.put(line.get(1), line.get(2));
			file.partitions.put(line.get(1), line.get(3));
		}
		List<String> profile = List.of();
		for (List<String> line : lines("profile|route")) {
			if (line.get(0).equals("profile")) {
				profile = line;
				file.profiles.put(line.get(1), String.join(" ", line.subList(2, line.size())));
				continue;
			}
			String id = profile.get(1);
			for (String sourceRegion : line.get(1).split(",")) {
				file.routes.add(new KnownRoute(id.substring(0, id.indexOf('.')), id.substring(id.indexOf('.') + 1),
						profile.get(2).equals("listed"), sourceRegion,
						(!line.get(2).equals("?")) ? sorted(line.get(2).split(",")) : null, line.get(3)));
			}
		}
		return file;
	}

	private static SortedSet<String> sorted(String[] values) {
		return new TreeSet<>(List.of(values));
	}

	private static List<String> first(String kind) {
		return lines(kind).get(0);
	}

	static List<List<String>> lines(String kinds) {
		try (InputStream resource = SnapshotFile.class.getResourceAsStream("snapshot.tsv")) {
			return new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines()
				.map((line) -> List.of(line.split("\t")))
				.filter((line) -> line.get(0).matches(kinds))
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
