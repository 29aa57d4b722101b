package dev.crossregion.bedrock.autoconfigure.langchain4j;

import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;

/**
 * Changes the builder of a streaming chat model before the model is built, for what the
 * properties do not cover. Beans of this type are called in their order, for every
 * configured model. The client and the model ID are set after them.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BedrockStreamingChatModelBuilderCustomizer {

	/**
	 * Change a builder.
	 * @param name the name of the model in the configuration; {@code bedrock} for the
	 * default model
	 * @param builder its builder, with all properties set
	 */
	void customize(String name, BedrockStreamingChatModel.Builder builder);

}
