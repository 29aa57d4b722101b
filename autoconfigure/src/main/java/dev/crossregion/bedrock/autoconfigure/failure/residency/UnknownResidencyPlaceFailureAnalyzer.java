package dev.crossregion.bedrock.autoconfigure.failure.residency;

import java.util.List;

import dev.crossregion.bedrock.autoconfigure.failure.Corrections;
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
		String description = cause.getProperty() + " is '" + place.getValue()
				+ "', which is no place: a place is an AWS Region, an ISO 3166-1 alpha-2 country code, 'EU' or 'EEA'.";
		if (place.isBoolean()) {
			return new FailureAnalysis(
					description + " YAML turns an unquoted NO into the boolean false, and NO is the code of Norway.",
					action(cause, List.of("NO"), "Write the country in quotes:"), cause);
		}
		List<String> nearMisses = place.getNearMisses();
		return new FailureAnalysis(description,
				action(cause, nearMisses,
						(nearMisses.isEmpty()) ? "Write places, such as:"
								: "The nearest " + ((nearMisses.size() == 1) ? "place is " : "places are ")
										+ String.join(", ", nearMisses) + ". Write:"),
				cause);
	}

	private static String action(UnknownResidencyPlaceException cause, List<String> places, String introduction) {
		Corrections corrections = new Corrections(cause.getDryRun());
		String list = cause.getProperty().replaceAll("\\[\\d+]$", "");
		if (places.isEmpty()) {
			PlaceSuggestions.offer(corrections, list);
		}
		places
			.forEach((place) -> corrections.offer("'" + place + "'", Corrections.changes(cause.getProperty(), place)));
		if (!corrections.isEmpty() || places.isEmpty()) {
			return corrections.write(introduction, "Write places; no list that is known would start.");
		}
		Corrections example = new Corrections(cause.getDryRun());
		PlaceSuggestions.offer(example, list);
		return corrections.write(introduction, corrections
			.nothing("The nearest " + ((places.size() == 1) ? "place is " : "places are ") + String.join(", ", places)
					+ ", and with " + ((places.size() == 1) ? "it" : "them") + " the application would not start")
				+ ((example.isEmpty()) ? "" : "\n\n" + example.write("What would start is:", "")));
	}

}
