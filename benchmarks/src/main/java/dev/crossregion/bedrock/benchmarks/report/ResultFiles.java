package dev.crossregion.bedrock.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes a JSON file for the last run of each scenario, and one page with all results.
 *
 * @since 0.1.0
 */
public final class ResultFiles {

	private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	private final Path directory;

	private final List<String> order;

	/**
	 * Use a directory.
	 * @param directory the directory, created at the first write
	 * @param order the names of all scenarios, in the order in which the page shows them
	 */
	public ResultFiles(Path directory, List<String> order) {
		this.directory = directory;
		this.order = List.copyOf(order);
	}

	/**
	 * Replace the result of the scenario, and write the page again.
	 * @param result the result
	 * @throws IOException if the files cannot be written
	 */
	public void write(Result result) throws IOException {
		Files.createDirectories(this.directory);
		Files.writeString(file(result.scenario()), MAPPER.writeValueAsString(result) + "\n");
		List<Result> results = new ArrayList<>();
		for (String scenario : this.order) {
			if (Files.exists(file(scenario))) {
				results.add(MAPPER.readValue(Files.readString(file(scenario)), Result.class));
			}
		}
		Files.writeString(this.directory.resolve("results.md"), Markdown.page(results));
	}

	private Path file(String scenario) {
		return this.directory.resolve(scenario + ".json");
	}

	/**
	 * A table for the console.
	 * @param results the results
	 * @return its lines
	 */
	public static Stream<String> table(List<Result> results) {
		return results.stream().flatMap((result) -> Markdown.table(result).lines());
	}

}
