package dev.crossregion.bedrock.benchmarks.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Loads the versions of the build.
 */
final class Versions {

	private Versions() {
	}

	static Map<String, String> load() {
		Properties versions = new Properties();
		try (InputStream in = Versions.class.getResourceAsStream("/versions.properties")) {
			versions.load(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return versions.entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> entry.getKey().toString(), (entry) -> entry.getValue().toString()));
	}

}
