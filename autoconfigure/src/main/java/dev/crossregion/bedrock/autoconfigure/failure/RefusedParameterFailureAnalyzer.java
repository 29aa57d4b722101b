package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.failure.RefusedParameterException.RefusedParameters;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link RefusedParameterException}.
 */
final class RefusedParameterFailureAnalyzer extends AbstractFailureAnalyzer<RefusedParameterException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RefusedParameterException cause) {
		return new FailureAnalysis(
				cause.getRefused()
					.stream()
					.map((refused) -> refused.describe() + ".")
					.collect(Collectors.joining("\n\n")),
				cause.getRefused()
					.stream()
					.map(RefusedParameterFailureAnalyzer::action)
					.collect(Collectors.joining("\n")),
				cause);
	}

	private static String action(RefusedParameters refused) {
		return ((refused.oneMayStay()) ? "Remove one of these:\n\n" : "Remove:\n\n") + refused.properties()
			.entrySet()
			.stream()
			.map((property) -> YamlSnippet.of(property.getKey(), property.getValue()).toString())
			.collect(Collectors.joining((refused.oneMayStay()) ? "\nor\n\n" : "\n"));
	}

}
