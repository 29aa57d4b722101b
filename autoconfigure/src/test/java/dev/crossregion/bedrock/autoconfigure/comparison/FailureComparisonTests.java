package dev.crossregion.bedrock.autoconfigure.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the AWS SDK, LangChain4j, Spring AI and the starter make of the same failures:
 * wherever one of the others answers the call, the starter does.
 */
class FailureComparisonTests {

	private static final int MOST_ATTEMPTS = 6;

	private static final Path PAGE = Path.of("..", "docs", "failure-comparison.md");

	private static final Path RUN = Path.of("target", "failure-comparison.md");

	private static List<Row> rows;

	private static String table;

	@BeforeAll
	static void compare() throws IOException {
		// Retries are logged with stack traces, thousands of lines.
		Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
		Level level = root.getLevel();
		root.setLevel(Level.OFF);
		try (Comparison comparison = new Comparison()) {
			rows = comparison.run(Failures.all());
		}
		finally {
			root.setLevel(level);
		}
		table = Row.HEADER + rows.stream().map(Row::line).collect(Collectors.joining());
		System.out.println(table);
		Files.writeString(RUN, table);
	}

	static Stream<Row> rows() {
		return rows.stream();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("rows")
	void theStarterAnswersWhereAnotherClientDoes(Row row) {
		if (row.failure().exception().isEmpty() && row.isAnsweredByAnother()) {
			assertThat(row.starter().failed().answered()).as(row.line()).isTrue();
			assertThat(row.starterSpringAi().failed().answered()).as(row.line()).isTrue();
		}
	}

	// Whichever library calls it: the models repeat nothing by themselves.
	@ParameterizedTest(name = "{0}")
	@MethodSource("rows")
	void theStarterSendsAtMostMaxAttempts(Row row) {
		assertThat(row.starter().failed().requests()).as(row.line()).isLessThanOrEqualTo(MOST_ATTEMPTS);
		assertThat(row.starterSpringAi().failed().requests()).as(row.line()).isLessThanOrEqualTo(MOST_ATTEMPTS);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("rows")
	void theStarterAnswersWithSpringAiWhereItDoesWithLangChain4j(Row row) {
		assertThat(row.starterSpringAi().failed().answered()).as(row.line())
			.isEqualTo(row.starter().failed().answered());
		assertThat(row.starterSpringAi().healthAfterFailure()).as(row.line())
			.isEqualTo(row.starter().healthAfterFailure());
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("rows")
	void theNextCallIsAnsweredAtItsFirstAttempt(Row row) {
		assertThat(row.starter().next()).as(row.line()).hasToString("answered (1)");
		assertThat(row.starterSpringAi().next()).as(row.line()).hasToString("answered (1)");
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("rows")
	void healthIsUpAgainWithinTenSeconds(Row row) {
		assertThat(row.starter().healthAfterNext()).as(row.line()).isEqualTo(Status.UP);
		assertThat(row.starterSpringAi().healthAfterNext()).as(row.line()).isEqualTo(Status.UP);
	}

	@Test
	void theTableHasAtLeastSixtyFailures() {
		assertThat(rows).hasSizeGreaterThanOrEqualTo(60);
	}

	// How a connection pool breaks is not the same in every run, so counts and exceptions
	// are printed, and what is held together is whether the starter answers.
	@Test
	void theDocumentationHasThisTable() throws IOException {
		List<String> run = table.lines()
			.filter((line) -> line.startsWith("|"))
			.map(FailureComparisonTests::promise)
			.toList();
		List<String> page = Files.readAllLines(PAGE)
			.stream()
			.filter((line) -> line.startsWith("|"))
			.map(FailureComparisonTests::promise)
			.toList();
		assertThat(page).as("%s has the whole table", RUN).containsExactlyElementsOf(run);
	}

	private static String promise(String line) {
		String[] cells = line.split("\\|");
		return String.join("|", cells[1], cells[2], cells[3], answered(cells[7]), answered(cells[8]), cells[9]);
	}

	private static String answered(String cell) {
		return (cell.strip().startsWith("answered")) ? "answered" : "not answered";
	}

	@Test
	void theDocumentationSaysWhereTheStarterNeedNotAnswer() throws IOException {
		String page = Files.readString(PAGE);
		assertThat(rows).allSatisfy((row) -> assertThat(page).contains(row.failure().exception()));
	}

}
