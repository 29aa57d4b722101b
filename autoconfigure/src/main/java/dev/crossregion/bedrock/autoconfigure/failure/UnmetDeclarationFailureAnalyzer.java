package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.List;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.failure.UnmetDeclarationException.UnmetRoute;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link UnmetDeclarationException}: every route, with what could be declared
 * instead.
 */
final class UnmetDeclarationFailureAnalyzer extends AbstractFailureAnalyzer<UnmetDeclarationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnmetDeclarationException cause) {
		List<UnmetRoute> routes = cause.getRoutes();
		return new FailureAnalysis(
				routes.stream()
					.map((route) -> heading(route) + RefusalDescription.of(route))
					.collect(Collectors.joining("\n\n")),
				routes.stream()
					.map((route) -> ((routes.size() != 1) ? heading(route) : "")
							+ RefusalCorrections.of(route, routes, cause.getDryRun()))
					.collect(Collectors.joining("\n")),
				cause);
	}

	private static String heading(UnmetRoute route) {
		return "Model '" + route.plan().name() + "' (" + route.property() + "): ";
	}

}
