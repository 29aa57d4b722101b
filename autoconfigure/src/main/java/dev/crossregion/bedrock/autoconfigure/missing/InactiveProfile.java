package dev.crossregion.bedrock.autoconfigure.missing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.crossregion.bedrock.autoconfigure.properties.ConfigurationFile;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * Looks for models in YAML documents of inactive profiles. Spring Boot reads these
 * documents, but does not add them to the environment.
 */
final class InactiveProfile {

	private static final List<String> PLACES = List.of("classpath:", "classpath:config/", "file:./", "file:./config/");

	private static final Pattern FILE = Pattern.compile("application(?:-(.+))?\\.ya?ml");

	private InactiveProfile() {
	}

	/**
	 * Find such a document.
	 * @param environment the environment
	 * @return where it is, as the end of a sentence
	 */
	static Optional<String> find(Environment environment) {
		// With a location of its own, Spring Boot has not read the default places.
		return (environment.getProperty("spring.config.location") == null) ? find(environment, PLACES)
				: Optional.empty();
	}

	/**
	 * Find such a document in some places.
	 * @param environment the environment
	 * @param places where files are looked for, each with a slash or colon at its end
	 * @return where it is, as the end of a sentence
	 */
	static Optional<String> find(Environment environment, List<String> places) {
		for (Resource file : files(places)) {
			for (PropertySource<?> document : documents(file)) {
				String profile = profile(file, document);
				if (profile != null && hasModel(document) && !isActive(environment, profile)) {
					return Optional.of("under the profile '" + profile + "' in " + file.getDescription()
							+ ", and the active profiles are " + List.of((environment.getActiveProfiles().length > 0)
									? environment.getActiveProfiles() : environment.getDefaultProfiles()));
				}
			}
		}
		return Optional.empty();
	}

	private static List<Resource> files(List<String> places) {
		PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
		List<Resource> files = new ArrayList<>();
		for (String place : places) {
			for (String pattern : List.of("application*.yml", "application*.yaml")) {
				try {
					files.addAll(List.of(resolver.getResources(place + pattern)));
				}
				catch (IOException ex) {
					// The place does not exist.
				}
			}
		}
		return files;
	}

	private static List<PropertySource<?>> documents(Resource file) {
		try {
			return new YamlPropertySourceLoader().load(file.getDescription(), file);
		}
		catch (IOException | RuntimeException ex) {
			return List.of();
		}
	}

	private static @Nullable String profile(Resource file, PropertySource<?> document) {
		Object activation = document.getProperty("spring.config.activate.on-profile");
		if (activation != null) {
			return activation.toString();
		}
		Matcher name = FILE.matcher(String.valueOf(file.getFilename()));
		return (name.matches()) ? name.group(1) : null;
	}

	private static boolean hasModel(PropertySource<?> document) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.from(document)) {
			ConfigurationFile file = ConfigurationFile.of(source, CrossRegionProperties.NAME);
			if (file.contains(CrossRegionProperties.NAME.append("chat-model"))
					|| file.contains(CrossRegionProperties.NAME.append("models"))) {
				return true;
			}
		}
		return false;
	}

	private static boolean isActive(Environment environment, String profile) {
		try {
			return environment.acceptsProfiles(Profiles.of(profile));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
