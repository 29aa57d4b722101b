package dev.crossregion.bedrock.emulator;

import java.util.Optional;

import dev.crossregion.bedrock.emulator.model.ModelFacts;
import dev.crossregion.bedrock.emulator.payload.ErrorAnswer;
import tools.jackson.databind.JsonNode;

/**
 * What models refuse in a request, in Bedrock's words. What the snapshot does not know of
 * a model is allowed.
 */
final class ModelRules {

	/** The one model that refuses a cache point as invalid and not as denied. */
	private static final String NEMOTRON_SUPER = "nvidia.nemotron-super";

	private static final double DEFAULT_SAMPLING = 1;

	private ModelRules() {
	}

	/**
	 * Check a request against what is known of its model.
	 * @param operation the operation
	 * @param model the foundation model
	 * @param facts what is known of it
	 * @param body the request
	 * @return why it is refused, or empty if it is not
	 */
	static Optional<ErrorAnswer> refusal(Operation operation, String model, ModelFacts facts, JsonNode body) {
		boolean converse = operation == Operation.CONVERSE || operation == Operation.CONVERSE_STREAM;
		JsonNode inference = body.path("inferenceConfig");
		JsonNode temperature = (body.has("temperature")) ? body.path("temperature") : inference.path("temperature");
		JsonNode topP = (body.has("top_p")) ? body.path("top_p") : inference.path("topP");
		if (converse) {
			// What Converse does not model goes to the model as it is.
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
	 * Converse has a block of its own for it; Anthropic's own form has a member of
	 * blocks.
	 * @param blocks the blocks
	 * @return whether one of them is a cache point or has one
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
