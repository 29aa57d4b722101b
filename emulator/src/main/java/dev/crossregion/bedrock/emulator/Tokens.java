package dev.crossregion.bedrock.emulator;

import java.util.regex.Pattern;

/**
 * Counts tokens plausibly: one for every four characters, and one at least. No model
 * counts like this.
 */
final class Tokens {

	private static final int CHARACTERS = 4;

	private static final Pattern CLAUDE_5 = Pattern.compile("anthropic\\.claude-(opus|sonnet|haiku|fable)-5");

	private Tokens() {
	}

	static long count(String text) {
		return Math.max(1, (text.length() + CHARACTERS - 1) / CHARACTERS);
	}

	/**
	 * How many tokens of quota an output token costs.
	 * @param model the foundation model
	 * @return the burndown of AWS's table
	 */
	static int burndown(String model) {
		if (!model.startsWith("anthropic.")) {
			return (model.startsWith("openai.gpt-5.6") || model.startsWith("openai.gpt-6")) ? 10 : 1;
		}
		if (model.contains("-4-8")) {
			return 15;
		}
		return (CLAUDE_5.matcher(model).lookingAt()) ? 10 : 5;
	}

}
