package dev.crossregion.bedrock.emulator;

import java.util.Optional;

import dev.crossregion.bedrock.emulator.model.ModelFacts;
import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;
import tools.jackson.databind.JsonNode;

/**
 * Rejects requests that a model is known not to accept, with Bedrock's messages. A fact
 * that the snapshot does not have rejects nothing.
 */
final class ModelRules {

	/** The only model that rejects a cache point as invalid instead of denied. */
	private static final String NEMOTRON_SUPER = "nvidia.nemotron-super";

	private static final double DEFAULT_SAMPLING = 1;

	private ModelRules() {
	}

	/**
	 * Check a request against the facts about its model.
	 * @param operation the operation
	 * @param model the foundation model
	 * @param facts the facts about it
	 * @param body the request
	 * @return the error, or empty if the request is accepted
	 */
	static Optional<ErrorAnswer> check(Operation operation, String model, ModelFacts facts, JsonNode body) {
		boolean converse = operation == Operation.CONVERSE || operation == Operation.CONVERSE_STREAM;
		JsonNode inference = body.path("inferenceConfig");
		JsonNode temperature = (body.has("temperature")) ? body.path("temperature") : inference.path("temperature");
		JsonNode topP = (body.has("top_p")) ? body.path("top_p") : inference.path("topP");
		if (converse) {
			// Converse passes additional fields to the model unchanged.
			JsonNode extra = body.path("additionalModelRequestFields");
			temperature = (extra.has("temperature")) ? extra.path("temperature") : temperature;
			topP = (extra.has("top_p")) ? extra.path("top_p") : topP;
		}
		Optional<ErrorAnswer> sampling = sampling(facts.get("sampling"), temperature, topP);
		if (sampling.isPresent()) {
			return sampling;
		}
		if (operation == Operation.CONVERSE_STREAM && facts.isNot("stream-tools")
				&& !body.path("toolConfig").path("tools").isEmpty()) {
			return Optional.of(ErrorAnswer.validation("This model doesn't support tool use in streaming mode."));
		}
		if (facts.isNot("caching-explicit") && hasCachePoint(body)) {
			return Optional.of((model.startsWith(NEMOTRON_SUPER)) ? ErrorAnswer.promptCachingInvalid()
					: ErrorAnswer.promptCachingUnsupported());
		}
		return Optional.empty();
	}

	private static Optional<ErrorAnswer> sampling(String rule, JsonNode temperature, JsonNode topP) {
		if (rule.equals("one-of") && temperature.isNumber() && topP.isNumber()) {
			return Optional.of(modelError(
					"`temperature` and `top_p` cannot both be specified for this model. Please use only one."));
		}
		if (rule.equals("default-only")) {
			if (isChanged(temperature)) {
				return Optional.of(modelError("`temperature` is deprecated for this model."));
			}
			if (isChanged(topP)) {
				return Optional.of(modelError("`top_p` is deprecated for this model."));
			}
		}
		return Optional.empty();
	}

	private static ErrorAnswer modelError(String message) {
		return ErrorAnswer.validation("The model returned the following errors: " + message);
	}

	private static boolean isChanged(JsonNode value) {
		return value.isNumber() && value.doubleValue() != DEFAULT_SAMPLING;
	}

	private static boolean hasCachePoint(JsonNode body) {
		return isCachePointIn(body.path("system")) || isCachePointIn(body.path("toolConfig").path("tools"))
				|| body.path("messages").valueStream().anyMatch((message) -> isCachePointIn(message.path("content")));
	}

	/**
	 * Whether one of the blocks is a cache point, as in Converse, or has one, as in
	 * Anthropic's format.
	 * @param blocks the blocks
	 * @return {@code true} if there is a cache point
	 */
	private static boolean isCachePointIn(JsonNode blocks) {
		for (JsonNode block : blocks) {
			if (block.has("cachePoint") || block.has("cache_control")) {
				return true;
			}
		}
		return false;
	}

}
