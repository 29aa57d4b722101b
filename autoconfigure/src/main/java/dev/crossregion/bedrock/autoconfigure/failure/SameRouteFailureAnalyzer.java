package dev.crossregion.bedrock.autoconfigure.failure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link SameRouteException}.
 */
final class SameRouteFailureAnalyzer extends AbstractFailureAnalyzer<SameRouteException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SameRouteException cause) {
		Corrections corrections = new Corrections(cause.getDryRun());
		if (cause.getDryRun() != null) {
			corrections.offer("The first of them alone", Corrections.changes(cause.getSecond(), null));
		}
		String property = cause.getSecond() + ".source-region";
		Examples.sourceRegions()
			.filter((region) -> corrections.starts(Corrections.changes(property, region)))
			.findFirst()
			.ifPresent((region) -> corrections.offer("Calls of the second that start in another Region",
					Corrections.changes(property, region)));
		return new FailureAnalysis(
				cause.getFirst() + " and " + cause.getSecond() + " are the same route: " + cause.getRoute()
						+ ". The second could never help when the first is throttled.",
				corrections.write("Remove " + cause.getSecond() + "."), cause);
	}

}
