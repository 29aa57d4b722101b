package dev.crossregion.bedrock.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says of unknown keys under {@code bedrock.cross-region} what Spring Boot says of them,
 * and which known key is nearest.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of(CrossRegionProperties.PREFIX);

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
		BindException bind = findCause(rootFailure, BindException.class);
		if (bind == null || !(bind.getName().equals(PREFIX) || PREFIX.isAncestorOf(bind.getName()))) {
			return null;
		}
		String description = cause.getUnboundProperties()
			.stream()
			.map((property) -> "\n\n    Property: %s\n    Value: \"%s\"\n    Origin: %s\n    Reason: %s"
				.formatted(property.getName(), property.getValue(), property.getOrigin(), cause.getMessage()))
			.collect(Collectors.joining("", "Binding to target " + bind.getTarget() + " failed:", ""));
		String action = cause.getUnboundProperties().stream().map((property) -> {
			List<String> nearest = KnownProperties.nearest(property.getName());
			return property.getName() + ": "
					+ ((nearest.isEmpty()) ? "no known key is similar; docs/properties.md lists them all"
							: "did you mean " + String.join(" or ", nearest) + "?");
		})
			.collect(Collectors.joining("\n    ",
					"A key that is not known stops the start-up, because a typo must not lift a limit. Update your "
							+ "application's configuration:\n\n    ",
					""));
		return new FailureAnalysis(description, action, bind);
	}

}
