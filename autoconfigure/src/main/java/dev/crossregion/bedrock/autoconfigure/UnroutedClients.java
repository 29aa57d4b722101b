package dev.crossregion.bedrock.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Warns of Bedrock clients of the user that are not routed, and so not held to any limit.
 */
final class UnroutedClients implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(UnroutedClients.class);

	private static final List<String> ROUTED = List.of(ClientConfiguration.CLIENT, ClientConfiguration.ASYNC_CLIENT);

	private final ListableBeanFactory beanFactory;

	UnroutedClients(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Stream.of(BedrockRuntimeClient.class, BedrockRuntimeAsyncClient.class)
			.flatMap((type) -> Arrays.stream(this.beanFactory.getBeanNamesForType(type, true, false)))
			.filter((name) -> !ROUTED.contains(name))
			.forEach((name) -> logger.warn(
					"Bean '{}' is a Bedrock client of its own: its calls are not routed, and no residency limit is "
							+ "applied to them. Use '{}' or '{}' for calls that are",
					name, ClientConfiguration.CLIENT, ClientConfiguration.ASYNC_CLIENT));
	}

}
