package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.List;

import dev.crossregion.bedrock.residency.UnknownPlaceException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link UnknownResidencyPlaceException}.
 */
final class UnknownResidencyPlaceFailureAnalyzer extends AbstractFailureAnalyzer<UnknownResidencyPlaceException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnknownResidencyPlaceException cause) {
		UnknownPlaceException place = cause.getUnknownPlace();
		String list = cause.getProperty().replaceAll("\\[\\d+]$", "");
		String description = cause.getProperty() + " is '" + place.getValue()
				+ "', which is no place: a place is an AWS Region, an ISO 3166-1 alpha-2 country code, 'EU' or 'EEA'.";
		if (place.isBoolean()) {
			return new FailureAnalysis(
					description + " YAML turns an unquoted NO into the boolean false, and NO is the code of Norway.",
					"Write the country in quotes:\n\n" + YamlSnippet.of(list, List.of("NO")), cause);
		}
		List<String> nearMisses = place.getNearMisses();
		return new FailureAnalysis(description,
				((nearMisses.isEmpty()) ? "Write places, such as:\n\n"
						: "The nearest " + ((nearMisses.size() == 1) ? "place is " : "places are ")
								+ String.join(", ", nearMisses) + ". Write:\n\n")
						+ YamlSnippet.of(list,
								(nearMisses.isEmpty()) ? List.of("EU", "GB", "us-east-1") : List.of(nearMisses.get(0))),
				cause);
	}

}
