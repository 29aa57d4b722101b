package dev.crossregion.bedrock.autoconfigure.failure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link EmptyResidencyException}.
 */
final class EmptyResidencyFailureAnalyzer extends AbstractFailureAnalyzer<EmptyResidencyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, EmptyResidencyException cause) {
		String property = cause.getProperty();
		String list = property.replaceAll("\\[\\d+]$", "");
		String first = (list.endsWith("residency")) ? list + ".allow" : list;
		return new FailureAnalysis(property + " is present and empty. An empty placeholder, environment variable or "
				+ "list would have lifted the limit without anybody noticing; only an absent property means no limit.",
				"Write where prompts may " + ((first.endsWith("deny")) ? "never " : "") + "be processed, such as:\n\n"
						+ YamlSnippet.of(first, "EU") + "\nor remove " + list + " to have no limit.",
				cause);
	}

}
