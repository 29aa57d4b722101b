package dev.crossregion.bedrock.autoconfigure.springai;

import dev.crossregion.bedrock.autoconfigure.ChatModelBeans;
import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.RoutingClients;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.RoutePlans;
import io.micrometer.observation.ObservationRegistry;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.ai.chat.observation.ChatModelObservationConvention;
import org.springframework.ai.model.SpringAIModelProperties;
import org.springframework.ai.model.SpringAIModels;
import org.springframework.ai.model.bedrock.converse.autoconfigure.BedrockConverseProxyChatAutoConfiguration;
import org.springframework.ai.model.tool.DefaultToolExecutionEligibilityPredicate;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionEligibilityPredicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for Spring AI's chat models: one for
 * every configured model, on the routing clients. Comes before Spring AI's own, whose
 * bean gives way. Backs off for Spring AI 2.0.0 and later, which no longer has the
 * {@link ToolExecutionEligibilityPredicate}: the constructors of its model are others.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CrossRegionAutoConfiguration.class,
		beforeName = "org.springframework.ai.model.bedrock.converse.autoconfigure.BedrockConverseProxyChatAutoConfiguration")
@ConditionalOnClass({ BedrockProxyChatModel.class, BedrockConverseProxyChatAutoConfiguration.class,
		ToolExecutionEligibilityPredicate.class })
@ConditionalOnBean(RoutingClients.class)
public final class SpringAiAutoConfiguration {

	@Bean
	InactiveProperties crossRegionInactiveSpringAiProperties(Environment environment,
			CrossRegionProperties properties) {
		return new InactiveProperties(environment, properties);
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = CrossRegionProperties.SPRING_AI_ENABLED, matchIfMissing = true)
	@ConditionalOnProperty(name = SpringAIModelProperties.CHAT_MODEL, havingValue = SpringAIModels.BEDROCK_CONVERSE,
			matchIfMissing = true)
	@Import(SpringAiModelRegistrar.class)
	static class ModelConfiguration {

		@Bean
		SpringAiCalls crossRegionSpringAiCalls(ObjectProvider<ToolCallingManager> tools,
				ObjectProvider<ToolExecutionEligibilityPredicate> eligibility,
				ObjectProvider<ObservationRegistry> observations,
				ObjectProvider<ChatModelObservationConvention> convention) {
			return new SpringAiCalls(tools.getIfAvailable(() -> ToolCallingManager.builder().build()),
					eligibility.getIfUnique(DefaultToolExecutionEligibilityPredicate::new),
					observations.getIfUnique(() -> ObservationRegistry.NOOP), convention.getIfAvailable());
		}

		@Bean(name = ChatModelBeans.SPRING_AI_FACTORY)
		SpringAiModelFactory crossRegionSpringAiChatModelFactory(CrossRegionProperties properties, RoutePlans plans,
				@Qualifier(RoutingClients.CLIENT) BedrockRuntimeClient client,
				@Qualifier(RoutingClients.ASYNC_CLIENT) BedrockRuntimeAsyncClient asyncClient, RoutingClients routing,
				SpringAiCalls calls, Environment environment) {
			return new SpringAiModelFactory(properties, plans, client, asyncClient, routing, calls,
					SharedOptions.of(environment, properties));
		}

	}

}
