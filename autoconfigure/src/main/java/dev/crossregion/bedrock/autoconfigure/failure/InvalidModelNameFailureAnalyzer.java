package dev.crossregion.bedrock.autoconfigure.failure;

import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link InvalidModelNameException}.
 */
final class InvalidModelNameFailureAnalyzer extends AbstractFailureAnalyzer<InvalidModelNameException> {

	private static final String MODELS = PropertyNames.MODELS + ".";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidModelNameException cause) {
		String name = cause.getName();
		String description = switch (cause.getProblem()) {
			case MALFORMED -> MODELS + name + " is not a name for a model. Names have lower-case letters and digits, "
					+ "a letter first: an environment variable cannot write any other, and would bind a second model "
					+ "beside this one.";
			case RESERVED -> MODELS + name + " has the name of the default model, which is declared by "
					+ PropertyNames.CHAT_MODEL + ".";
			case DUPLICATE -> MODELS + name + " is declared twice: names that differ only in case or in separators "
					+ "are one name to an environment variable.";
		};
		return new FailureAnalysis(description, action(cause), cause);
	}

	private static String action(InvalidModelNameException cause) {
		Corrections corrections = new Corrections(cause.getDryRun());
		String property = suggestion(cause, corrections);
		Object model = (corrections.written(PropertyNames.MODELS) instanceof Map<?, ?> models)
				? models.get(cause.getName()) : null;
		if (model == null) {
			return "Write:\n\n" + YamlSnippet.of(property + ".model-id", Examples.models().findFirst().orElseThrow());
		}
		Map<String, @Nullable Object> changes = Corrections.changes(property, model);
		if (cause.getName().matches("[A-Za-z0-9_-]+")) {
			changes.put(MODELS + cause.getName(), null);
			corrections.offer(property, changes);
			return corrections.write("Write:",
					corrections.nothing("Write " + property + " instead. That would not start yet"));
		}
		return "Write this instead of '" + cause.getName() + "':\n\n" + YamlSnippet.of(changes, Map.of());
	}

	private static String suggestion(InvalidModelNameException cause, Corrections corrections) {
		if (cause.getProblem() == InvalidModelNameException.Problem.RESERVED
				&& corrections.written(PropertyNames.CHAT_MODEL) == null) {
			return PropertyNames.CHAT_MODEL;
		}
		String letters = cause.getName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").replaceAll("^[0-9]+", "");
		String name = MODELS + ((letters.isEmpty()) ? "fast" : letters);
		String free = name;
		for (int number = 2; corrections.written(free) != null
				|| cause.getProblem() != InvalidModelNameException.Problem.MALFORMED && free.equals(name); number++) {
			free = name + number;
		}
		return free;
	}

}
