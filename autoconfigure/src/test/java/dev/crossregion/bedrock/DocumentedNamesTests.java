package dev.crossregion.bedrock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The classes that the documentation names exist under these names.
 */
class DocumentedNamesTests {

	private static final Path DOCS = Path.of("..", "docs");

	private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z0-9]+)(?:\\.[A-Za-z_]+)?`");

	@Test
	void assumptionsNameTheClassesThatRelyOnThem() throws IOException {
		Set<String> named = classes("limits.md", 2);
		assertThat(named).hasSizeGreaterThan(15).isSubsetOf(sources("src/main/java"));
	}

	@Test
	void upstreamDefectsNameTheTestsThatShowThem() throws IOException {
		Set<String> named = classes("upstream-defects.md", 4);
		assertThat(named).hasSizeGreaterThan(10).allMatch((name) -> name.endsWith("Tests"));
		assertThat(named).isSubsetOf(sources("src/test/java"));
	}

	private static Set<String> classes(String page, int column) throws IOException {
		Set<String> names = new TreeSet<>();
		for (String line : Files.readAllLines(DOCS.resolve(page))) {
			String[] cells = line.split("\\|");
			if (line.startsWith("|") && cells.length > 4 && cells.length > column) {
				Matcher matcher = CLASS.matcher(cells[column]);
				while (matcher.find()) {
					names.add(matcher.group(1));
				}
			}
		}
		return names;
	}

	private static Set<String> sources(String folder) throws IOException {
		try (Stream<Path> files = Files.walk(Path.of(folder))) {
			return files.map((file) -> file.getFileName().toString())
				.filter((file) -> file.endsWith(".java"))
				.map((file) -> file.substring(0, file.length() - ".java".length()))
				.collect(Collectors.toSet());
		}
	}

}
