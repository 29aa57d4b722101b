package dev.crossregion.bedrock.autoconfigure;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.crossregion.bedrock.client.RoutingBedrockRuntimeAsyncClient;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Warns of Bedrock models of LangChain4j and Spring AI that the application creates with
 * a client whose calls are neither routed nor held to a residency limit. A model is
 * checked when it is created, so lazy beans are covered.
 */
final class UnroutedModels implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(UnroutedModels.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<RoutingClients> routing;

	private final Set<String> checkedBeans = ConcurrentHashMap.newKeySet();

	UnroutedModels(ConfigurableListableBeanFactory beanFactory, ObjectProvider<RoutingClients> routing) {
		this.beanFactory = beanFactory;
		this.routing = routing;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Object target = AopProxyUtils.getSingletonTarget(bean);
		ModelClients clients = ModelClients.of((target != null) ? target : bean);
		if (!clients.isEmpty() && !ChatModelBeans.isOurs(this.beanFactory, beanName)
				&& this.checkedBeans.add(beanName)) {
			check(beanName, clients);
		}
		return bean;
	}

	private void check(String beanName, ModelClients clients) {
		if (clients.values().stream().anyMatch((client) -> !isRouted(client))) {
			logger.warn(
					"Bean '{}' is a Bedrock model with a client of its own: its calls are not routed, and no "
							+ "residency limit is applied to them. Make it with '{}' and '{}' for calls that are",
					beanName, RoutingClients.CLIENT, RoutingClients.ASYNC_CLIENT);
		}
		else if (!clients.allRead()) {
			logger.warn("Bean '{}' is a Bedrock model whose client cannot be read: whether its calls are routed and "
					+ "held to a residency limit is not known", beanName);
		}
	}

	private boolean isRouted(@Nullable Object client) {
		return client instanceof RoutingBedrockRuntimeClient || client instanceof RoutingBedrockRuntimeAsyncClient
				|| isProxied(RoutingClients.CLIENT, client) || isProxied(RoutingClients.ASYNC_CLIENT, client);
	}

	// The client of a model that uses a client bean is in the context already.
	private boolean isProxied(String name, @Nullable Object client) {
		return client != null && this.beanFactory.getSingleton(name) == client
				&& this.routing.getObject().isProxied(name, client);
	}

}
