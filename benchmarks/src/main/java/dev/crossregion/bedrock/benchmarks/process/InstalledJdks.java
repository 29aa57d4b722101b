package dev.crossregion.bedrock.benchmarks.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds other JDKs on this machine.
 *
 * @since 0.1.0
 */
public final class InstalledJdks {

	private static final Path DEFAULT_DIRECTORY = Path.of("/usr/lib/jvm");

	private InstalledJdks() {
	}

	/**
	 * Find a JDK 25: that of this JVM, the one that the system property
	 * {@code benchmark.jdk25} names, or the first one below {@code /usr/lib/jvm}.
	 * @return its home, or empty if there is none
	 */
	public static Optional<Path> jdk25() {
		if (Runtime.version().feature() >= 25) {
			return Optional.of(Path.of(System.getProperty("java.home")));
		}
		String named = System.getProperty("benchmark.jdk25", "");
		if (!named.isEmpty()) {
			return Optional.of(Path.of(named));
		}
		if (!Files.isDirectory(DEFAULT_DIRECTORY)) {
			return Optional.empty();
		}
		try (Stream<Path> homes = Files.list(DEFAULT_DIRECTORY)) {
			return homes.filter((home) -> home.getFileName().toString().contains("25"))
				.filter((home) -> Files.isExecutable(home.resolve("bin").resolve("java")))
				.sorted()
				.findFirst();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
