package dev.crossregion.bedrock.autoconfigure.failure.residency;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.failure.Corrections;
import dev.crossregion.bedrock.autoconfigure.failure.PropertyNames;
import dev.crossregion.bedrock.residency.Place;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link WidenedResidencyException}.
 */
final class WidenedResidencyFailureAnalyzer extends AbstractFailureAnalyzer<WidenedResidencyException> {

	private static final String SHARED = PropertyNames.PREFIX + ".residency.allow";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WidenedResidencyException cause) {
		List<Place> narrower = new ArrayList<>(cause.getAllowed());
		narrower.removeAll(cause.getWider());
		List<Place> all = new ArrayList<>(cause.getShared());
		all.addAll(cause.getWider());
		Corrections corrections = new Corrections(cause.getDryRun());
		if (!narrower.isEmpty()) {
			corrections.offer("The limit of the model, narrowed",
					Corrections.changes(cause.getProperty(), codes(narrower)));
		}
		if (corrections.isEmpty()) {
			corrections.offer("The shared limit for this model too",
					Corrections.changes(cause.getProperty(), codes(cause.getShared())));
		}
		corrections.offer("The shared limit, widened for all models", Corrections.changes(SHARED, codes(all)));
		return new FailureAnalysis(cause.getProperty() + " names "
				+ cause.getWider().stream().map(Place::code).collect(Collectors.joining(", ")) + ", which no place of "
				+ SHARED + " " + cause.getShared() + " contains. The limit of a model can only narrow the shared one.",
				corrections.write(corrections.nothing("Narrow the limit of the model, or widen the shared one. With "
						+ "neither would its routes be admitted")),
				cause);
	}

	private static List<String> codes(List<Place> places) {
		return places.stream().map(Place::code).toList();
	}

}
