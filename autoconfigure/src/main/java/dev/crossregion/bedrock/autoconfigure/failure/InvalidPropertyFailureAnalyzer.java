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
		Corrections corrections = new Corrections(cause.getDryRun());
		otherProperty(cause, corrections);
		cause.getSuggestions()
			.forEach((value) -> corrections.offer("'" + value + "'", Corrections.changes(property, value)));
		if (corrections.isEmpty() && property.matches(".*\\.(model-id|profile)")) {
			cause.getSuggestions().forEach((value) -> alternatives(corrections, Corrections.changes(property, value)));
		}
		if (!corrections.isEmpty()) {
			return corrections.write("Write:", "");
		}
		Corrections example = new Corrections(cause.getDryRun());
		Examples.of(property)
			.map((value) -> Corrections.changes(property, value))
			.filter(example::starts)
			.findFirst()
			.ifPresent((changes) -> example.offer("", changes));
		return corrections.write("Write:", corrections.nothing("Nothing similar would start")
				+ ((example.isEmpty()) ? "" : "\n\n" + example.write("What would start is, for instance:", "")));
	}

	// What was written may belong to another property of the same level.
	private static void otherProperty(InvalidPropertyException cause, Corrections corrections) {
		String property = cause.getProperty();
		String level = property.substring(0, property.lastIndexOf('.'));
		if (property.endsWith(".geography") && cause.getValue().equals(InferenceMode.GLOBAL.value())) {
			corrections.offer("mode: global",
					Corrections.changes(level + ".mode", InferenceMode.GLOBAL, property, null));
		}
		if (property.endsWith(".model-id") && corrections.written(level + ".profile") != null) {
			corrections.offer("'" + cause.getValue() + "' as the profile",
					Corrections.changes(level + ".profile", cause.getValue()));
		}
	}

	// What was meant may need another mode or source Region.
	private static void alternatives(Corrections corrections, Map<String, @Nullable Object> changes) {
		if (corrections.failure(changes) instanceof UnmetDeclarationException unmet) {
			RefusalCorrections.offerAlternatives(unmet.getRoutes().get(0), changes, corrections);
		}
	}

}
