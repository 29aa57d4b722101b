package dev.crossregion.bedrock.autoconfigure.failure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link GeographyConflictException}.
 */
final class GeographyConflictFailureAnalyzer extends AbstractFailureAnalyzer<GeographyConflictException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, GeographyConflictException cause) {
		String property = cause.getProperty();
		return new FailureAnalysis(
				property + " declares both 'geography: " + cause.getGeography() + "' and 'mode: " + cause.getMode()
						+ "'. A geography is the prefix of a geographic profile, and that mode uses none.",
				"Write one of them:\n\n" + YamlSnippet.of(property + ".geography", cause.getGeography()) + "\nor\n\n"
						+ YamlSnippet.of(property + ".mode", cause.getMode()),
				cause);
	}

}
