package dev.crossregion.bedrock.autoconfigure.langchain4j;

import dev.crossregion.bedrock.autoconfigure.ChatModelBeans;
import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.RoutingClients;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for LangChain4j's chat models: one
 * of each kind for every configured model, on the routing clients.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CrossRegionAutoConfiguration.class)
@ConditionalOnClass(BedrockChatModel.class)
@ConditionalOnBean(RoutingClients.class)
@Import(ChatModelRegistrar.class)
public final class LangChain4jAutoConfiguration {

	@Bean(name = ChatModelBeans.FACTORY)
	ChatModelFactory crossRegionChatModelFactory(CrossRegionProperties properties, RoutePlans plans,
			@Qualifier(RoutingClients.CLIENT) BedrockRuntimeClient client,
			@Qualifier(RoutingClients.ASYNC_CLIENT) BedrockRuntimeAsyncClient asyncClient, RoutingClients routing,
			ObjectProvider<ChatModelListener> listeners, ObjectProvider<BedrockChatModelBuilderCustomizer> customizers,
			ObjectProvider<BedrockStreamingChatModelBuilderCustomizer> streamingCustomizers) {
		return new ChatModelFactory(properties, plans, client, asyncClient, routing, listeners, customizers,
				streamingCustomizers);
	}

}
