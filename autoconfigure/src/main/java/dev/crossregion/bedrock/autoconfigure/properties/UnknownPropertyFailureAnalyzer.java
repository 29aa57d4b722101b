package dev.crossregion.bedrock.autoconfigure.properties;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.failure.PropertyOrigins;
import dev.crossregion.bedrock.profile.DisplayText;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;

/**
 * Explains unknown keys under {@code bedrock.cross-region}: in addition to the report of
 * Spring Boot, which known key is probably meant, and the corrected file. A list or keys
 * where one value is expected are unknown keys too.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

	private static final ConfigurationPropertyName CHAT_MODEL = ConfigurationPropertyName
		.of(CrossRegionProperties.CHAT_MODEL);

	/** Names of keys whose values a report must not show. */
	private static final Pattern SECRET = Pattern.compile(
			".*(secret|password|credential|accesskey|apikey|bearer).*|" + ".*(session|security|auth|api|bearer)token");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
		BindException bind = findCause(rootFailure, BindException.class);
		if (bind == null || !ConfigurationFile.isAt(CrossRegionProperties.NAME, bind.getName())) {
			return null;
		}
		Map<@Nullable Object, Repair> repairs = new LinkedHashMap<>();
		Set<ConfigurationProperty> unknown = new LinkedHashSet<>(cause.getUnboundProperties());
		for (ConfigurationProperty property : cause.getUnboundProperties()) {
			ConfigurationPropertySource source = property.getSource();
			ConfigurationFile file = ConfigurationFile.of(source, CrossRegionProperties.NAME);
			repairs.putIfAbsent(underlying(source), new Repair(file));
			unknown.addAll(others(source, file));
		}
		String description = unknown.stream()
			.map(UnknownPropertyFailureAnalyzer::describe)
			.collect(Collectors.joining("", "Binding to " + CrossRegionProperties.PREFIX + " failed:", ""));
		String action = unknown.stream()
			.map((property) -> repairs.get(underlying(property.getSource())).fix(property))
			.distinct()
			.collect(Collectors.joining("\n    ",
					"A key that is not known stops the start-up, because a typo must not lift a limit. Update your "
							+ "application's configuration:\n\n    ",
					""));
		return new FailureAnalysis(description,
				action + repairs.values()
					.stream()
					.filter((repair) -> !repair.file.isEmpty())
					.map((repair) -> "\n\nWith that it is:\n\n" + repair.file)
					.collect(Collectors.joining()),
				bind);
	}

	private static @Nullable Object underlying(@Nullable ConfigurationPropertySource source) {
		return (source != null) ? source.getUnderlyingSource() : null;
	}

	// Spring Boot reports a list that cannot be bound before it checks other keys.
	private static List<ConfigurationProperty> others(@Nullable ConfigurationPropertySource source,
			ConfigurationFile file) {
		if (source == null) {
			return List.of();
		}
		return file.values()
			.keySet()
			.stream()
			.filter((name) -> KnownProperties.type(name) == null)
			.map(source::getConfigurationProperty)
			.toList();
	}

	private static String describe(ConfigurationProperty property) {
		ConfigurationPropertyName name = property.getName();
		String value = (isSecret(name)) ? "******" : DisplayText.of(String.valueOf(property.getValue()));
		String problem = (isEmptyScalar(property))
				? "It is present and empty, and takes a value; only an absent property is not set" : expected(name);
		return "\n\n    Property: %s\n    Value: \"%s\"\n    Origin: %s\n    Reason: %s".formatted(name, value,
				(property.getOrigin() != null) ? PropertyOrigins.describe(property.getOrigin()) : "unknown",
				(problem != null) ? problem : "The element [" + name + "] was left unbound: there is no such key.");
	}

	private static boolean isSecret(ConfigurationPropertyName name) {
		return SECRET.matcher(name.getLastElement(Form.UNIFORM).toLowerCase(Locale.ROOT)).matches();
	}

	private static @Nullable String expected(ConfigurationPropertyName name) {
		ConfigurationPropertyName known = KnownProperties.known(name);
		ResolvableType type = KnownProperties.type(known);
		if (type == null || known.equals(name)) {
			return (type != null) ? "The entries of a list are numbered from 0 without a gap" : null;
		}
		boolean indexed = name.isNumericIndex(known.getNumberOfElements());
		if (KnownProperties.isScalar(type)) {
			return known + " takes one value, and has " + ((indexed) ? "a list" : "keys below it");
		}
		return (type.resolve() == List.class && !indexed)
				? known + " takes a list, and has keys that are no entries of it" : null;
	}

	// Binding leaves an enumeration with an empty value unbound.
	private static boolean isEmptyScalar(ConfigurationProperty property) {
		ResolvableType type = KnownProperties.type(property.getName());
		return type != null && KnownProperties.isScalar(type) && !property.getName().isLastElementIndexed()
				&& String.valueOf(property.getValue()).isBlank();
	}

	/**
	 * A file while it is corrected.
	 */
	private static final class Repair {

		private final KnownProperties known;

		private ConfigurationFile file;

		private Repair(ConfigurationFile file) {
			this.known = new KnownProperties(models(file));
			this.file = (isEmptyChatModel(file)) ? file.without(CHAT_MODEL) : file;
		}

		// What belongs below it was written beside it, with too little indentation.
		private static boolean isEmptyChatModel(ConfigurationFile file) {
			Object value = file.values().get(CHAT_MODEL);
			return value != null && value.toString().isBlank();
		}

		private static List<String> models(ConfigurationFile file) {
			return file.values()
				.keySet()
				.stream()
				.filter((name) -> name.getNumberOfElements() > 3 || (name.equals(CHAT_MODEL) && isEmptyChatModel(file)))
				.map((name) -> name.subName(2))
				.map((name) -> (name.getElement(0, Form.UNIFORM).equals("models")) ? name.chop(2) : name.chop(1))
				.filter((name) -> name.getNumberOfElements() == 2
						|| name.getElement(0, Form.UNIFORM).equals("chatmodel"))
				.map((name) -> (name.getNumberOfElements() == 2) ? name.toString() : "chat-model")
				.distinct()
				.sorted()
				.toList();
		}

		private String fix(ConfigurationProperty property) {
			ConfigurationPropertyName name = property.getName();
			List<String> nearest = this.known.nearest(name, property.getValue());
			if (nearest.isEmpty()) {
				this.file = this.file.without(name);
				return name + ": "
						+ ((isSecret(name))
								? "credentials are no property; they come from an AwsCredentialsProvider or "
										+ "SdkTokenProvider bean, else from where the AWS SDK looks"
								: "no known key is similar; docs/properties.md lists them all");
			}
			ConfigurationPropertyName meant = ConfigurationPropertyName.of(nearest.get(0));
			if (meant.isAncestorOf(name)) {
				this.file = (this.file.values().containsKey(meant)) ? this.file.without(name)
						: this.file.with(meant, meant, property.getValue());
				return meant + ": write one value";
			}
			if (isEmptyScalar(property) && meant.equals(name)) {
				return name + ": write a value";
			}
			boolean there = !meant.equals(name) && this.file.contains(meant);
			this.file = (there) ? this.file.without(name) : this.file.with(name, meant, property.getValue());
			return name + ": "
					+ ((meant.equals(name)) ? "number the entries without a gap"
							: "did you mean " + String.join(" or ", nearest) + "?")
					+ ((there) ? " It is set already" : "");
		}

	}

}
