package dev.crossregion.bedrock.autoconfigure.springai;

import java.util.ArrayList;
import java.util.List;

import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties.Model;
import dev.crossregion.bedrock.autoconfigure.properties.PropertyChecks;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.bedrock.converse.BedrockChatOptions;
import org.springframework.ai.bedrock.converse.api.BedrockCacheOptions;
import org.springframework.ai.bedrock.converse.api.BedrockCacheStrategy;
import org.springframework.util.StringUtils;

/**
 * Converts the properties of a model to default options of Spring AI. What the model does
 * not set comes from Spring AI's own properties.
 *
 * @param property the full name of the model's property
 * @param model the properties of the model
 */
record ModelOptions(String property, Model model) {

	/**
	 * The options of the model.
	 * @param shared the options that Spring AI's own properties set
	 * @param modelId the model ID of requests that name none
	 * @return the options
	 */
	BedrockChatOptions with(BedrockChatOptions shared, String modelId) {
		BedrockChatOptions.Builder options = shared.mutate().model(modelId);
		if (this.model.temperature() != null) {
			options.temperature(PropertyChecks.fraction(this.property + ".temperature", this.model.temperature(),
					Double.MAX_VALUE));
		}
		if (this.model.topP() != null) {
			options.topP(PropertyChecks.fraction(this.property + ".top-p", this.model.topP(), 1));
		}
		if (this.model.maxOutputTokens() != null) {
			options.maxTokens(PropertyChecks.atLeastOne(this.property + ".max-output-tokens",
					this.model.maxOutputTokens(), "4096"));
		}
		if (this.model.stopSequences() != null) {
			options.stopSequences(this.model.stopSequences());
		}
		CachePoint cachePoint = cachePoint();
		if (cachePoint != null && cachePoint.strategy != null) {
			options.cacheOptions(BedrockCacheOptions.builder().strategy(cachePoint.strategy).build());
		}
		return options.build();
	}

	/**
	 * The properties that are set and that Spring AI has nothing for.
	 * @return their full names
	 */
	List<String> withoutEffect() {
		List<String> names = new ArrayList<>();
		CachePoint cachePoint = cachePoint();
		if (cachePoint != null && cachePoint.strategy == null) {
			names.add(this.property + ".prompt-caching");
		}
		if (this.model.returnThinking() != null) {
			names.add(this.property + ".return-thinking");
		}
		if (this.model.sendThinking() != null) {
			names.add(this.property + ".send-thinking");
		}
		return names;
	}

	private @Nullable CachePoint cachePoint() {
		return (StringUtils.hasText(this.model.promptCaching())) ? PropertyChecks
			.constant(this.property + ".prompt-caching", this.model.promptCaching(), CachePoint.class) : null;
	}

	/** Where a cache point is put, by Spring AI's strategy for it. */
	private enum CachePoint {

		AFTER_SYSTEM(BedrockCacheStrategy.SYSTEM_ONLY),

		AFTER_USER_MESSAGE(null),

		AFTER_LAST_USER_MESSAGE(BedrockCacheStrategy.CONVERSATION_HISTORY),

		AFTER_TOOLS(BedrockCacheStrategy.TOOLS_ONLY);

		private final @Nullable BedrockCacheStrategy strategy;

		CachePoint(@Nullable BedrockCacheStrategy strategy) {
			this.strategy = strategy;
		}

	}

}
