package dev.crossregion.bedrock.autoconfigure.langchain4j;

import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;

/**
 * Customizes the builder of a streaming chat model, for what the properties do not cover.
 * Beans of this type are called in their order, for every configured model. The starter
 * sets the client and the model ID afterwards, so they cannot be changed.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BedrockStreamingChatModelBuilderCustomizer {

	/**
	 * Customize a builder.
	 * @param name the name of the model in the configuration; {@code bedrock} for the
	 * default model
	 * @param builder its builder, with all properties set
	 */
	void customize(String name, BedrockStreamingChatModel.Builder builder);

}
