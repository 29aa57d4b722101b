package dev.crossregion.bedrock.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Tells which beans of the configured models are bound to the plans of these models. A
 * bean of the application with the name of one of ours replaces it, and is bound to no
 * plan. Immutable after construction, and thread-safe.
 *
 * @since 0.1.0
 */
public final class ModelBindings {

	private final ConfigurableListableBeanFactory beanFactory;

	private final Map<String, List<Unbound>> unbound = new TreeMap<>();

	private final Set<String> bound = new HashSet<>();

	private final Set<String> streaming = new HashSet<>();

	ModelBindings(ConfigurableListableBeanFactory beanFactory, Collection<String> models) {
		this.beanFactory = beanFactory;
		boolean langChain4j = beanFactory.containsBeanDefinition(ChatModelBeans.FACTORY);
		boolean springAi = beanFactory.containsBeanDefinition(ChatModelBeans.SPRING_AI_FACTORY);
		for (String model : models) {
			if (springAi) {
				bind(model, ChatModelBeans.springAiChatModel(model), RoutingClients.CLIENT);
				bind(model, ChatModelBeans.springAiChatModel(model), RoutingClients.ASYNC_CLIENT);
			}
			if (langChain4j || !springAi) {
				bind(model, (langChain4j) ? ChatModelBeans.chatModel(model) : null, RoutingClients.CLIENT);
				bind(model, (langChain4j) ? ChatModelBeans.streamingChatModel(model) : null,
						RoutingClients.ASYNC_CLIENT);
			}
		}
	}

	private void bind(String model, @Nullable String bean, String client) {
		if (bean != null && !ChatModelBeans.isOurs(this.beanFactory, bean)) {
			add(model, new Unbound(bean, bean));
		}
		else if (!ClientConfiguration.isOurs(this.beanFactory, client)) {
			add(model, new Unbound((bean != null) ? bean : client, client));
		}
		else {
			this.bound.add(model);
			if (client.equals(RoutingClients.ASYNC_CLIENT)) {
				this.streaming.add(model);
			}
		}
	}

	private void add(String model, Unbound bean) {
		List<Unbound> beans = this.unbound.computeIfAbsent(model, (name) -> new ArrayList<>());
		// A bean that streams too calls through two clients.
		if (!beans.contains(bean)) {
			beans.add(bean);
		}
	}

	/**
	 * Whether calls of a model can be bound to its plan.
	 * @param model the name of the model
	 * @return {@code false} if the application has replaced all that is bound to it
	 */
	public boolean isBound(String model) {
		return this.bound.contains(model);
	}

	/**
	 * Whether streams of a model can be bound to its plan.
	 * @param model the name of the model
	 * @return {@code false} if the application has replaced all that streams
	 */
	public boolean isStreaming(String model) {
		return this.streaming.contains(model);
	}

	/**
	 * The beans of a model that are not bound to its plan.
	 * @param model the name of the model
	 * @return the names of the beans; empty unless the application has replaced some
	 */
	public List<String> notBound(String model) {
		return unbound(model).stream().map(Unbound::bean).distinct().toList();
	}

	List<Unbound> unbound(String model) {
		return List.copyOf(this.unbound.getOrDefault(model, List.of()));
	}

	/**
	 * A bean that is not bound.
	 *
	 * @param bean the name of the bean
	 * @param replacedBy the bean of the application that is the reason: the bean itself,
	 * or the client that it calls through
	 */
	record Unbound(String bean, String replacedBy) {
	}

}
