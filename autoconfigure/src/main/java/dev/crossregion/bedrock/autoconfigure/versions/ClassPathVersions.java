package dev.crossregion.bedrock.autoconfigure.versions;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.Collections;
import java.util.Optional;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

/**
 * Reads the version of the artifact that a class is loaded from, from the pom.properties
 * file that Maven adds to a jar. The version is unknown for a folder of classes, and for
 * artifacts that were repackaged into one jar without these files.
 */
final class ClassPathVersions {

	private final ClassLoader classLoader;

	ClassPathVersions(ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	/**
	 * The version of an artifact, as far as it can be read.
	 * @param groupId its group
	 * @param artifactId its name
	 * @param className a class that it holds; the jar that this class is loaded from
	 * decides, where several versions are on the class path
	 * @return the version, or empty
	 */
	Optional<String> find(String groupId, String artifactId, String className) {
		String classFile = className.replace('.', '/') + ".class";
		URL location = this.classLoader.getResource(classFile);
		if (location == null) {
			return Optional.empty();
		}
		String root = location.toString().substring(0, location.toString().length() - classFile.length());
		String file = "META-INF/maven/" + groupId + "/" + artifactId + "/pom.properties";
		try {
			for (URL candidate : Collections.list(this.classLoader.getResources(file))) {
				if (candidate.toString().equals(root + file)) {
					return Optional.ofNullable(version(candidate));
				}
			}
			return Optional.empty();
		}
		catch (IOException | IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

	private static @Nullable String version(URL file) throws IOException {
		URLConnection connection = file.openConnection();
		connection.setUseCaches(false);
		Properties properties = new Properties();
		try (InputStream content = connection.getInputStream()) {
			properties.load(content);
		}
		return properties.getProperty("version");
	}

}
