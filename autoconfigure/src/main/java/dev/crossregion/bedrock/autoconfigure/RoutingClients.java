package dev.crossregion.bedrock.autoconfigure;

import java.lang.reflect.Proxy;

import dev.crossregion.bedrock.client.InvocationContext;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeAsyncClient;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeClient;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/**
 * The routing clients behind the beans that are published. A post-processor may wrap
 * those beans in a proxy, which has none of the views that models need; the views are
 * made here. Thread-safe.
 */
public final class RoutingClients {

	private final RoutingBedrockRuntimeClient client;

	private final RoutingBedrockRuntimeAsyncClient asyncClient;

	private volatile boolean clientPublished;

	private volatile boolean asyncClientPublished;

	RoutingClients(InvocationContext context, RegionalClients regions) {
		this.client = new RoutingBedrockRuntimeClient(context, regions);
		this.asyncClient = new RoutingBedrockRuntimeAsyncClient(context, regions);
	}

	RoutingBedrockRuntimeClient publish() {
		this.clientPublished = true;
		return this.client;
	}

	RoutingBedrockRuntimeAsyncClient publishAsync() {
		this.asyncClientPublished = true;
		return this.asyncClient;
	}

	/**
	 * The client of a model.
	 * @param bean the bean that has the name of the routing client
	 * @param model the name of the model
	 * @return a view for the model, or the bean itself if it is one of the user's
	 */
	public BedrockRuntimeClient forModel(BedrockRuntimeClient bean, String model) {
		if (bean instanceof RoutingBedrockRuntimeClient routing) {
			return routing.forModel(model);
		}
		return (this.clientPublished && isProxy(bean)) ? this.client.forModel(model) : bean;
	}

	/**
	 * The asynchronous client of a model of LangChain4j.
	 * @param bean the bean that has the name of the asynchronous routing client
	 * @param model the name of the model
	 * @return a view for the model, or the bean itself if it is one of the user's
	 */
	public BedrockRuntimeAsyncClient forModel(BedrockRuntimeAsyncClient bean, String model) {
		if (bean instanceof RoutingBedrockRuntimeAsyncClient routing) {
			return routing.forModel(model).forLangChain4j();
		}
		return (this.asyncClientPublished && isProxy(bean)) ? this.asyncClient.forModel(model).forLangChain4j() : bean;
	}

	/**
	 * Whether a bean is a proxy of one that is published here.
	 * @param name the name of the bean
	 * @param bean the bean
	 * @return {@code true} if its calls are routed
	 */
	boolean isProxied(String name, Object bean) {
		boolean published = (name.equals(ClientConfiguration.CLIENT) && this.clientPublished)
				|| (name.equals(ClientConfiguration.ASYNC_CLIENT) && this.asyncClientPublished);
		return published && isProxy(bean);
	}

	// The classes are final, so that a proxy of them is one of their interfaces.
	private static boolean isProxy(Object bean) {
		return Proxy.isProxyClass(bean.getClass());
	}

}
