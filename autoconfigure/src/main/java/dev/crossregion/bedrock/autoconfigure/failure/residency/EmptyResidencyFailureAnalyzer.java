package dev.crossregion.bedrock.autoconfigure.failure.residency;

import java.util.List;

import dev.crossregion.bedrock.autoconfigure.failure.Corrections;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link EmptyResidencyException}.
 */
final class EmptyResidencyFailureAnalyzer extends AbstractFailureAnalyzer<EmptyResidencyException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, EmptyResidencyException cause) {
		String property = cause.getProperty();
		String list = property.replaceAll("\\[\\d+]$", "");
		String first = (list.endsWith("residency")) ? list + ".allow" : list;
		Corrections corrections = new Corrections(cause.getDryRun());
		List<String> others = others(corrections, first);
		if (!others.isEmpty()) {
			corrections.offer(String.join(", ", others), Corrections.changes(first, others));
		}
		else {
			PlaceSuggestions.offer(corrections, first);
		}
		String introduction = "Write where prompts may " + ((first.endsWith("deny")) ? "never " : "") + "be processed";
		return new FailureAnalysis(
				property + " is present and empty. An empty placeholder, environment variable or "
						+ "list would otherwise lift the limit unnoticed; only an absent property means no limit.",
				corrections
					.write(introduction + ", such as:", introduction
							+ "; under no list that is known would the routes be admitted" + corrections.nothing(""))
						+ "\nor remove " + list + " to have no limit.",
				cause);
	}

	// The other entries of a list with an empty one.
	private static List<String> others(Corrections corrections, String list) {
		return (corrections.written(list) instanceof List<?> written) ? written.stream()
			.filter((place) -> place != null && !place.toString().isBlank())
			.map(Object::toString)
			.toList() : List.of();
	}

}
