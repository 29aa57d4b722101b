package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.residency.Place;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link WidenedResidencyException}.
 */
final class WidenedResidencyFailureAnalyzer extends AbstractFailureAnalyzer<WidenedResidencyException> {

	private static final String SHARED = "bedrock.cross-region.residency.allow";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, WidenedResidencyException cause) {
		List<Place> narrower = new ArrayList<>(cause.getAllowed());
		narrower.removeAll(cause.getWider());
		List<Place> all = new ArrayList<>(cause.getShared());
		all.addAll(cause.getWider());
		String wider = cause.getWider().stream().map(Place::code).collect(Collectors.joining(", "));
		return new FailureAnalysis(
				cause.getProperty() + " names " + wider + ", which no place of " + SHARED + " " + cause.getShared()
						+ " contains. The limit of a model can only narrow the shared one.",
				"Narrow the limit of the model:\n\n"
						+ YamlSnippet.of(cause.getProperty(), (narrower.isEmpty()) ? cause.getShared() : narrower)
						+ "\nor widen the shared limit for all models:\n\n" + YamlSnippet.of(SHARED, all),
				cause);
	}

}
