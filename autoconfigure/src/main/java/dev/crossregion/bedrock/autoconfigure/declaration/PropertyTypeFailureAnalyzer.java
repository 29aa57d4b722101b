package dev.crossregion.bedrock.autoconfigure.declaration;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.failure.PropertyOrigins;
import dev.crossregion.bedrock.autoconfigure.properties.ConfigurationFile;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Catalog;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Client;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Guardrail;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Model;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.ModelRouting;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Quota;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Residency;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.RouteEntry;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Routing;
import dev.crossregion.bedrock.autoconfigure.properties.EnumeratedValues;
import dev.crossregion.bedrock.autoconfigure.properties.ExpectedValue;
import dev.crossregion.bedrock.autoconfigure.properties.KnownProperties;
import dev.crossregion.bedrock.autoconfigure.properties.SingleValueException;
import dev.crossregion.bedrock.plan.RoutingStrategy;
import dev.crossregion.bedrock.profile.CatalogSource;
import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.InferenceMode;
import dev.crossregion.bedrock.profile.InferenceProfileId;
import dev.crossregion.bedrock.profile.RegionCode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.Environment;

/**
 * Explains a value of the wrong type under {@code bedrock.cross-region}: what the key
 * expects, and how to write it in the file.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PropertyTypeFailureAnalyzer implements FailureAnalyzer {

	private static final List<String> ORDINALS = List.of("first", "second", "third", "fourth");

	private final Environment environment;

	PropertyTypeFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		SingleValueException single = find(failure, SingleValueException.class);
		if (single != null) {
			return analyze(single.getProperty(), null, single);
		}
		BindException bind = find(failure, BindException.class);
		ConversionException conversion = find(bind, ConversionException.class);
		if (bind == null || conversion == null || !ConfigurationFile.isAt(CrossRegionProperties.NAME, bind.getName())) {
			return null;
		}
		ConfigurationProperty property = (bind.getProperty() != null) ? bind.getProperty() : property(bind.getName());
		return (property != null) ? analyze(property, conversion, bind) : null;
	}

	private static <E extends Throwable> @Nullable E find(@Nullable Throwable failure, Class<E> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

	private @Nullable ConfigurationProperty property(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	private @Nullable FailureAnalysis analyze(ConfigurationProperty property, @Nullable ConversionException conversion,
			Throwable cause) {
		ResolvableType type = KnownProperties.type(property.getName());
		if (type == null) {
			return null;
		}
		String text = text(property, conversion);
		return (KnownProperties.isScalar(type)) ? value(property, type.resolve(Object.class), text, cause)
				: structure(property, type, text, cause);
	}

	// The value of a placeholder is known to the failed conversion alone.
	private static String text(ConfigurationProperty property, @Nullable ConversionException conversion) {
		String written = String.valueOf(property.getValue());
		return (written.contains("${") && conversion instanceof ConversionFailedException failed
				&& failed.getValue() != null) ? String.valueOf(failed.getValue()) : written;
	}

	private FailureAnalysis value(ConfigurationProperty property, Class<?> type, String text, Throwable cause) {
		ConfigurationPropertyName name = property.getName();
		ExpectedValue expected = ExpectedValue.of(type, name.getLastElement(Form.DASHED), text);
		ConfigurationFile file = file(property);
		ConfigurationTrial trial = trial(property);
		List<ConfigurationFile> files = expected.suggestions()
			.stream()
			.map((suggestion) -> file.with(name, name, suggestion))
			.toList();
		List<ConfigurationFile> starting = files.stream().filter(trial::canStart).toList();
		String geography = text.strip().toLowerCase(Locale.ROOT);
		if (type == InferenceMode.class && InferenceProfileId.isPrefix(geography)) {
			ConfigurationFile other = file.with(name, name.getParent().append("geography"), geography);
			starting = (trial.canStart(other)) ? List.of(other) : starting;
		}
		String description = describe(property, text) + ", which is not " + expected.expectation() + ".";
		List<ConfigurationFile> shown = (starting.isEmpty() && files.size() == 1) ? files : starting;
		return new FailureAnalysis(description,
				(shown.isEmpty()) ? "Write " + expected.expectation() + ". None of them meets the rest of the "
						+ "configuration: change " + name + " together with it." : write(shown),
				cause);
	}

	private FailureAnalysis structure(ConfigurationProperty property, ResolvableType type, String text,
			Throwable cause) {
		ConfigurationPropertyName name = property.getName();
		ConfigurationFile file = file(property);
		if (name.isLastElementIndexed()) {
			for (Map.Entry<ConfigurationPropertyName, Object> other : file.values().entrySet()) {
				if (other.getKey().getParent().equals(name.getParent())) {
					file = file.with(other.getKey(), below(other.getKey(), type, other.getValue().toString()));
				}
			}
		}
		file = (file.contains(name) || !name.isLastElementIndexed()) ? file.with(name, below(name, type, text)) : file;
		return new FailureAnalysis(describe(property, text) + ", and takes " + shape(type) + ".", write(List.of(file)),
				cause);
	}

	private static String describe(ConfigurationProperty property, String text) {
		return property.getName() + " is '" + DisplayText.of(text) + "'"
				+ PropertyOrigins.inBrackets(property.getOrigin());
	}

	private static String write(List<ConfigurationFile> files) {
		return "Write:\n\n" + files.stream().map(ConfigurationFile::toString).collect(Collectors.joining("\nor\n\n"));
	}

	private static ConfigurationFile file(ConfigurationProperty property) {
		return ConfigurationFile.of(property.getSource(), CrossRegionProperties.NAME);
	}

	private ConfigurationTrial trial(ConfigurationProperty property) {
		ConfigurationPropertySource source = property.getSource();
		return new ConfigurationTrial(this.environment, (file(property).isEmpty()) ? null : source);
	}

	private static String shape(ResolvableType type) {
		Class<?> raw = type.resolve(Object.class);
		if (raw == List.class) {
			return (type.getGeneric().resolve() == RouteEntry.class) ? "a list, each entry with keys of its own"
					: "a list";
		}
		if (raw == Map.class) {
			return "keys with values below it: " + ((type.getGeneric(1).resolve() == Model.class)
					? "the name of each model, with the keys of the model below" : "the parameters of the model");
		}
		return "keys below it: " + String.join(", ", KnownProperties.names(type));
	}

	// Turns a single value into the keys or entries that it probably means.
	private static Map<ConfigurationPropertyName, Object> below(ConfigurationPropertyName name, ResolvableType type,
			String text) {
		Map<ConfigurationPropertyName, Object> below = new LinkedHashMap<>();
		Class<?> raw = type.resolve(Object.class);
		if (raw == List.class) {
			String[] entries = text.split("[,;\\s]+");
			for (int index = 0; index < entries.length; index++) {
				ConfigurationPropertyName entry = ConfigurationPropertyName.of(name + "[" + index + "]");
				below.putAll(below(entry, type.getGeneric(), entries[index]));
			}
		}
		else if (raw == Map.class) {
			boolean models = type.getGeneric(1).resolve() == Model.class;
			if (models) {
				below.put(name.append("fast.model-id"), text);
			}
		}
		else if (raw == Guardrail.class) {
			below.put(name.append("identifier"), text);
			below.put(name.append("version"), "DRAFT");
		}
		else if (raw == CrossRegionProperties.class) {
			below.put(name.append((isMode(text)) ? "mode" : "geography"), text.strip().toLowerCase(Locale.ROOT));
		}
		else if (raw.isRecord()) {
			ConfigurationPropertyName level = (raw == Model.class && name.isLastElementIndexed()) ? named(name) : name;
			key(raw, text).forEach((key, value) -> below.put(level.append(key), value));
		}
		return below;
	}

	// Models have names, so the index of an entry becomes a name.
	private static ConfigurationPropertyName named(ConfigurationPropertyName name) {
		int index = Integer.parseInt(name.getLastElement(Form.ORIGINAL));
		return name.getParent().append((index < ORDINALS.size()) ? ORDINALS.get(index) : "model" + (index + 1));
	}

	private static Map<String, Object> key(Class<?> type, String text) {
		String value = text.strip();
		if (type == Residency.class) {
			return Map.of("allow", value);
		}
		if (type == Quota.class) {
			return Map.of("tokens-per-minute",
					ExpectedValue.of(Long.class, "tokens-per-minute", value).suggestions().get(0));
		}
		if (type == Model.class) {
			return Map.of("model-id", value);
		}
		if (type == Catalog.class) {
			return Map.of("source", first(ExpectedValue.of(CatalogSource.class, "source", value)));
		}
		if (type == Routing.class || type == ModelRouting.class) {
			return Map.of("strategy", first(ExpectedValue.of(RoutingStrategy.class, "strategy", value)));
		}
		if (type == Client.class) {
			return (value.contains("//")) ? Map.of("endpoint-override", value)
					: Map.of("read-timeout", first(ExpectedValue.of(Duration.class, "read-timeout", value)));
		}
		String lower = value.toLowerCase(Locale.ROOT);
		if (RegionCode.isValid(lower)) {
			return Map.of("source-region", lower);
		}
		if (isMode(value)) {
			return Map.of("mode", lower);
		}
		if (value.contains(".") || value.startsWith("arn:")) {
			return Map.of("profile", value);
		}
		return (InferenceProfileId.isPrefix(lower)) ? Map.of("geography", lower) : Map.of("source-region", value);
	}

	private static boolean isMode(String text) {
		return EnumeratedValues.of(InferenceMode.class).accepts(text);
	}

	private static String first(ExpectedValue expected) {
		return expected.suggestions().get(0);
	}

}
