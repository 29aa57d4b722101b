package dev.crossregion.bedrock.autoconfigure.missing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.declaration.ConfigurationTrial;
import dev.crossregion.bedrock.autoconfigure.properties.ConfigurationFile;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.ModelFacts;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Adds a model to a configuration that has none, so that the application starts.
 */
final class ExampleModel {

	private static final List<String> PREFERRED = List.of("anthropic.claude-sonnet-4-5-20250929-v1:0",
			"anthropic.claude-haiku-4-5-20251001-v1:0", "amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0");

	private ExampleModel() {
	}

	/**
	 * A configuration with a model.
	 * @param file the configuration without one
	 * @param environment the environment with all other properties
	 * @param trial tries the result
	 * @return the configuration with a model that can be planned, if there is one
	 */
	static Optional<ConfigurationFile> in(ConfigurationFile file, Environment environment, ConfigurationTrial trial) {
		return Stream.concat(PREFERRED.stream(), BundledSnapshot.load().models().stream().map(ExampleModel::id))
			.flatMap((model) -> declarations(environment).map((declaration) -> with(file, declaration, model)))
			.filter(trial::canStart)
			.findFirst();
	}

	private static String id(ModelFacts facts) {
		return facts.model().value();
	}

	// That of the README first, unless mode or geography is set already.
	private static Stream<Map<String, Object>> declarations(Environment environment) {
		Map<String, Object> region = new LinkedHashMap<>();
		if (!isSet(environment, "source-region") && !isSetInProcess()) {
			region.put("source-region", "eu-central-1");
		}
		if (isSet(environment, "geography") || isSet(environment, "mode")) {
			return Stream.of(region);
		}
		Map<String, Object> limited = new LinkedHashMap<>(region);
		limited.put("geography", "eu");
		if (!isSet(environment, "residency.allow") && !isSet(environment, "residency.allow[0]")) {
			limited.put("residency.allow", "EU");
		}
		Stream<Map<String, Object>> geographies = Stream.of("eu", "us", "jp", "au", "apac", "ca", "in", "us-gov")
			.map((geography) -> and(region, "geography", geography));
		return Stream
			.of(Stream.of(limited), geographies,
					Stream.of("global", "in-region").map((mode) -> and(region, "mode", mode)))
			.flatMap((declarations) -> declarations);
	}

	private static Map<String, Object> and(Map<String, Object> declaration, String key, String value) {
		Map<String, Object> more = new LinkedHashMap<>(declaration);
		more.put(key, value);
		return more;
	}

	private static boolean isSet(Environment environment, String key) {
		return environment.getProperty(CrossRegionProperties.PREFIX + "." + key) != null;
	}

	private static boolean isSetInProcess() {
		try {
			return new SystemSettingsRegionProvider().getRegion() != null;
		}
		catch (SdkClientException ex) {
			return false;
		}
	}

	private static ConfigurationFile with(ConfigurationFile file, Map<String, Object> declaration, String model) {
		ConfigurationFile changed = file;
		for (Map.Entry<String, Object> property : declaration.entrySet()) {
			ConfigurationPropertyName name = name(property.getKey());
			changed = changed.with(name, name, property.getValue());
		}
		return changed.with(name("chat-model.model-id"), name("chat-model.model-id"), model);
	}

	private static ConfigurationPropertyName name(String key) {
		return ConfigurationPropertyName.of(CrossRegionProperties.PREFIX + "." + key);
	}

}
