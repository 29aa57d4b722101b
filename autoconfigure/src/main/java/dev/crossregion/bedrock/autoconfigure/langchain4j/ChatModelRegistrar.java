package dev.crossregion.bedrock.autoconfigure.langchain4j;

import java.util.List;

import dev.crossregion.bedrock.autoconfigure.ChatModelBeans;
import dev.crossregion.bedrock.autoconfigure.ModelBeanDefinitions;
import dev.crossregion.bedrock.autoconfigure.ModelBeanDefinitions.Kind;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers two bean definitions for each configured model.
 */
final class ChatModelRegistrar implements ImportBeanDefinitionRegistrar {

	private static final List<Kind> KINDS = List.of(
			new Kind(ChatModelBeans::chatModel, BedrockChatModel.class, "chatModel"),
			new Kind(ChatModelBeans::streamingChatModel, BedrockStreamingChatModel.class, "streamingChatModel"));

	private final Environment environment;

	ChatModelRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		ModelBeanDefinitions.register(this.environment, registry, ChatModelBeans.FACTORY, KINDS);
	}

}
