package dev.crossregion.bedrock.autoconfigure.configurations;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys that are unknown, values of a wrong type, enumerations and durations: what is
 * said, and that what is suggested starts. Where a row is not {@code merged}, what is
 * suggested is the whole file.
 */
class BindingConfigurationTests {

	private static final Set<String> KEYS = Set.of("name", "written", "starts", "says", "says-not", "suggests",
			"suggests-not", "merged");

	static Stream<Arguments> rows() throws IOException {
		List<Map<String, Object>> rows = new Yaml()
			.load(new ClassPathResource("binding-configurations.yml").getContentAsString(StandardCharsets.UTF_8));
		assertThat(rows).hasSizeGreaterThan(30);
		return rows.stream().map((row) -> Arguments.of(row.get("name"), row));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("rows")
	void isExplained(String name, Map<String, Object> row) {
		assertThat(KEYS).containsAll(row.keySet());
		WrittenConfiguration written = WrittenConfiguration.of(row.get("written").toString());
		Outcome outcome = written.start();
		if (Boolean.TRUE.equals(row.get("starts"))) {
			assertThat(outcome.hasStarted()).as(outcome.text()).isTrue();
			return;
		}
		assertThat(outcome.hasStarted()).as(name + " must not start").isFalse();
		assertThat(texts(row, "says")).isNotEmpty();
		String text = outcome.text().replaceAll("\\s+", " ");
		texts(row, "says").forEach((part) -> assertThat(text).as(outcome.text()).contains(part));
		texts(row, "says-not").forEach((part) -> assertThat(text).as(outcome.text()).doesNotContain(part));
		List<Suggestion> suggestions = outcome.suggestions();
		List<String> lines = suggestions.stream().flatMap((piece) -> piece.yaml().lines()).map(String::strip).toList();
		assertThat(lines).as(outcome.text()).containsAll(texts(row, "suggests"));
		texts(row, "suggests-not").forEach((line) -> assertThat(lines).as(outcome.text()).doesNotContain(line));
		boolean merged = Boolean.TRUE.equals(row.get("merged"));
		suggestions.forEach((suggestion) -> {
			Outcome second = ((merged) ? written.with(suggestion) : WrittenConfiguration.of(suggestion.yaml())).start();
			assertThat(second.hasStarted())
				.as("%s%n%nWith the suggestion%n%n%s%nthe start says%n%n%s", outcome.text(), suggestion.yaml(),
						second.text())
				.isTrue();
		});
	}

	private static List<String> texts(Map<String, Object> row, String name) {
		Object texts = row.getOrDefault(name, List.of());
		return ((List<?>) texts).stream().map((text) -> Objects.toString(text)).toList();
	}

}
