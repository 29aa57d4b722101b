package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.util.List;

import dev.crossregion.bedrock.autoconfigure.RoutingClients;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Creates the models. {@link ChatModelRegistrar} registers a bean definition for each
 * call of its methods.
 */
final class ChatModelFactory {

	private static final Logger logger = LoggerFactory.getLogger(ChatModelFactory.class);

	private final CrossRegionProperties properties;

	private final RoutePlans plans;

	private final BedrockRuntimeClient client;

	private final BedrockRuntimeAsyncClient asyncClient;

	private final RoutingClients routing;

	private final List<ChatModelListener> listeners;

	private final List<BedrockChatModelBuilderCustomizer> customizers;

	private final List<BedrockStreamingChatModelBuilderCustomizer> streamingCustomizers;

	ChatModelFactory(CrossRegionProperties properties, RoutePlans plans, BedrockRuntimeClient client,
			BedrockRuntimeAsyncClient asyncClient, RoutingClients routing, ObjectProvider<ChatModelListener> listeners,
			ObjectProvider<BedrockChatModelBuilderCustomizer> customizers,
			ObjectProvider<BedrockStreamingChatModelBuilderCustomizer> streamingCustomizers) {
		this.properties = properties;
		this.plans = plans;
		this.client = client;
		this.asyncClient = asyncClient;
		this.routing = routing;
		this.listeners = listeners.orderedStream().toList();
		this.customizers = customizers.orderedStream().toList();
		this.streamingCustomizers = streamingCustomizers.orderedStream().toList();
	}

	/**
	 * Create the chat model of a configured model.
	 * @param name its name in the configuration
	 * @return the chat model
	 */
	BedrockChatModel chatModel(String name) {
		ChatModelParameters parameters = parameters(name);
		RoutedBedrockChatModel.RoutedBuilder builder = new RoutedBedrockChatModel.RoutedBuilder();
		builder.defaultRequestParameters(parameters.defaults())
			.returnThinking(parameters.returnThinking())
			.sendThinking(parameters.sendThinking())
			.supportedCapabilities(parameters.capabilities())
			.listeners(this.listeners);
		this.customizers.forEach((customizer) -> customizer.customize(name, builder));
		warn(name, builder.withoutEffect());
		return builder.client(this.routing.forModel(this.client, name))
			.modelId(this.plans.modelId(name))
			.maxRetries(0)
			.build();
	}

	/**
	 * Create the streaming chat model of a configured model.
	 * @param name its name in the configuration
	 * @return the streaming chat model
	 */
	BedrockStreamingChatModel streamingChatModel(String name) {
		ChatModelParameters parameters = parameters(name);
		RoutedBedrockStreamingChatModel.RoutedBuilder builder = new RoutedBedrockStreamingChatModel.RoutedBuilder();
		builder.defaultRequestParameters(parameters.defaults())
			.returnThinking(parameters.returnThinking())
			.sendThinking(parameters.sendThinking())
			.supportedCapabilities(parameters.capabilities())
			.listeners(this.listeners);
		this.streamingCustomizers.forEach((customizer) -> customizer.customize(name, builder));
		warn(name, builder.withoutEffect());
		return builder.client(this.routing.forLangChain4j(this.asyncClient, name))
			.modelId(this.plans.modelId(name))
			.build();
	}

	private ChatModelParameters parameters(String name) {
		return new ChatModelParameters(CrossRegionProperties.property(name), this.properties.allModels().get(name));
	}

	private static void warn(String name, List<String> settings) {
		if (!settings.isEmpty()) {
			logger.warn(
					"A customizer of model '{}' sets {}: that acts only on clients which LangChain4j makes itself, "
							+ "and has no effect here. See bedrock.cross-region.client.*",
					name, String.join(", ", settings));
		}
	}

}
