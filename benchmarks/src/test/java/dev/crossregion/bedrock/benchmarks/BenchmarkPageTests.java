package dev.crossregion.bedrock.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.benchmarks.measure.Scenario;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code README.md} lists the scenarios that there are, in their order.
 */
class BenchmarkPageTests {

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

	@Test
	void thePageListsAllScenarios() throws IOException {
		String page = Files.readString(Path.of("README.md"));
		int from = page.indexOf("## Scenarios\n");
		assertThat(from).isNotNegative();
		List<String> listed = ROW.matcher(page.substring(from)).results().map((row) -> row.group(1)).toList();
		assertThat(listed).containsExactlyElementsOf(Scenarios.all().stream().map(Scenario::name).toList());
	}

}
