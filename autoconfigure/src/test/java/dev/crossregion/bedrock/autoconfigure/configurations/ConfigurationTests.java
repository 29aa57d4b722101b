package dev.crossregion.bedrock.autoconfigure.configurations;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What people write, what they must be told, and what they must not be told. Each file of
 * {@code src/test/resources/configurations} holds two documents: an
 * {@code application.yml}, and what is expected of it:
 * <ul>
 * <li>{@code starts: true}, or nothing where the start must fail;</li>
 * <li>{@code says}: texts of the report; line breaks count as blanks;</li>
 * <li>{@code says-not}: texts that the report must not have;</li>
 * <li>{@code suggests}: lines that the suggestions must have;</li>
 * <li>{@code suggestions}: how many suggestions there are, where that matters.</li>
 * </ul>
 * Whatever a report suggests is written into the configuration and started.
 */
class ConfigurationTests {

	private static final Set<String> EXPECTATIONS = Set.of("starts", "says", "says-not", "suggests", "suggestions");

	static Stream<String> files() throws IOException {
		return Arrays.stream(new PathMatchingResourcePatternResolver().getResources("classpath:configurations/*.yml"))
			.map(Resource::getFilename)
			.sorted(Comparator.nullsLast(Comparator.naturalOrder()));
	}

	@Test
	void theTableIsThere() throws IOException {
		assertThat(files()).isNotEmpty();
	}

	@ParameterizedTest
	@MethodSource("files")
	void saysWhatIsWrongAndWhatStarts(String file) throws IOException {
		String[] documents = read(file).split("(?m)^---\\R", 2);
		assertThat(documents).as("documents of " + file).hasSize(2);
		Map<String, Object> expected = new Yaml().load(documents[1]);
		assertThat(expected.keySet()).as("expectations of " + file).isSubsetOf(EXPECTATIONS);
		WrittenConfiguration written = WrittenConfiguration.of(documents[0]);
		Outcome outcome = written.start();
		if (Boolean.TRUE.equals(expected.get("starts"))) {
			assertThat(outcome.hasStarted()).as(outcome.text()).isTrue();
			return;
		}
		assertThat(outcome.hasStarted()).as(file + " must not start").isFalse();
		String text = outcome.text().replaceAll("\\s+", " ");
		assertThat(expected).containsKey("says");
		texts(expected, "says").forEach((part) -> assertThat(text).as(outcome.text()).contains(part));
		texts(expected, "says-not").forEach((part) -> assertThat(text).as(outcome.text()).doesNotContain(part));
		List<Suggestion> suggestions = outcome.suggestions();
		List<String> lines = suggestions.stream().flatMap((piece) -> piece.yaml().lines()).map(String::strip).toList();
		texts(expected, "suggests").forEach((line) -> assertThat(lines).as(outcome.text()).contains(line));
		if (expected.containsKey("suggestions")) {
			assertThat(suggestions).as(outcome.text()).hasSize((Integer) expected.get("suggestions"));
		}
		suggestions.forEach((suggestion) -> {
			WrittenConfiguration mended = written.with(suggestion);
			Outcome second = mended.start();
			assertThat(second.hasStarted())
				.as("%s%n%nWith the suggestion%n%n%s%nthe configuration is%n%n%s%nand the start says%n%n%s",
						outcome.text(), suggestion.yaml(), mended, second.text())
				.isTrue();
		});
	}

	private static List<String> texts(Map<String, Object> expected, String name) {
		Object texts = expected.getOrDefault(name, List.of());
		return ((List<?>) texts).stream().map((text) -> Objects.toString(text)).toList();
	}

	private static String read(String file) throws IOException {
		return new PathMatchingResourcePatternResolver().getResource("classpath:configurations/" + file)
			.getContentAsString(StandardCharsets.UTF_8);
	}

}
