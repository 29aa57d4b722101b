package dev.crossregion.bedrock.autoconfigure;

import java.time.Clock;
import java.util.Set;

import dev.crossregion.bedrock.autoconfigure.declaration.DefaultSourceRegion;
import dev.crossregion.bedrock.autoconfigure.declaration.ModelDeclarations;
import dev.crossregion.bedrock.client.InvocationContext;
import dev.crossregion.bedrock.client.InvocationListener;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeAsyncClient;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeClient;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import dev.crossregion.bedrock.client.observation.CallObserver;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.routing.RouteStateRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/**
 * The routing clients. They are fallback beans: an injection by type gets a client of the
 * application where it has one.
 */
@Configuration(proxyBeanMethods = false)
class ClientConfiguration {

	/**
	 * Whether a client bean is ours, and not one of the application under its name.
	 * @param beanFactory where it is registered
	 * @param client the name of its bean
	 * @return {@code true} if its calls are routed
	 */
	static boolean isOurs(ConfigurableListableBeanFactory beanFactory, String client) {
		return beanFactory.containsBeanDefinition(client) && ClientConfiguration.class.getName()
			.equals(beanFactory.getBeanDefinition(client).getFactoryBeanName());
	}

	@Bean
	InvocationContext crossRegionInvocationContext(RoutePlans plans, RouteStateRegistry states,
			ObjectProvider<InvocationListener> listeners, ObjectProvider<CallObserver> observer,
			DefaultSourceRegion sourceRegion, ModelDeclarations declarations) {
		InvocationContext.WithoutModel withoutModel = new InvocationContext.WithoutModel(() -> {
			if (plans.all().isEmpty()) {
				// Throws without models, before a Region is looked up.
				plans.resolve(null, null);
			}
			return sourceRegion.get();
		}, declarations.residency(), Set.copyOf(declarations.sourceRegions()), declarations.sharedRouting());
		return new InvocationContext(plans::resolve, states, listeners.orderedStream().toList(),
				observer.getIfAvailable(() -> CallObserver.NONE), Clock.systemUTC(), withoutModel);
	}

	@Bean
	RoutingClients crossRegionRoutingClients(InvocationContext context, RegionalClients clients) {
		return new RoutingClients(context, clients);
	}

	@Bean(name = RoutingClients.CLIENT)
	@Fallback
	@ConditionalOnMissingBean(name = RoutingClients.CLIENT)
	RoutingBedrockRuntimeClient crossRegionBedrockRuntimeClient(RoutingClients clients) {
		return clients.publish();
	}

	@Bean(name = RoutingClients.ASYNC_CLIENT)
	@Fallback
	@ConditionalOnMissingBean(name = RoutingClients.ASYNC_CLIENT)
	RoutingBedrockRuntimeAsyncClient crossRegionBedrockRuntimeAsyncClient(RoutingClients clients) {
		return clients.publishAsync();
	}

	// Static, so that the post-processor does not instantiate the configuration early.
	@Bean
	static UnroutedModels crossRegionHandMadeModels(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<RoutingClients> clients) {
		return new UnroutedModels(beanFactory, clients);
	}

	@Bean
	UnroutedClients crossRegionUnroutedClients(ListableBeanFactory beanFactory, RoutingClients clients) {
		return new UnroutedClients(beanFactory, clients);
	}

}
