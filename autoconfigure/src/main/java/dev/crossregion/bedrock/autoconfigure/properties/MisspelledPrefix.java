package dev.crossregion.bedrock.autoconfigure.properties;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.profile.NearMisses;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * A prefix that was probably meant to be {@code bedrock.cross-region}, because the keys
 * below it are those of the starter. Nothing binds it, so Spring Boot does not report it.
 *
 * @param source where it is written
 * @param prefix the prefix as it is written
 */
public record MisspelledPrefix(ConfigurationPropertySource source, ConfigurationPropertyName prefix) {

	private static final int MAX_ELEMENTS = 5;

	/** Prefixes of other frameworks, which are removed before the comparison. */
	private static final Pattern FRAMEWORK = Pattern
		.compile("^(?:spring(?:ai|boot|cloud)?(?:aws)?|langchain4j(?:spring)?|aws|amazon|app|application)");

	private static final List<String> EXPECTED = List.of("bedrockcrossregion", "crossregion", "crossregionbedrock",
			"bedrockcrossregioninference", "crossregioninference");

	/** Prefixes that other starters bind. */
	private static final Set<String> OTHER_STARTERS = Set.of("langchain4jbedrock", "springaibedrock",
			"langchain4jspringbedrock");

	private static final Set<String> KEYS = KnownProperties.names(ResolvableType.forClass(CrossRegionProperties.class))
		.stream()
		.map(MisspelledPrefix::uniform)
		.collect(Collectors.toUnmodifiableSet());

	/**
	 * Find such a prefix.
	 * @param environment the environment
	 * @return the first that is found
	 */
	public static Optional<MisspelledPrefix> find(Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource names
					&& !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
				for (ConfigurationPropertyName name : names) {
					for (int elements = 1; elements < Math.min(MAX_ELEMENTS, name.getNumberOfElements()); elements++) {
						if (isMisspelled(name.chop(elements), name.subName(elements).chop(1))) {
							return Optional.of(new MisspelledPrefix(source, name.chop(elements)));
						}
					}
				}
			}
		}
		return Optional.empty();
	}

	private static boolean isMisspelled(ConfigurationPropertyName prefix, ConfigurationPropertyName key) {
		String written = uniform(prefix.toString());
		boolean right = prefix.equals(CrossRegionProperties.NAME);
		if (right || OTHER_STARTERS.contains(written) || !KEYS.contains(uniform(key.toString()))) {
			return false;
		}
		String own = FRAMEWORK.matcher(written).replaceFirst("");
		return !NearMisses.of(own, EXPECTED, (meant) -> meant).isEmpty()
				|| (own.length() > 1 && !NearMisses.of(own, List.of("bedrock"), (meant) -> meant).isEmpty());
	}

	/**
	 * Where the first key below it is written.
	 * @return the origin, or {@code null} when it is not known
	 */
	public @Nullable Origin origin() {
		return ConfigurationFile.of(this.source, this.prefix)
			.values()
			.keySet()
			.stream()
			.findFirst()
			.map(this.source::getConfigurationProperty)
			.map(ConfigurationProperty::getOrigin)
			.orElse(null);
	}

	/**
	 * The file with the right prefix.
	 * @return the file
	 */
	public ConfigurationFile mended() {
		return ConfigurationFile.of(this.source, this.prefix)
			.renamed(this.prefix.getNumberOfElements(), CrossRegionProperties.NAME);
	}

	private static String uniform(String name) {
		return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
	}

}
