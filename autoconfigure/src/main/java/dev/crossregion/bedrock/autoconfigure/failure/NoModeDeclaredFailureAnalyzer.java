package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.crossregion.bedrock.profile.InferenceMode;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link NoModeDeclaredException}.
 */
final class NoModeDeclaredFailureAnalyzer extends AbstractFailureAnalyzer<NoModeDeclaredException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, NoModeDeclaredException cause) {
		String description = "Nothing says how far from its source Region '" + cause.getModelId()
				+ "' may be processed: neither " + cause.getProperty()
				+ " nor a level above it sets 'mode', 'geography' or 'profile', and none is ever guessed.";
		return new FailureAnalysis(description, action(cause), cause);
	}

	private static String action(NoModeDeclaredException cause) {
		Corrections geography = new Corrections(cause.getDryRun());
		Corrections global = new Corrections(cause.getDryRun());
		Corrections inRegion = new Corrections(cause.getDryRun());
		List<String> geographies = (cause.getDryRun() != null) ? Examples.geographies().toList() : List.of("eu");
		for (String level : List.of(PropertyNames.PREFIX, cause.getProperty())) {
			geographies.forEach((prefix) -> offer(geography, level, ".geography", prefix));
			offer(global, level, ".mode", InferenceMode.GLOBAL);
			offer(inRegion, level, ".mode", InferenceMode.IN_REGION);
		}
		String choices = Stream.of(geography.write("In the Regions of a geography:", ""),
				global.write("Anywhere, with no limit on where:", ""), inRegion.write("In the source Region only:", ""))
			.filter((choice) -> !choice.isEmpty())
			.collect(Collectors.joining("\n"));
		Set<String> excluded = Stream.of(geography, global, inRegion)
			.filter(Corrections::isEmpty)
			.flatMap(Corrections::excludedLines)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		String others = (excluded.isEmpty()) ? "" : "What would not start:\n"
				+ excluded.stream().map((line) -> "\n    - " + line).collect(Collectors.joining());
		return (choices.isEmpty()) ? others : "Choose one.\n\n" + choices + ((others.isEmpty()) ? "" : "\n" + others);
	}

	// For one model only where it does not start for all.
	private static void offer(Corrections corrections, String level, String key, Object value) {
		Map<String, @Nullable Object> changes = Corrections.changes(level + key, value);
		if (corrections.isEmpty() || level.equals(PropertyNames.PREFIX)) {
			corrections.offer(key.substring(1) + ": " + value, changes);
		}
	}

}
