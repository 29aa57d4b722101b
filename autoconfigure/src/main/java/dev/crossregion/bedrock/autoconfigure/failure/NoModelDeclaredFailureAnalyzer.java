package dev.crossregion.bedrock.autoconfigure.failure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link NoModelDeclaredException}.
 */
final class NoModelDeclaredFailureAnalyzer extends AbstractFailureAnalyzer<NoModelDeclaredException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NoModelDeclaredException cause) {
		String property = cause.getProperty();
		return new FailureAnalysis(
				property + " names no foundation model: it has neither '" + property
						+ ".model-id' nor a profile for each of its routes that says which model is behind it.",
				"""
						Name the model, and the profile is found for it:

						%s
						or name the profile itself:

						%s""".formatted(
						YamlSnippet.of(property + ".model-id", "anthropic.claude-sonnet-4-5-20250929-v1:0"),
						YamlSnippet.of(property + ".profile", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0")),
				cause);
	}

}
