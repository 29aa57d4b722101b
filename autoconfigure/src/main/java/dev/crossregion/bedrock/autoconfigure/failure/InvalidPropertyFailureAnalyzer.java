package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.Map;

import dev.crossregion.bedrock.profile.DisplayText;
import dev.crossregion.bedrock.profile.InferenceMode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Explains an {@link InvalidPropertyException}.
 */
final class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPropertyException> {

	private final Environment environment;

	InvalidPropertyFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertyException cause) {
		return new FailureAnalysis(
				cause.getProperty() + " is '" + DisplayText.of(cause.getValue()) + "'"
						+ PropertyOrigins.of(this.environment, cause.getProperty()) + ": " + cause.getProblem() + ".",
				action(cause), cause);
	}

	private static String action(InvalidPropertyException cause) {
		String property = cause.getProperty();
		Remedy remedy = new Remedy(cause.getDryRun());
		otherProperty(cause, remedy);
		cause.getSuggestions().forEach((value) -> remedy.offer("'" + value + "'", Remedy.changes(property, value)));
		if (remedy.isEmpty() && property.matches(".*\\.(model-id|profile)")) {
			cause.getSuggestions().forEach((value) -> alternatives(remedy, Remedy.changes(property, value)));
		}
		if (!remedy.isEmpty()) {
			return remedy.write("Write:", "");
		}
		Remedy example = new Remedy(cause.getDryRun());
		Examples.of(property)
			.map((value) -> Remedy.changes(property, value))
			.filter(example::starts)
			.findFirst()
			.ifPresent((changes) -> example.offer("", changes));
		return remedy.write("Write:", remedy.nothing("Nothing similar would start")
				+ ((example.isEmpty()) ? "" : "\n\n" + example.write("What would start is, for instance:", "")));
	}

	// What was written may belong to another property of the same level.
	private static void otherProperty(InvalidPropertyException cause, Remedy remedy) {
		String property = cause.getProperty();
		String level = property.substring(0, property.lastIndexOf('.'));
		if (property.endsWith(".geography") && cause.getValue().equals(InferenceMode.GLOBAL.value())) {
			remedy.offer("mode: global", Remedy.changes(level + ".mode", InferenceMode.GLOBAL, property, null));
		}
		if (property.endsWith(".model-id") && remedy.written(level + ".profile") != null) {
			remedy.offer("'" + cause.getValue() + "' as the profile",
					Remedy.changes(level + ".profile", cause.getValue()));
		}
	}

	// What was meant may need another mode or source Region.
	private static void alternatives(Remedy remedy, Map<String, @Nullable Object> changes) {
		if (remedy.failure(changes) instanceof UnmetDeclarationException unmet) {
			RefusalRemedy.offerAlternatives(unmet.getRoutes().get(0), changes, remedy);
		}
	}

}
