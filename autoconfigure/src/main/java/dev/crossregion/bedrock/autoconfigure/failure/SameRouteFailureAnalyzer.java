package dev.crossregion.bedrock.autoconfigure.failure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link SameRouteException}.
 */
final class SameRouteFailureAnalyzer extends AbstractFailureAnalyzer<SameRouteException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SameRouteException cause) {
		Remedy remedy = new Remedy(cause.getDryRun());
		if (cause.getDryRun() != null) {
			remedy.offer("The first of them alone", Remedy.changes(cause.getSecond(), null));
		}
		String property = cause.getSecond() + ".source-region";
		Examples.sourceRegions()
			.filter((region) -> remedy.starts(Remedy.changes(property, region)))
			.findFirst()
			.ifPresent((region) -> remedy.offer("Calls of the second that start in another Region",
					Remedy.changes(property, region)));
		return new FailureAnalysis(
				cause.getFirst() + " and " + cause.getSecond() + " are the same route: " + cause.getRoute()
						+ ". The second could never help when the first is throttled.",
				remedy.write("Remove " + cause.getSecond() + "."), cause);
	}

}
