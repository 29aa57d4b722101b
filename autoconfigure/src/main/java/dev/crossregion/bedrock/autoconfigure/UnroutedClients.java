package dev.crossregion.bedrock.autoconfigure;

import java.util.Arrays;
import java.util.stream.Stream;

import dev.crossregion.bedrock.client.RoutingBedrockRuntimeAsyncClient;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Warns of Bedrock clients of the application whose calls are neither routed nor held to
 * a residency limit.
 */
final class UnroutedClients implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(UnroutedClients.class);

	private final ListableBeanFactory beanFactory;

	private final RoutingClients clients;

	UnroutedClients(ListableBeanFactory beanFactory, RoutingClients clients) {
		this.beanFactory = beanFactory;
		this.clients = clients;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Stream.of(BedrockRuntimeClient.class, BedrockRuntimeAsyncClient.class)
			.flatMap((type) -> Arrays.stream(this.beanFactory.getBeanNamesForType(type, true, false)))
			.filter((name) -> !isRouted(name))
			.forEach((name) -> logger.warn(
					"Bean '{}' is a Bedrock client of its own: its calls are not routed, and no residency limit is "
							+ "applied to them. Use '{}' or '{}' as the starter makes them for calls that are",
					name, RoutingClients.CLIENT, RoutingClients.ASYNC_CLIENT));
	}

	// A bean of the application may have replaced ours under its name.
	private boolean isRouted(String name) {
		return this.beanFactory.isTypeMatch(name, RoutingBedrockRuntimeClient.class)
				|| this.beanFactory.isTypeMatch(name, RoutingBedrockRuntimeAsyncClient.class) || isProxied(name);
	}

	// Gets no other bean, because it may be lazy.
	private boolean isProxied(String name) {
		return (name.equals(RoutingClients.CLIENT) || name.equals(RoutingClients.ASYNC_CLIENT))
				&& this.clients.isProxied(name, this.beanFactory.getBean(name));
	}

}
