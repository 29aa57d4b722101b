package dev.crossregion.bedrock.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.crossregion.bedrock.benchmarks.measure.Measurement;
import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResultFiles}.
 */
class ResultFilesTests {

	@TempDir
	Path directory;

	@Test
	void runOfOneScenarioKeepsTheOthers() throws IOException {
		ResultFiles files = new ResultFiles(this.directory, List.of("first", "second"));
		files.write(result("second", 1));
		files.write(result("first", Double.NaN));
		files.write(result("second", 7));
		assertThat(Files.readString(this.directory.resolve("results.md")))
			.containsSubsequence("## first", "| figure | none | ≤ 5 | missed |", "## second",
					"| figure | 7 ms | ≤ 5 | missed |")
			.doesNotContain("| figure | 1 ms |");
		assertThat(this.directory.resolve("second.json")).content().contains("\"seed\" : \"42\"", "\"cores\"");
	}

	private static Result result(String name, double value) {
		String unit = (Double.isNaN(value)) ? "" : "ms";
		return Result.of(new NamedScenario(name), List.of(Measurement.of("figure", value, unit).atMost(5)), 1, 0.5);
	}

	private record NamedScenario(String name) implements Scenario {

		@Override
		public String description() {
			return "Nothing.";
		}

		@Override
		public Map<String, String> settings() {
			return Map.of("seed", "42");
		}

		@Override
		public List<Measurement> run() {
			return List.of();
		}

	}

}
