package dev.crossregion.bedrock.autoconfigure;

import java.util.Set;
import java.util.stream.Stream;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;

/**
 * Names of the beans of configured models.
 */
public final class ChatModelBeans {

	/** The bean whose factory methods create those of LangChain4j. */
	public static final String FACTORY = "crossRegionChatModelFactory";

	/** The bean whose factory method creates those of Spring AI. */
	public static final String SPRING_AI_FACTORY = "crossRegionSpringAiChatModelFactory";

	private static final Set<String> FACTORIES = Set.of(FACTORY, SPRING_AI_FACTORY);

	private static final String CHAT_MODEL = "ChatModel";

	private static final String STREAMING_CHAT_MODEL = "StreamingChatModel";

	private static final String SPRING_AI_CHAT_MODEL = "SpringAiChatModel";

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
	 * The name of the bean of a chat model of Spring AI, which streams too.
	 * @param name the name of the model in the configuration
	 * @return the name of the bean
	 */
	public static String springAiChatModel(String name) {
		return name + SPRING_AI_CHAT_MODEL;
	}

	/**
	 * The model that a bean belongs to.
	 * @param beanName the name of one of its beans
	 * @return the name of the model in the configuration
	 */
	public static String model(String beanName) {
		return Stream.of(STREAMING_CHAT_MODEL, SPRING_AI_CHAT_MODEL, CHAT_MODEL)
			.filter(beanName::endsWith)
			.findFirst()
			.map((suffix) -> beanName.substring(0, beanName.length() - suffix.length()))
			.orElse(beanName);
	}

	/**
	 * Whether a bean is one of a configured model, and not one of the application under
	 * its name.
	 * @param beanFactory where it is registered
	 * @param beanName the name of the bean
	 * @return {@code true} if one of the factories creates it
	 */
	public static boolean isOurs(BeanFactory beanFactory, String beanName) {
		return beanFactory instanceof BeanDefinitionRegistry registry && registry.containsBeanDefinition(beanName)
				&& FACTORIES.contains(String.valueOf(registry.getBeanDefinition(beanName).getFactoryBeanName()));
	}

}
