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
		Remedy remedy = new Remedy(cause.getDryRun());
		String property = suggestion(cause, remedy);
		Object model = (remedy.written(PropertyNames.MODELS) instanceof Map<?, ?> models) ? models.get(cause.getName())
				: null;
		if (model == null) {
			return "Write:\n\n" + YamlSnippet.of(property + ".model-id", Examples.models().findFirst().orElseThrow());
		}
		Map<String, @Nullable Object> changes = Remedy.changes(property, model);
		if (cause.getName().matches("[A-Za-z0-9_-]+")) {
			changes.put(MODELS + cause.getName(), null);
			remedy.offer(property, changes);
			return remedy.write("Write:", remedy.nothing("Write " + property + " instead. That would not start yet"));
		}
		return "Write this instead of '" + cause.getName() + "':\n\n" + YamlSnippet.of(changes, Map.of());
	}

	private static String suggestion(InvalidModelNameException cause, Remedy remedy) {
		if (cause.getProblem() == InvalidModelNameException.Problem.RESERVED
				&& remedy.written(PropertyNames.CHAT_MODEL) == null) {
			return PropertyNames.CHAT_MODEL;
		}
		String letters = cause.getName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").replaceAll("^[0-9]+", "");
		String name = MODELS + ((letters.isEmpty()) ? "fast" : letters);
		String free = name;
		for (int number = 2; remedy.written(free) != null
				|| cause.getProblem() != InvalidModelNameException.Problem.MALFORMED && free.equals(name); number++) {
			free = name + number;
		}
		return free;
	}

}
