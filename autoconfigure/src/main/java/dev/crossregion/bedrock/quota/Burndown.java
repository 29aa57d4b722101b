package dev.crossregion.bedrock.quota;

import java.util.regex.Pattern;

/**
 * Gives the burndown rates of models: how many tokens of quota one output token costs.
 *
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html">Token
 * burndown rate</a>
 */
public final class Burndown {

	private static final Pattern CLAUDE_4_8 = Pattern.compile("anthropic\\.claude-[a-z]+-4-8.*");

	private static final Pattern CLAUDE_5 = Pattern.compile("anthropic\\.claude-[a-z]+-5.*");

	private static final Pattern GPT = Pattern.compile("openai\\.gpt-(5\\.6|6).*");

	private Burndown() {
	}

	/**
	 * The rate of a model. AWS's table lists only some models of the Claude 5 family; the
	 * others get the same rate, because a rate that is too high wastes a little room, and
	 * one that is too low causes throttles.
	 * @param modelId the ID of the foundation model
	 * @return tokens of quota for one token of output
	 */
	public static int of(String modelId) {
		if (CLAUDE_4_8.matcher(modelId).matches()) {
			return 15;
		}
		if (CLAUDE_5.matcher(modelId).matches() || GPT.matcher(modelId).matches()) {
			return 10;
		}
		return (modelId.startsWith("anthropic.")) ? 5 : 1;
	}

}
