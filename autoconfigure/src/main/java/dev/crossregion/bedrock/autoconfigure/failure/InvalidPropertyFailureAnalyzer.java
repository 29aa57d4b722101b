package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link InvalidPropertyException}.
 */
final class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPropertyException> {

	private static final int SHOWN = 120;

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidPropertyException cause) {
		String value = cause.getValue();
		String shown = (value.length() <= SHOWN) ? value : value.substring(0, SHOWN) + "...";
		return new FailureAnalysis(cause.getProperty() + " is '" + shown + "': " + cause.getProblem() + ".",
				"Write:\n\n" + cause.getSuggestions()
					.stream()
					.map((suggestion) -> YamlSnippet.of(cause.getProperty(), suggestion).toString())
					.collect(Collectors.joining("\nor\n\n")),
				cause);
	}

}
