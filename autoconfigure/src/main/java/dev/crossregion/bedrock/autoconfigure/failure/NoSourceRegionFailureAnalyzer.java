package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link NoSourceRegionException}.
 */
final class NoSourceRegionFailureAnalyzer extends AbstractFailureAnalyzer<NoSourceRegionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NoSourceRegionException cause) {
		String property = cause.getProperty();
		Corrections corrections = new Corrections(cause.getDryRun());
		Examples.sourceRegions()
			.filter((region) -> corrections.starts(Corrections.changes(property, region)))
			.findFirst()
			.ifPresent((region) -> corrections.offer(region, Corrections.changes(property, region)));
		return new FailureAnalysis(
				cause.getPlaces()
					.stream()
					.map((place) -> "\n    - " + place)
					.collect(Collectors.joining("",
							"No Region says where calls to Amazon Bedrock start. It was looked for in this order:",
							"\n\nNo default is assumed, because the Region decides where prompts may be processed.")),
				corrections.write("Write the Region whose endpoint is to be called, such as:",
						"Write the Region whose endpoint is to be called in " + property
								+ "; from none that is known the application would start with the models, modes and "
								+ "limits that are declared.\n")
						+ "\nor set the environment variable AWS_REGION.",
				cause);
	}

}
