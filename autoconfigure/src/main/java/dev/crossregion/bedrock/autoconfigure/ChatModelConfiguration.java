package dev.crossregion.bedrock.autoconfigure;

import dev.crossregion.bedrock.routing.RoutePlans;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The models of LangChain4j.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(BedrockChatModel.class)
@Import(ChatModelRegistrar.class)
class ChatModelConfiguration {

	@Bean(name = ChatModelRegistrar.FACTORY)
	ChatModelFactory crossRegionChatModelFactory(CrossRegionProperties properties, RoutePlans plans,
			@Qualifier(ClientConfiguration.CLIENT) BedrockRuntimeClient client,
			@Qualifier(ClientConfiguration.ASYNC_CLIENT) BedrockRuntimeAsyncClient asyncClient, RoutingClients routing,
			ObjectProvider<ChatModelListener> listeners, ObjectProvider<BedrockChatModelBuilderCustomizer> customizers,
			ObjectProvider<BedrockStreamingChatModelBuilderCustomizer> streamingCustomizers) {
		return new ChatModelFactory(properties, plans, client, asyncClient, routing, listeners, customizers,
				streamingCustomizers);
	}

}
