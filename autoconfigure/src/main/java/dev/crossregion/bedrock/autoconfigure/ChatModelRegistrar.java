package dev.crossregion.bedrock.autoconfigure;

import dev.crossregion.bedrock.autoconfigure.failure.InvalidModelNameException;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers two bean definitions for each configured model: by factory bean, factory
 * method and the name of the model, so that they can be processed ahead of time, give way
 * to a bean of the user, and are found by type.
 * <p>
 * All are fallback beans: a plain injection gets a model that the application defines
 * itself. Where {@code chat-model} is declared it is the default, and the others are no
 * default candidates.
 */
final class ChatModelRegistrar implements ImportBeanDefinitionRegistrar {

	static final String FACTORY = "crossRegionChatModelFactory";

	private static final String CHAT_MODEL = "ChatModel";

	private static final String STREAMING_CHAT_MODEL = "StreamingChatModel";

	private final Environment environment;

	ChatModelRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		Binder.get(this.environment)
			.bind(CrossRegionProperties.PREFIX, CrossRegionProperties.class)
			.ifBound((properties) -> {
				checkNames(properties);
				for (String name : properties.allModels().keySet()) {
					boolean candidate = properties.chatModel() == null
							|| name.equals(CrossRegionProperties.CHAT_MODEL_NAME);
					register(registry, chatModel(name), BedrockChatModel.class, "chatModel", name, candidate);
					register(registry, streamingChatModel(name), BedrockStreamingChatModel.class, "streamingChatModel",
							name, candidate);
				}
			});
	}

	private static void checkNames(CrossRegionProperties properties) {
		try {
			ModelDeclarations.checkNames(properties);
		}
		catch (InvalidModelNameException ex) {
			BundledSnapshot snapshot = BundledSnapshot.load();
			ex.setDryRun(new DeclarationDryRun(properties, snapshot, snapshot.catalog(),
					new DefaultSourceRegion(null, () -> new CrossRegionAwsRegionProvider(null), snapshot.regions())));
			throw ex;
		}
	}

	/**
	 * The name of a chat model's bean.
	 * @param name the name of the model in the configuration
	 * @return the name of the bean
	 */
	static String chatModel(String name) {
		return name + CHAT_MODEL;
	}

	/**
	 * The name of a streaming chat model's bean.
	 * @param name the name of the model in the configuration
	 * @return the name of the bean
	 */
	static String streamingChatModel(String name) {
		return name + STREAMING_CHAT_MODEL;
	}

	/**
	 * The model that a bean is made of.
	 * @param beanName the name of one of its beans
	 * @return the name of the model in the configuration
	 */
	static String model(String beanName) {
		String suffix = (beanName.endsWith(STREAMING_CHAT_MODEL)) ? STREAMING_CHAT_MODEL : CHAT_MODEL;
		return (beanName.endsWith(suffix)) ? beanName.substring(0, beanName.length() - suffix.length()) : beanName;
	}

	/**
	 * Whether a bean is registered here, and not one of the application.
	 * @param beanFactory where it is registered
	 * @param beanName the name of the bean
	 * @return {@code true} if it is made of a configured model
	 */
	static boolean isOurs(BeanFactory beanFactory, String beanName) {
		return beanFactory instanceof BeanDefinitionRegistry registry && registry.containsBeanDefinition(beanName)
				&& FACTORY.equals(registry.getBeanDefinition(beanName).getFactoryBeanName());
	}

	private static void register(BeanDefinitionRegistry registry, String beanName, Class<?> type, String factoryMethod,
			String name, boolean candidate) {
		if (registry.containsBeanDefinition(beanName)) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(type);
		definition.setFactoryBeanName(FACTORY);
		definition.setFactoryMethodName(factoryMethod);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.setFallback(true);
		definition.setDefaultCandidate(candidate);
		definition.setResourceDescription(CrossRegionProperties.property(name));
		registry.registerBeanDefinition(beanName, definition);
	}

}
