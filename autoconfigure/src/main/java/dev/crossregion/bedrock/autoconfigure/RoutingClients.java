package dev.crossregion.bedrock.autoconfigure;

import java.lang.reflect.Proxy;

import dev.crossregion.bedrock.client.InvocationContext;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeAsyncClient;
import dev.crossregion.bedrock.client.RoutingBedrockRuntimeClient;
import dev.crossregion.bedrock.client.connection.RegionalClients;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;

/**
 * Holds the routing clients behind the published beans, and creates the views that models
 * need. A post-processor may wrap those beans in a proxy, from which no view can be
 * obtained. Thread-safe.
 */
public final class RoutingClients {

	/** Name of the bean of the blocking routing client. */
	public static final String CLIENT = "crossRegionBedrockRuntimeClient";

	/** Name of the bean of the asynchronous routing client. */
	public static final String ASYNC_CLIENT = "crossRegionBedrockRuntimeAsyncClient";

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
	 * The asynchronous client of a model.
	 * @param bean the bean that has the name of the asynchronous routing client
	 * @param model the name of the model
	 * @return a view for the model, or the bean itself if it is one of the user's
	 */
	public BedrockRuntimeAsyncClient forModel(BedrockRuntimeAsyncClient bean, String model) {
		if (bean instanceof RoutingBedrockRuntimeAsyncClient routing) {
			return routing.forModel(model);
		}
		return (this.asyncClientPublished && isProxy(bean)) ? this.asyncClient.forModel(model) : bean;
	}

	/**
	 * The asynchronous client of a model of LangChain4j.
	 * @param bean the bean that has the name of the asynchronous routing client
	 * @param model the name of the model
	 * @return a view for the model, or the bean itself if it is one of the user's
	 */
	public BedrockRuntimeAsyncClient forLangChain4j(BedrockRuntimeAsyncClient bean, String model) {
		return (forModel(bean, model) instanceof RoutingBedrockRuntimeAsyncClient routing) ? routing.forLangChain4j()
				: bean;
	}

	/**
	 * Whether a bean is a proxy of one that is published here.
	 * @param name the name of the bean
	 * @param bean the bean
	 * @return {@code true} if its calls are routed
	 */
	boolean isProxied(String name, Object bean) {
		boolean published = (name.equals(CLIENT) && this.clientPublished)
				|| (name.equals(ASYNC_CLIENT) && this.asyncClientPublished);
		return published && isProxy(bean);
	}

	// The client classes are final, so a proxy can only be a JDK proxy.
	private static boolean isProxy(Object bean) {
		return Proxy.isProxyClass(bean.getClass());
	}

}
