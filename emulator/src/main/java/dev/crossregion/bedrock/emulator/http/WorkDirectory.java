package dev.crossregion.bedrock.emulator.http;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A temporary directory, which Tomcat requires. It is deleted with the emulator.
 */
final class WorkDirectory {

	private final Path path;

	WorkDirectory() {
		try {
			this.path = Files.createTempDirectory("bedrock-emulator");
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The emulator cannot create its temporary directory", ex);
		}
	}

	File file() {
		return this.path.toFile();
	}

	void delete() {
		try (Stream<Path> all = Files.walk(this.path)) {
			List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
			for (Path each : deepestFirst) {
				Files.deleteIfExists(each);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The emulator cannot delete " + this.path, ex);
		}
	}

}
