package dev.crossregion.bedrock.autoconfigure.langchain4j;

import dev.langchain4j.model.bedrock.BedrockChatModel;

/**
 * Changes the builder of a chat model before the model is built, for what the properties
 * do not cover. Beans of this type are called in their order, for every configured model.
 * The client, the model ID and the number of retries are set after them.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BedrockChatModelBuilderCustomizer {

	/**
	 * Change a builder.
	 * @param name the name of the model in the configuration; {@code bedrock} for the
	 * default model
	 * @param builder its builder, with all properties set
	 */
	void customize(String name, BedrockChatModel.Builder builder);

}
