package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;

/**
 * The AI services of an application and the beans that LangChain4j wires them with. Reads
 * bean definitions only, because the context has failed and must not create beans.
 */
final class AiServiceBeans {

	static final String AI_SERVICE = "dev.langchain4j.service.spring.AiService";

	static final String CHAT_MODEL = "chatModel";

	static final String STREAMING_CHAT_MODEL = "streamingChatModel";

	private static final String TOOL = "dev.langchain4j.agent.tool.Tool";

	/**
	 * The attributes of the annotation that name a bean, with its type.
	 */
	static final Map<String, String> TYPES = new LinkedHashMap<>();

	static {
		TYPES.put(CHAT_MODEL, "dev.langchain4j.model.chat.ChatModel");
		TYPES.put(STREAMING_CHAT_MODEL, "dev.langchain4j.model.chat.StreamingChatModel");
		TYPES.put("chatMemory", "dev.langchain4j.memory.ChatMemory");
		TYPES.put("chatMemoryProvider", "dev.langchain4j.memory.chat.ChatMemoryProvider");
		TYPES.put("contentRetriever", "dev.langchain4j.rag.content.retriever.ContentRetriever");
		TYPES.put("retrievalAugmentor", "dev.langchain4j.rag.RetrievalAugmentor");
		TYPES.put("moderationModel", "dev.langchain4j.model.moderation.ModerationModel");
		TYPES.put("toolProvider", "dev.langchain4j.service.tool.ToolProvider");
	}

	private final ConfigurableListableBeanFactory beanFactory;

	private final Map<String, List<String>> beans = new LinkedHashMap<>();

	AiServiceBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		TYPES.forEach((attribute, type) -> this.beans.put(attribute, beansOfType(type)));
	}

	private List<String> beansOfType(String type) {
		ClassLoader classLoader = this.beanFactory.getBeanClassLoader();
		return (ClassUtils.isPresent(type, classLoader)) ? List
			.of(this.beanFactory.getBeanNamesForType(ClassUtils.resolveClassName(type, classLoader), true, false))
				: List.of();
	}

	/**
	 * The beans that an attribute may name.
	 * @param attribute the attribute
	 * @return the names of the beans
	 */
	List<String> of(String attribute) {
		return this.beans.getOrDefault(attribute, List.of());
	}

	/**
	 * The attributes that automatic wiring cannot decide.
	 * @return the candidate beans of each attribute that has several
	 */
	Map<String, List<String>> ambiguous() {
		Map<String, List<String>> ambiguous = new LinkedHashMap<>(this.beans);
		ambiguous.values().removeIf((names) -> names.size() < 2);
		return ambiguous;
	}

	/**
	 * The services that are to be wired automatically.
	 * @return their interfaces
	 */
	List<Class<?>> automaticServices() {
		return types().filter((type) -> isAutomatic(MergedAnnotations.from(type).get(AI_SERVICE))).toList();
	}

	private static boolean isAutomatic(MergedAnnotation<Annotation> annotation) {
		return annotation.getValue("wiringMode").filter((mode) -> mode.toString().equals("AUTOMATIC")).isPresent();
	}

	private Stream<Class<?>> types() {
		return Arrays.stream(this.beanFactory.getBeanDefinitionNames())
			.<Class<?>>map(this::type)
			.filter(Objects::nonNull);
	}

	// A class that cannot be loaded is skipped.
	private @Nullable Class<?> type(String bean) {
		try {
			return this.beanFactory.getType(bean, false);
		}
		catch (BeansException | LinkageError ex) {
			return null;
		}
	}

	/**
	 * The beans with tools. LangChain4j takes the methods that a class itself declares.
	 * @return the names of the beans
	 */
	List<String> tools() {
		return Arrays.stream(this.beanFactory.getBeanDefinitionNames()).filter((bean) -> {
			Class<?> type = type(bean);
			return type != null && !type.isInterface() && hasTool(ClassUtils.getUserClass(type));
		}).toList();
	}

	// Configurations may have methods whose types are not on the class path.
	private static boolean hasTool(Class<?> type) {
		try {
			return Arrays.stream(type.getDeclaredMethods())
				.anyMatch((method) -> MergedAnnotations.from(method).isPresent(TOOL));
		}
		catch (LinkageError ex) {
			return false;
		}
	}

	/**
	 * The bean that a plain injection gets.
	 * @param names beans of one type
	 * @return one of them, or {@code null} where none comes before the others
	 */
	@Nullable String preferred(List<String> names) {
		List<String> candidates = filter(names, (definition) -> definition.isAutowireCandidate()
				&& !(definition instanceof AbstractBeanDefinition own && !own.isDefaultCandidate()));
		return Stream
			.of(filter(candidates, BeanDefinition::isPrimary),
					filter(candidates, (definition) -> !definition.isFallback()), candidates)
			.filter((remaining) -> remaining.size() == 1)
			.map((remaining) -> remaining.get(0))
			.findFirst()
			.orElse(null);
	}

	private List<String> filter(List<String> names, Predicate<BeanDefinition> predicate) {
		return names.stream()
			.filter(this.beanFactory::containsBeanDefinition)
			.filter((name) -> predicate.test(this.beanFactory.getMergedBeanDefinition(name)))
			.toList();
	}

}
