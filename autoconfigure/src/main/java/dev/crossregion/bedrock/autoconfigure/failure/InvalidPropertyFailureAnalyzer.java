package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.stream.Collectors;

import dev.crossregion.bedrock.profile.ShownText;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link InvalidPropertyException}.
 */
final class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPropertyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertyException cause) {
		return new FailureAnalysis(
				cause.getProperty() + " is '" + ShownText.of(cause.getValue()) + "': " + cause.getProblem() + ".",
				"Write:\n\n" + cause.getSuggestions()
					.stream()
					.map((suggestion) -> YamlSnippet.of(cause.getProperty(), suggestion).toString())
					.collect(Collectors.joining("\nor\n\n")),
				cause);
	}

}
