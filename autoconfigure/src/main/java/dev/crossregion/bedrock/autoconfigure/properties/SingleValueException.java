package dev.crossregion.bedrock.autoconfigure.properties;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * A key that takes keys or entries below it has a single value. Where another source has
 * the keys below, Spring Boot binds those and drops the value, which could be a residency
 * limit.
 */
public final class SingleValueException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient ConfigurationProperty property;

	private SingleValueException(ConfigurationProperty property) {
		super(property.getName() + " has one value, and takes keys or entries below it");
		this.property = property;
	}

	/**
	 * The property with one value.
	 * @return the property
	 */
	public ConfigurationProperty getProperty() {
		return this.property;
	}

	/**
	 * Fail when there is such a value.
	 * @param environment where the properties come from
	 */
	public static void check(Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource names) {
				names.stream()
					.filter((name) -> ConfigurationFile.isAt(CrossRegionProperties.NAME, name))
					.map(source::getConfigurationProperty)
					.filter(SingleValueException::isMisplaced)
					.findFirst()
					.ifPresent((property) -> {
						throw new SingleValueException(property);
					});
			}
		}
	}

	private static boolean isMisplaced(ConfigurationProperty property) {
		ResolvableType type = (property != null) ? KnownProperties.type(property.getName()) : null;
		return type != null && KnownProperties.isStructure(type) && !property.getValue().toString().isBlank();
	}

}
