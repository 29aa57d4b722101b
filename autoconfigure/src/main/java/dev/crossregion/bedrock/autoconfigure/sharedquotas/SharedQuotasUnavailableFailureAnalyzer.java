package dev.crossregion.bedrock.autoconfigure.sharedquotas;

import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.failure.YamlSnippet;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link SharedQuotasUnavailableException}.
 */
final class SharedQuotasUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<SharedQuotasUnavailableException> {

	private static final String PROPERTY = CrossRegionProperties.SHARED_QUOTAS + ".enabled";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, SharedQuotasUnavailableException cause) {
		String dependencies = cause.getArtifacts()
			.stream()
			.map(SharedQuotasUnavailableFailureAnalyzer::dependency)
			.collect(Collectors.joining());
		return new FailureAnalysis(PROPERTY + " is true, and quotas cannot be shared: " + cause.getMissing() + ".",
				((dependencies.isEmpty()) ? "" : "Add with Maven:\n\n" + dependencies + "\n") + cause.getInstructions()
						+ " Without that, let each instance go by itself:\n\n" + YamlSnippet.of(PROPERTY, false),
				cause);
	}

	private static String dependency(String artifact) {
		String[] parts = artifact.split(":");
		String version = (parts.length > 2) ? "        <version>" + parts[2] + "</version>\n" : "";
		return "    <dependency>\n        <groupId>" + parts[0] + "</groupId>\n        <artifactId>" + parts[1]
				+ "</artifactId>\n" + version + "    </dependency>\n";
	}

}
