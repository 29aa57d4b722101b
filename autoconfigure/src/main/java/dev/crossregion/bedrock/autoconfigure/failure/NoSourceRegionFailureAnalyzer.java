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
		return new FailureAnalysis(
				cause.getPlaces()
					.stream()
					.map((place) -> "\n    - " + place)
					.collect(Collectors.joining("",
							"No Region says where calls to Amazon Bedrock start. It was looked for in this order:",
							"\n\nNo default is assumed, because the Region decides where prompts may be processed.")),
				"Write the Region whose endpoint is to be called:\n\n"
						+ YamlSnippet.of("bedrock.cross-region.source-region", "eu-central-1")
						+ "\nor set the environment variable AWS_REGION.",
				cause);
	}

}
