package dev.crossregion.bedrock.benchmarks.contender;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A contender with the starter in an application context.
 *
 * @since 0.1.0
 */
public final class StarterContender implements Contender {

	private static final String PREFIX = "bedrock.cross-region.";

	private static final String EXCLUDE = "spring.autoconfigure.exclude";

	/** Auto-configurations that an application without Redis would not have. */
	private static final String OF_REDIS = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration,"
			+ "org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration,"
			+ "org.springframework.boot.data.redis.autoconfigure.DataRedisRepositoriesAutoConfiguration";

	private final String name;

	private final ConfigurableApplicationContext context;

	private final Contender models;

	private StarterContender(String name, ConfigurableApplicationContext context, Contender models) {
		this.name = name;
		this.context = context;
		this.models = models;
	}

	/**
	 * Prepare a contender.
	 * @param setup the setup
	 * @return a builder
	 */
	public static Builder builder(Setup setup) {
		return new Builder(setup);
	}

	/**
	 * The application context.
	 * @return the context
	 */
	public ConfigurableApplicationContext context() {
		return this.context;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String call(String prompt) {
		return this.models.call(prompt);
	}

	@Override
	public void stream(String prompt, StreamingChatResponseHandler handler) {
		this.models.stream(prompt, handler);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Prepares a starter.
	 */
	public static final class Builder {

		private final Map<String, Object> properties = new LinkedHashMap<>();

		private final List<ApplicationContextInitializer<GenericApplicationContext>> initializers = new ArrayList<>();

		private final Map<String, URI> endpoints;

		private String name = "starter";

		private boolean springAi;

		private Builder(Setup setup) {
			this.endpoints = setup.endpoints();
			this.properties.put(EXCLUDE, OF_REDIS);
			property("geography", "eu");
			property("residency.allow", "EU");
			property("catalog.source", "bundled");
			property("client.endpoint-override", setup.endpoint().toString());
			property("chat-model.model-id", Setup.MODEL);
			if (setup.maxOutputTokens() != null) {
				property("chat-model.max-output-tokens", String.valueOf(setup.maxOutputTokens()));
			}
			for (int index = 0; index < setup.regions().size(); index++) {
				property("routes[" + index + "].source-region", setup.regions().get(index));
			}
		}

		/**
		 * Set the name in labels.
		 * @param name the name
		 * @return this builder
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Set a property.
		 * @param name its name below the prefix of the starter
		 * @param value its value
		 * @return this builder
		 */
		public Builder property(String name, String value) {
			this.properties.put(PREFIX + name, value);
			return this;
		}

		/**
		 * Call the model of Spring AI, not those of LangChain4j.
		 * @return this builder
		 */
		public Builder springAi() {
			this.springAi = true;
			return this;
		}

		/**
		 * Share the quotas with other instances.
		 * @param port the port of the Redis server, on loopback
		 * @param keyPrefix the prefix of the keys of these instances
		 * @return this builder
		 */
		public Builder sharing(int port, String keyPrefix) {
			this.properties.remove(EXCLUDE);
			this.properties.put("spring.data.redis.host", "127.0.0.1");
			this.properties.put("spring.data.redis.port", String.valueOf(port));
			property("quotas.shared.enabled", "true");
			return property("quotas.shared.key-prefix", keyPrefix);
		}

		/**
		 * Add a bean.
		 * @param <T> its type
		 * @param type its type
		 * @param bean the bean
		 * @return this builder
		 */
		public <T> Builder bean(Class<T> type, T bean) {
			this.initializers.add((context) -> context.registerBean(type, () -> bean));
			return this;
		}

		/**
		 * Start the application.
		 * @return the contender
		 */
		public StarterContender start() {
			SpringApplication application = new SpringApplication(Application.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			application.setBannerMode(Banner.Mode.OFF);
			application.setLogStartupInfo(false);
			application.setRegisterShutdownHook(false);
			if (!this.springAi) {
				// Spring AI is on the class path, as another contender.
				this.properties.put("spring.ai.model.chat", "none");
			}
			application.setDefaultProperties(this.properties);
			if (!this.endpoints.isEmpty()) {
				bean(RegionalEndpointsPostProcessor.class, new RegionalEndpointsPostProcessor(this.endpoints));
			}
			this.initializers.forEach(application::addInitializers);
			ConfigurableApplicationContext context = application.run();
			return new StarterContender(this.name, context, models(context));
		}

		private Contender models(ConfigurableApplicationContext context) {
			return (this.springAi) ? new SpringAiContender(context.getBean(BedrockProxyChatModel.class))
					: new LangChain4jContender(this.name, context.getBean(BedrockChatModel.class),
							context.getBean(BedrockStreamingChatModel.class), () -> {
							});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
