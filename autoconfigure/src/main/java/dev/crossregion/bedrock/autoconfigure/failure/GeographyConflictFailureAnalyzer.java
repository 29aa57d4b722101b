package dev.crossregion.bedrock.autoconfigure.failure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link GeographyConflictException}.
 */
final class GeographyConflictFailureAnalyzer extends AbstractFailureAnalyzer<GeographyConflictException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, GeographyConflictException cause) {
		String mode = cause.getProperty() + ".mode";
		String geography = cause.getProperty() + ".geography";
		Corrections corrections = new Corrections(cause.getDryRun());
		corrections.offer("geography: " + cause.getGeography(),
				Corrections.changes(geography, cause.getGeography(), mode, null));
		corrections.offer("mode: " + cause.getMode(), Corrections.changes(mode, cause.getMode(), geography, null));
		return new FailureAnalysis(
				cause.getProperty() + " declares both 'geography: " + cause.getGeography() + "' and 'mode: "
						+ cause.getMode()
						+ "'. A geography is the prefix of a geographic profile, and that mode uses none.",
				corrections.write("Write one of them:", corrections.nothing("Write one of them. Neither would start")),
				cause);
	}

}
