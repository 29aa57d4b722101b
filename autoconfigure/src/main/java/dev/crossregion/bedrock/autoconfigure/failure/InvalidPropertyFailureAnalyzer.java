package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.stream.Collectors;

import dev.crossregion.bedrock.profile.ShownText;

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
				cause.getProperty() + " is '" + ShownText.of(cause.getValue()) + "'"
						+ PropertyOrigins.of(this.environment, cause.getProperty()) + ": " + cause.getProblem() + ".",
				"Write:\n\n" + cause.getSuggestions()
					.stream()
					.map((suggestion) -> YamlSnippet.of(cause.getProperty(), suggestion).toString())
					.collect(Collectors.joining("\nor\n\n")),
				cause);
	}

}
