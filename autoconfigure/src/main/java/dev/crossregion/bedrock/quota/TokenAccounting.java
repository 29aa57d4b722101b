package dev.crossregion.bedrock.quota;

import org.jspecify.annotations.Nullable;

/**
 * The rule by which calls of a model count against a quota of tokens.
 *
 * @param burndown how many tokens of quota one output token costs, at least 1
 * @param maxOutputTokens what Bedrock reserves for the output of a request that sets no
 * maximum: the maximum output of the model; 0 for a model without text output
 * @param assumed whether the maximum of the model is not known, so that
 * {@link #ASSUMED_MAX_OUTPUT_TOKENS} is used
 * @since 0.1.0
 * @see <a href=
 * "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html">InferenceConfiguration</a>
 */
public record TokenAccounting(int burndown, long maxOutputTokens, boolean assumed) {

	/**
	 * The assumed maximum output of a model whose maximum is not known. It is rather too
	 * large than too small: a reservation that is too large is given back with the
	 * response, and one that is too small leads to throttles.
	 */
	public static final long ASSUMED_MAX_OUTPUT_TOKENS = 64_000;

	/**
	 * Create a rule.
	 * @throws IllegalArgumentException if a number is too small
	 */
	public TokenAccounting {
		if (burndown < 1 || maxOutputTokens < 0) {
			throw new IllegalArgumentException("An answer of at most " + maxOutputTokens + " tokens cannot cost "
					+ burndown + " tokens of quota each");
		}
	}

	/**
	 * The rule of a model.
	 * @param modelId the ID of the foundation model, or {@code null} when it is not known
	 * @param burndown the published rate, or {@code null} to use that of similar models
	 * @param maxOutputTokens the published maximum, or {@code null} when there is none
	 * @param streaming whether the model supports streaming, or {@code null} when unknown
	 * @return the rule
	 */
	public static TokenAccounting of(@Nullable String modelId, @Nullable Integer burndown,
			@Nullable Integer maxOutputTokens, @Nullable Boolean streaming) {
		int rate = (burndown != null) ? burndown : (modelId != null) ? Burndown.of(modelId) : 1;
		if (maxOutputTokens != null) {
			return new TokenAccounting(rate, maxOutputTokens, false);
		}
		boolean text = (streaming != null) ? streaming : modelId == null || !answersWithoutText(modelId);
		return (text) ? new TokenAccounting(rate, ASSUMED_MAX_OUTPUT_TOKENS, true)
				: new TokenAccounting(rate, 0, false);
	}

	// "amazon.titan-embed-text-v2:0", "twelvelabs.marengo-embed-3-0-v1:0",
	// "amazon.nova-2-multimodal-embeddings-v1:0", "cohere.rerank-v3-5:0".
	private static boolean answersWithoutText(String modelId) {
		return modelId.matches("[^.]+\\.(.*-)?(embed(ding)?s?|rerank)(-.*)?");
	}

}
