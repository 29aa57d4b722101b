package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.failure.UnsupportedParameterException.UnsupportedParameters;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link UnsupportedParameterException}.
 */
final class UnsupportedParameterFailureAnalyzer extends AbstractFailureAnalyzer<UnsupportedParameterException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnsupportedParameterException cause) {
		return new FailureAnalysis(
				cause.getUnsupported()
					.stream()
					.map((unsupported) -> unsupported.describe() + ".")
					.collect(Collectors.joining("\n\n")),
				cause.getUnsupported()
					.stream()
					.map(UnsupportedParameterFailureAnalyzer::action)
					.collect(Collectors.joining("\n")),
				cause);
	}

	private static String action(UnsupportedParameters unsupported) {
		return ((unsupported.oneMayStay()) ? "Remove one of these:\n\n" : "Remove:\n\n") + unsupported.properties()
			.entrySet()
			.stream()
			.map((property) -> YamlSnippet.of(property.getKey(), property.getValue()).toString())
			.collect(Collectors.joining((unsupported.oneMayStay()) ? "\nor\n\n" : "\n"));
	}

}
