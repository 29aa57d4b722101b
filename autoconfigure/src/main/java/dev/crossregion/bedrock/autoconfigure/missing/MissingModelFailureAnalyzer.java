package dev.crossregion.bedrock.autoconfigure.missing;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.declaration.ConfigurationTrial;
import dev.crossregion.bedrock.autoconfigure.failure.PropertyOrigins;
import dev.crossregion.bedrock.autoconfigure.properties.ConfigurationFile;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.MisspelledPrefix;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Explains why there is no chat model, or no client, where an application needs one, and
 * shows the configuration that creates it. Other missing beans, and models of other
 * starters, are left to other analyzers.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MissingModelFailureAnalyzer implements FailureAnalyzer {

	private static final ConfigurationPropertyName LANGCHAIN4J = ConfigurationPropertyName.of("langchain4j");

	private final BeanFactory beans;

	private final Environment environment;

	MissingModelFailureAnalyzer(BeanFactory beans, Environment environment) {
		this.beans = beans;
		this.environment = environment;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		MissingBean missing = MissingBean.in(failure);
		if (missing == null) {
			return null;
		}
		String enabled = this.environment.getProperty(CrossRegionProperties.ENABLED);
		if (enabled != null && !enabled.equalsIgnoreCase("true")) {
			return disabled(missing, enabled, failure);
		}
		if (!missing.isModel()) {
			return null;
		}
		Set<String> models = models();
		return (models.isEmpty()) ? noModel(missing, failure) : otherModels(missing, models, failure);
	}

	private FailureAnalysis disabled(MissingBean missing, String enabled, Throwable failure) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(CrossRegionProperties.ENABLED);
		ConfigurationPropertySource source = source(name);
		ConfigurationFile file = ConfigurationFile.of(source, CrossRegionProperties.NAME).with(name, name, true);
		ConfigurationTrial trial = trial(source);
		if (missing.isModel() && models().isEmpty()) {
			file = ExampleModel.in(file, this.environment, trial).orElse(file);
		}
		return new FailureAnalysis(
				missing.describe() + CrossRegionProperties.ENABLED + " is '" + enabled + "'"
						+ PropertyOrigins.of(this.environment, CrossRegionProperties.ENABLED)
						+ ", which switches everything off: there are no models and no clients.",
				"Remove " + CrossRegionProperties.ENABLED + " or write:\n\n" + file, failure);
	}

	private @Nullable FailureAnalysis noModel(MissingBean missing, Throwable failure) {
		Optional<MisspelledPrefix> misspelled = MisspelledPrefix.find(this.environment);
		if (misspelled.isPresent()) {
			MisspelledPrefix found = misspelled.get();
			return new FailureAnalysis(
					missing.describe() + "Nothing is declared under " + CrossRegionProperties.NAME
							+ " that makes one. Keys of this starter stand under '" + found.prefix() + "'"
							+ PropertyOrigins.inBrackets(found.origin()) + ", which nothing reads.",
					"Write them under " + CrossRegionProperties.NAME + ":\n\n" + found.mended(), failure);
		}
		ConfigurationPropertySource source = source(CrossRegionProperties.NAME);
		if (source == null && usesOtherStarter()) {
			return null;
		}
		Optional<String> profile = InactiveProfile.find(this.environment);
		if (profile.isPresent()) {
			return new FailureAnalysis(missing.describe() + "A model is declared " + profile.get() + ".",
					"Activate the profile, such as with --spring.profiles.active, or declare the model outside of it.",
					failure);
		}
		ConfigurationFile file = ConfigurationFile.of(source, CrossRegionProperties.NAME);
		String written = file.values()
			.keySet()
			.stream()
			.map((name) -> name.subName(CrossRegionProperties.NAME.getNumberOfElements()).chop(1).toString())
			.distinct()
			.collect(Collectors.joining(", "));
		String example = ExampleModel.in(file, this.environment, trial(source))
			.map((with) -> ":\n\n" + with)
			.orElse(" as " + CrossRegionProperties.NAME
					+ ".chat-model.model-id; no model is known that meets the rest of the configuration.");
		return new FailureAnalysis(
				missing.describe()
						+ ((written.isEmpty()) ? "Nothing is declared under " + CrossRegionProperties.NAME + "."
								: "Under " + CrossRegionProperties.NAME + " there is " + written
										+ ", and neither chat-model nor models: a "
										+ "declaration without a model makes no bean."),
				"Declare a model" + example, failure);
	}

	private @Nullable FailureAnalysis otherModels(MissingBean missing, Set<String> models, Throwable failure) {
		List<String> names = names(missing.type());
		if (names.isEmpty()) {
			return (missing.name() != null || hasModels()) ? null
					: new FailureAnalysis(
							missing.describe() + "Models are declared (" + String.join(", ", models) + "), and the "
									+ "auto-configuration that makes their beans did not take part.",
							"Let " + CrossRegionAutoConfiguration.class.getName() + " take part: with "
									+ "@SpringBootApplication or @EnableAutoConfiguration, not excluded, and with "
									+ "dev.langchain4j:langchain4j-bedrock on the class path.",
							failure);
		}
		if (missing.name() == null) {
			return null;
		}
		String model = missing.model();
		String annotations = names.stream()
			.map((name) -> "    @Qualifier(\"" + name + "\")")
			.collect(Collectors.joining("\n"));
		return new FailureAnalysis(
				missing.describe()
						+ ((model != null) ? CrossRegionProperties.property(model) + " is not declared. " : "")
						+ "The beans of this type are: " + String.join(", ", names) + ".",
				"Name one of them:\n\n" + annotations + "\n\nor, where @AiService names it:\n\n"
						+ attributes(missing, names) + declare(model),
				failure);
	}

	private static String attributes(MissingBean missing, List<String> names) {
		String attribute = (MissingBean.STREAMING_CHAT_MODEL.equals(missing.type())) ? "streamingChatModel"
				: "chatModel";
		return names.stream()
			.map((name) -> "    @AiService(wiringMode = EXPLICIT, " + attribute + " = \"" + name + "\")")
			.collect(Collectors.joining("\n"));
	}

	private String declare(@Nullable String model) {
		if (model == null) {
			return "";
		}
		String property = CrossRegionProperties.property(model);
		return models().stream()
			.map((declared) -> this.environment.getProperty(CrossRegionProperties.property(declared) + ".model-id"))
			.filter((id) -> id != null)
			.findFirst()
			.map((id) -> {
				ConfigurationPropertySource source = source(CrossRegionProperties.NAME);
				ConfigurationPropertyName name = ConfigurationPropertyName.of(property + ".model-id");
				ConfigurationFile file = ConfigurationFile.of(source, CrossRegionProperties.NAME).with(name, name, id);
				return (trial(source).canStart(file)) ? "\n\nor declare the model:\n\n" + file : "";
			})
			.orElse("");
	}

	// Read by name, because properties may be invalid while the starter is disabled.
	private Set<String> models() {
		Set<String> models = new LinkedHashSet<>();
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource names) {
				names.stream()
					.filter((name) -> ConfigurationFile.isAt(CrossRegionProperties.NAME, name)
							&& name.getNumberOfElements() > 3)
					.forEach((name) -> {
						String element = name.getElement(2, Form.UNIFORM);
						if (element.equals("chatmodel")) {
							models.add(CrossRegionProperties.CHAT_MODEL_NAME);
						}
						else if (element.equals("models")) {
							models.add(name.getElement(3, Form.ORIGINAL));
						}
					});
			}
		}
		return models;
	}

	private List<String> names(String type) {
		ClassLoader loader = getClass().getClassLoader();
		if (!(this.beans instanceof ListableBeanFactory listable) || !ClassUtils.isPresent(type, loader)) {
			return List.of();
		}
		return Arrays.stream(listable.getBeanNamesForType(ClassUtils.resolveClassName(type, loader), true, false))
			.toList();
	}

	private boolean hasModels() {
		return Stream.of(MissingBean.CHAT_MODEL, MissingBean.STREAMING_CHAT_MODEL)
			.anyMatch((type) -> !names(type).isEmpty());
	}

	// Without keys of this starter, the missing model is one of another starter.
	private boolean usesOtherStarter() {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource names
					&& names.stream().anyMatch(LANGCHAIN4J::isAncestorOf)) {
				return true;
			}
		}
		return false;
	}

	private ConfigurationTrial trial(@Nullable ConfigurationPropertySource source) {
		return new ConfigurationTrial(this.environment,
				(ConfigurationFile.of(source, CrossRegionProperties.NAME).isEmpty()) ? null : source);
	}

	private @Nullable ConfigurationPropertySource source(ConfigurationPropertyName name) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (ConfigurationFile.of(source, CrossRegionProperties.NAME).contains(name)) {
				return source;
			}
		}
		return null;
	}

}
