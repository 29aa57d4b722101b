package dev.crossregion.bedrock.client.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.crossregion.bedrock.routing.FailureKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/failures.md} and the code say the same, row by row.
 */
class FailurePageTests {

	private static final Path PAGE = Path.of("../docs/failures.md");

	@Test
	void thePageHasTheTableOfErrors() throws IOException {
		List<String> expected = FailureTable.rows()
			.stream()
			.map((row) -> "| " + code(row.error()) + " | " + row.wording().replace("*", " … ") + " | "
					+ name(row.kind()) + " |")
			.toList();
		assertThat(rows("The errors", 3)).containsExactlyElementsOf(expected);
	}

	private static String code(String error) {
		return (error.startsWith("any ")) ? error : "`" + error + "`";
	}

	@Test
	void thePageHasEveryKindWithWhatIsAtFaultAndWhatHelps() throws IOException {
		List<String> expected = Arrays.stream(FailureKind.values())
			.map((kind) -> "| " + name(kind) + " | " + words(kind.subject()) + " | " + words(kind.remedy()) + " | "
					+ kind.outcome() + " | " + ((kind.isFault()) ? "yes" : "no") + " |")
			.toList();
		assertThat(rows("The kinds", 5).stream().map(FailurePageTests::withoutMeaning))
			.containsExactlyElementsOf(expected);
	}

	// The second column explains the kind, and is there for people alone.
	private static String withoutMeaning(String row) {
		String[] cells = row.split(" \\| ");
		assertThat(cells[1]).isNotBlank();
		return cells[0] + " | " + String.join(" | ", Arrays.copyOfRange(cells, 2, cells.length));
	}

	private static String name(FailureKind kind) {
		return words(kind);
	}

	private static String words(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	private static List<String> rows(String section, int columns) throws IOException {
		String page = Files.readString(PAGE);
		int from = page.indexOf("## " + section + "\n");
		assertThat(from).as("section '%s'", section).isNotNegative();
		int to = page.indexOf("\n## ", from + 1);
		Stream<String> lines = page.substring(from, (to < 0) ? page.length() : to).lines();
		List<String> table = lines.filter((line) -> line.startsWith("|")).toList();
		assertThat(table).hasSizeGreaterThan(2);
		assertThat(table.get(0).chars().filter((character) -> character == '|').count()).isGreaterThan(columns);
		return table.subList(2, table.size());
	}

}
