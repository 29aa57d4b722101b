package dev.crossregion.bedrock.autoconfigure.failure.residency;

import java.util.List;

import dev.crossregion.bedrock.autoconfigure.failure.Remedy;

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
		Remedy remedy = new Remedy(cause.getDryRun());
		List<String> others = others(remedy, first);
		if (!others.isEmpty()) {
			remedy.offer(String.join(", ", others), Remedy.changes(first, others));
		}
		else {
			PlaceSuggestions.offer(remedy, first);
		}
		String introduction = "Write where prompts may " + ((first.endsWith("deny")) ? "never " : "") + "be processed";
		return new FailureAnalysis(
				property + " is present and empty. An empty placeholder, environment variable or "
						+ "list would otherwise lift the limit unnoticed; only an absent property means no limit.",
				remedy
					.write(introduction + ", such as:", introduction
							+ "; under no list that is known would the routes be admitted" + remedy.nothing(""))
						+ "\nor remove " + list + " to have no limit.",
				cause);
	}

	// The other entries of a list with an empty one.
	private static List<String> others(Remedy remedy, String list) {
		return (remedy.written(list) instanceof List<?> written) ? written.stream()
			.filter((place) -> place != null && !place.toString().isBlank())
			.map(Object::toString)
			.toList() : List.of();
	}

}
