package dev.crossregion.bedrock.autoconfigure.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The test that {@code docs/emulator.md} shows is one that passes.
 */
class RecipePageTests {

	private static final Path PAGE = Path.of("../docs/emulator.md");

	private static final Path TEST = Path
		.of("src/test/java/dev/crossregion/bedrock/autoconfigure/recipe/ChatTests.java");

	@Test
	void thePageShowsTheTest() throws IOException {
		String source = Files.readString(TEST);
		String test = source.substring(source.indexOf("@SpringBootTest"));
		assertThat(Files.readString(PAGE)).contains("```java\n" + test + "```");
	}

	@Test
	void thePageStartsWithTheCoordinates() throws IOException {
		String page = Files.readString(PAGE);
		int coordinates = page.indexOf("<artifactId>bedrock-cross-region-emulator</artifactId>");
		assertThat(coordinates).isPositive().isLessThan(page.indexOf("```java"));
		assertThat(page.substring(coordinates, page.indexOf("</dependency>"))).contains("<scope>test</scope>");
	}

}
