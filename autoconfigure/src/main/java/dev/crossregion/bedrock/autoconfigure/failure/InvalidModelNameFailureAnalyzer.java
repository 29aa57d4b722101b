package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.Locale;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link InvalidModelNameException}.
 */
final class InvalidModelNameFailureAnalyzer extends AbstractFailureAnalyzer<InvalidModelNameException> {

	private static final String MODELS = "bedrock.cross-region.models.";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidModelNameException cause) {
		String name = cause.getName();
		String description = switch (cause.getProblem()) {
			case MALFORMED -> MODELS + name + " is not a name for a model. Names have lower-case letters and digits, "
					+ "a letter first: an environment variable cannot write any other, and would bind a second model "
					+ "beside this one.";
			case RESERVED -> MODELS + name + " has the name of the default model, which is declared by "
					+ "bedrock.cross-region.chat-model.";
			case DUPLICATE -> MODELS + name + " is declared twice: names that differ only in case or in separators "
					+ "are one name to an environment variable.";
		};
		return new FailureAnalysis(description,
				"Write:\n\n"
						+ YamlSnippet.of(suggestion(cause) + ".model-id", "anthropic.claude-haiku-4-5-20251001-v1:0"),
				cause);
	}

	private static String suggestion(InvalidModelNameException cause) {
		if (cause.getProblem() == InvalidModelNameException.Problem.RESERVED) {
			return "bedrock.cross-region.chat-model";
		}
		String letters = cause.getName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").replaceAll("^[0-9]+", "");
		String suggestion = (letters.isEmpty()) ? "fast" : letters;
		return MODELS
				+ ((cause.getProblem() == InvalidModelNameException.Problem.DUPLICATE) ? suggestion + "2" : suggestion);
	}

}
