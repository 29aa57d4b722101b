package dev.crossregion.bedrock.autoconfigure.langchain4j;

import dev.langchain4j.model.bedrock.BedrockChatModel;

/**
 * Customizes the builder of a chat model, for what the properties do not cover. Beans of
 * this type are called in their order, for every configured model. The starter sets the
 * client, the model ID and the number of retries afterwards, so they cannot be changed.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BedrockChatModelBuilderCustomizer {

	/**
	 * Customize a builder.
	 * @param name the name of the model in the configuration; {@code bedrock} for the
	 * default model
	 * @param builder its builder, with all properties set
	 */
	void customize(String name, BedrockChatModel.Builder builder);

}
