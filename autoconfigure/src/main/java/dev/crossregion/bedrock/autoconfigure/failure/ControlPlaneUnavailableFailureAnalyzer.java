package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.stream.Collectors;

import dev.crossregion.bedrock.client.ControlPlaneFailure;
import dev.crossregion.bedrock.client.ControlPlaneUnavailableException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link ControlPlaneUnavailableException}.
 */
final class ControlPlaneUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<ControlPlaneUnavailableException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ControlPlaneUnavailableException cause) {
		return new FailureAnalysis(
				"bedrock.cross-region.catalog.source is 'live', and the Bedrock control plane gave no evidence:\n"
						+ cause.getFailures()
							.stream()
							.map(ControlPlaneUnavailableFailureAnalyzer::line)
							.collect(Collectors.joining()),
				"""
						Grant this permission to the role of the application:

						    %s

						or let calls that take too long have more time:

						%s
						or use the snapshot in the jar where the control plane does not answer:

						%s""".formatted(cause.getIamStatement(),
						YamlSnippet.of("bedrock.cross-region.catalog.timeout", "10s"),
						YamlSnippet.of("bedrock.cross-region.catalog.source", "live-or-bundled")),
				cause);
	}

	private static String line(ControlPlaneFailure failure) {
		return "\n    " + failure.sourceRegion() + ": " + failure.operation() + " " + failure.kind().value() + ": "
				+ failure.message();
	}

}
