package dev.crossregion.bedrock.autoconfigure.failure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginProvider;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.Environment;

/**
 * Says where a property is written.
 *
 * @since 0.1.0
 */
public final class PropertyOrigins {

	private PropertyOrigins() {
	}

	/**
	 * Where a property is written.
	 * @param environment the environment that has it
	 * @param property the full name
	 * @return the place in brackets, such as {@code (class path resource
	 * [application.yml], line 7)}, after a blank; empty when it is not known
	 */
	public static String of(Environment environment, String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.ofIfValid(property);
		if (name == null) {
			return "";
		}
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			ConfigurationProperty found = source.getConfigurationProperty(name);
			if (found != null) {
				return inBrackets(found.getOrigin());
			}
		}
		return "";
	}

	/**
	 * An origin in brackets.
	 * @param origin the origin, or {@code null}
	 * @return the place in brackets after a blank; empty when it is not known
	 */
	public static String inBrackets(@Nullable Origin origin) {
		return (origin != null) ? " (" + describe(origin) + ")" : "";
	}

	/**
	 * An origin in words.
	 * @param origin the origin
	 * @return the file and the line, where the origin has them
	 */
	public static String describe(Origin origin) {
		if (origin instanceof OriginProvider provider && provider.getOrigin() != null) {
			return describe(provider.getOrigin());
		}
		if (origin instanceof TextResourceOrigin text && text.getResource() != null && text.getLocation() != null) {
			return text.getResource().getDescription() + ", line " + (text.getLocation().getLine() + 1);
		}
		return origin.toString();
	}

}
