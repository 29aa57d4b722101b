package dev.crossregion.bedrock.autoconfigure.failure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link NoModeDeclaredException}.
 */
final class NoModeDeclaredFailureAnalyzer extends AbstractFailureAnalyzer<NoModeDeclaredException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NoModeDeclaredException cause) {
		String description = "Nothing says how far from its source Region '" + cause.getModelId()
				+ "' may be processed: neither " + cause.getProperty()
				+ " nor a level above it sets 'mode', 'geography' or 'profile', and none is ever guessed.";
		String action = """
				Choose one.

				In the Regions of a geography, such as eu, us, apac, jp or au:

				%s
				Anywhere, with no limit on where:

				%s
				In the source Region only:

				%s""".formatted(YamlSnippet.of("bedrock.cross-region.geography", "eu"),
				YamlSnippet.of("bedrock.cross-region.mode", "global"),
				YamlSnippet.of("bedrock.cross-region.mode", "in-region"));
		return new FailureAnalysis(description, action, cause);
	}

}
