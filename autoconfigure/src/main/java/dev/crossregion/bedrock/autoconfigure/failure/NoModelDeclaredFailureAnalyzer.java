package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link NoModelDeclaredException}.
 */
final class NoModelDeclaredFailureAnalyzer extends AbstractFailureAnalyzer<NoModelDeclaredException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NoModelDeclaredException cause) {
		String property = cause.getProperty();
		Corrections model = first(cause, property + ".model-id");
		Corrections profile = first(cause, property + ".profile");
		String action = Stream
			.of(model.write("Name the model, and the profile is found for it:", ""),
					profile.write("Name the profile itself:", ""))
			.filter((choice) -> !choice.isEmpty())
			.collect(Collectors.joining("\nor\n\n"));
		return new FailureAnalysis(
				property + " names no foundation model: it has neither '" + property
						+ ".model-id' nor a profile for each of its routes that says which model is behind it.",
				(action.isEmpty()) ? "Name the model in " + property + ".model-id; none that is known would start."
						: action,
				cause);
	}

	private static Corrections first(NoModelDeclaredException cause, String property) {
		Corrections corrections = new Corrections(cause.getDryRun());
		Examples.of(property)
			.filter((value) -> corrections.starts(Corrections.changes(property, value)))
			.findFirst()
			.ifPresent((value) -> corrections.offer(value, Corrections.changes(property, value)));
		return corrections;
	}

}
