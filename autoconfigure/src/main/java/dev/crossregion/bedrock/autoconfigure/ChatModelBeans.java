package dev.crossregion.bedrock.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;

/**
 * Names of the beans of configured models.
 */
public final class ChatModelBeans {

	/** The bean whose factory methods create them. */
	public static final String FACTORY = "crossRegionChatModelFactory";

	private static final String CHAT_MODEL = "ChatModel";

	private static final String STREAMING_CHAT_MODEL = "StreamingChatModel";

	private ChatModelBeans() {
	}

	/**
	 * The name of a chat model's bean.
	 * @param name the name of the model in the configuration
	 * @return the name of the bean
	 */
	public static String chatModel(String name) {
		return name + CHAT_MODEL;
	}

	/**
	 * The name of a streaming chat model's bean.
	 * @param name the name of the model in the configuration
	 * @return the name of the bean
	 */
	public static String streamingChatModel(String name) {
		return name + STREAMING_CHAT_MODEL;
	}

	/**
	 * The model that a bean belongs to.
	 * @param beanName the name of one of its beans
	 * @return the name of the model in the configuration
	 */
	public static String model(String beanName) {
		String suffix = (beanName.endsWith(STREAMING_CHAT_MODEL)) ? STREAMING_CHAT_MODEL : CHAT_MODEL;
		return (beanName.endsWith(suffix)) ? beanName.substring(0, beanName.length() - suffix.length()) : beanName;
	}

	/**
	 * Whether a bean is one of a configured model, and not one of the application under
	 * its name.
	 * @param beanFactory where it is registered
	 * @param beanName the name of the bean
	 * @return {@code true} if the factory creates it
	 */
	public static boolean isOurs(BeanFactory beanFactory, String beanName) {
		return beanFactory instanceof BeanDefinitionRegistry registry && registry.containsBeanDefinition(beanName)
				&& FACTORY.equals(registry.getBeanDefinition(beanName).getFactoryBeanName());
	}

}
