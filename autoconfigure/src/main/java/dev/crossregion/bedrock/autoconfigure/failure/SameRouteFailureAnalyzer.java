package dev.crossregion.bedrock.autoconfigure.failure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link SameRouteException}.
 */
final class SameRouteFailureAnalyzer extends AbstractFailureAnalyzer<SameRouteException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SameRouteException cause) {
		return new FailureAnalysis(
				cause.getFirst() + " and " + cause.getSecond() + " are the same route: " + cause.getRoute()
						+ ". The second could never help when the first is throttled.",
				"Remove " + cause.getSecond() + ", or let its calls start in another Region:\n\n"
						+ YamlSnippet.of(cause.getSecond() + ".source-region", "<another Region>"),
				cause);
	}

}
