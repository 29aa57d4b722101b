package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.catalog.ControlPlaneFailure;
import dev.crossregion.bedrock.catalog.ControlPlaneFailure.Kind;
import dev.crossregion.bedrock.catalog.ControlPlaneUnavailableException;
import dev.crossregion.bedrock.profile.DisplayText;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link ControlPlaneUnavailableException}: the failure in each source Region,
 * and the remedy for each kind of failure.
 */
final class ControlPlaneUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<ControlPlaneUnavailableException> {

	private static final String SOURCE = PropertyNames.PREFIX + ".catalog.source";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ControlPlaneUnavailableException cause) {
		return new FailureAnalysis(
				SOURCE + " is 'live', and the Bedrock control plane gave no evidence:\n"
						+ cause.getFailures()
							.stream()
							.map(ControlPlaneUnavailableFailureAnalyzer::line)
							.collect(Collectors.joining()),
				Stream
					.concat(cause.getFailures()
						.stream()
						.map(ControlPlaneFailure::kind)
						.distinct()
						.map((kind) -> remedy(kind, cause)), Stream.of(snapshot()))
					.collect(Collectors.joining("\n\n")),
				cause);
	}

	private static String line(ControlPlaneFailure failure) {
		return "\n    " + failure.sourceRegion() + ": " + failure.operation() + " " + failure.what() + ": "
				+ DisplayText.line(failure.message());
	}

	private static String remedy(Kind kind, ControlPlaneUnavailableException cause) {
		return switch (kind) {
			case DENIED -> "Grant this permission to the role of the application:\n\n    " + cause.getIamStatement();
			case TIMED_OUT -> kind.remedy() + ". It needs the permission\n\n    " + cause.getIamStatement()
					+ "\n\nand has longer with:\n\n"
					+ YamlSnippet.of(PropertyNames.PREFIX + ".catalog.timeout", "10s").toString().stripTrailing();
			default -> kind.remedy() + ".";
		};
	}

	private static String snapshot() {
		return "Or use the snapshot in the jar where the control plane does not answer:\n\n"
				+ YamlSnippet.of(SOURCE, "live-or-bundled");
	}

}
