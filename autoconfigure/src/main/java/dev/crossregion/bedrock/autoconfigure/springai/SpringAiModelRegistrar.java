package dev.crossregion.bedrock.autoconfigure.springai;

import java.util.List;

import dev.crossregion.bedrock.autoconfigure.ChatModelBeans;
import dev.crossregion.bedrock.autoconfigure.ModelBeanDefinitions;
import dev.crossregion.bedrock.autoconfigure.ModelBeanDefinitions.Kind;

import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a bean definition for each configured model.
 */
final class SpringAiModelRegistrar implements ImportBeanDefinitionRegistrar {

	private static final List<Kind> KINDS = List
		.of(new Kind(ChatModelBeans::springAiChatModel, BedrockProxyChatModel.class, "chatModel"));

	private final Environment environment;

	SpringAiModelRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		ModelBeanDefinitions.register(this.environment, registry, ChatModelBeans.SPRING_AI_FACTORY, KINDS);
	}

}
