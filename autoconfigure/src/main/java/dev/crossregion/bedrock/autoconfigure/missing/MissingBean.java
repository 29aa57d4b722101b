package dev.crossregion.bedrock.autoconfigure.missing;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.ResolvableType;

/**
 * A missing bean that the starter could publish. Types are compared by name, because
 * LangChain4j need not be present.
 *
 * @param type the name of the type that is missing
 * @param name the name that the bean must have, or {@code null}
 * @param neededBy the name of the bean that needs it, or {@code null}
 */
record MissingBean(String type, @Nullable String name, @Nullable String neededBy) {

	static final String CHAT_MODEL = "dev.langchain4j.model.chat.ChatModel";

	static final String STREAMING_CHAT_MODEL = "dev.langchain4j.model.chat.StreamingChatModel";

	private static final Set<String> MODELS = Set.of(CHAT_MODEL, STREAMING_CHAT_MODEL,
			"dev.langchain4j.model.bedrock.BedrockChatModel",
			"dev.langchain4j.model.bedrock.BedrockStreamingChatModel");

	private static final Set<String> CLIENTS = Set.of(
			"software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient",
			"software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient");

	private static final String AI_SERVICE_FAILURE = "dev.langchain4j.service.IllegalConfigurationException";

	/**
	 * Find the missing bean of a failure.
	 * @param failure the failure
	 * @return the bean, or {@code null} if the failure has another cause
	 */
	static @Nullable MissingBean in(Throwable failure) {
		MissingBean found = null;
		String neededBy = null;
		String qualifier = null;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof UnsatisfiedDependencyException unsatisfied) {
				neededBy = unsatisfied.getBeanName();
				qualifier = qualifier(unsatisfied.getInjectionPoint());
			}
			else if (cause instanceof BeanCreationException creation) {
				neededBy = creation.getBeanName();
			}
			if (cause instanceof NoSuchBeanDefinitionException missing) {
				found = of(missing, qualifier, neededBy);
			}
			else if (isAiService(cause)) {
				found = new MissingBean(CHAT_MODEL, null, neededBy);
			}
		}
		return found;
	}

	// LangChain4j's failure for an @AiService without a model.
	private static boolean isAiService(Throwable cause) {
		return cause.getClass().getName().equals(AI_SERVICE_FAILURE)
				&& String.valueOf(cause.getMessage()).contains("either chatModel or streamingChatModel");
	}

	private static @Nullable String qualifier(@Nullable InjectionPoint point) {
		Qualifier qualifier = (point != null) ? point.getAnnotation(Qualifier.class) : null;
		return (qualifier != null && !qualifier.value().isEmpty()) ? qualifier.value() : null;
	}

	private static @Nullable MissingBean of(NoSuchBeanDefinitionException missing, @Nullable String qualifier,
			@Nullable String neededBy) {
		if (missing instanceof NoUniqueBeanDefinitionException) {
			return null;
		}
		ResolvableType type = missing.getResolvableType();
		if (type != null) {
			String name = type.resolve(Object.class).getName();
			return (MODELS.contains(name) || CLIENTS.contains(name)) ? new MissingBean(name, qualifier, neededBy)
					: null;
		}
		String name = missing.getBeanName();
		if (name == null || !name.matches("[a-z][a-z0-9]*(?:Streaming)?ChatModel")) {
			return null;
		}
		return new MissingBean((name.endsWith("StreamingChatModel")) ? STREAMING_CHAT_MODEL : CHAT_MODEL, name,
				neededBy);
	}

	boolean isModel() {
		return MODELS.contains(this.type);
	}

	/**
	 * The missing bean, at the start of a sentence.
	 * @return type, name and who needs it
	 */
	String describe() {
		return ((this.name != null) ? "A bean named '" + this.name + "' of type " : "A bean of type ") + this.type
				+ " is missing" + ((this.neededBy != null) ? ", which bean '" + this.neededBy + "' needs" : "") + ". ";
	}

	/**
	 * The model that would make a bean of this name.
	 * @return its name, or {@code null} when the name is not one of a model's beans
	 */
	@Nullable String model() {
		String model = (this.name != null) ? this.name.replaceFirst("(?:Streaming)?ChatModel$", "") : "";
		return (this.name != null && !model.equals(this.name) && model.matches("[a-z][a-z0-9]*")) ? model : null;
	}

}
