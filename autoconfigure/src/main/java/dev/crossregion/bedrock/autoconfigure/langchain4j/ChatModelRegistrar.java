package dev.crossregion.bedrock.autoconfigure.langchain4j;

import dev.crossregion.bedrock.autoconfigure.ChatModelBeans;
import dev.crossregion.bedrock.autoconfigure.declaration.CrossRegionAwsRegionProvider;
import dev.crossregion.bedrock.autoconfigure.declaration.DeclarationDryRun;
import dev.crossregion.bedrock.autoconfigure.declaration.DefaultSourceRegion;
import dev.crossregion.bedrock.autoconfigure.declaration.ModelDeclarations;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidModelNameException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers two bean definitions for each configured model. They consist of factory bean,
 * factory method and the name of the model, so they can be processed ahead of time, are
 * found by type, and are replaced by a bean of the application with the same name.
 * <p>
 * All are fallback beans: a plain injection gets a model that the application defines
 * itself. Where {@code chat-model} is declared it is the default, and the others are no
 * default candidates.
 */
final class ChatModelRegistrar implements ImportBeanDefinitionRegistrar {

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
					register(registry, ChatModelBeans.chatModel(name), BedrockChatModel.class, "chatModel", name,
							candidate);
					register(registry, ChatModelBeans.streamingChatModel(name), BedrockStreamingChatModel.class,
							"streamingChatModel", name, candidate);
				}
			});
	}

	private static void checkNames(CrossRegionProperties properties) {
		try {
			ModelDeclarations.checkNames(properties);
		}
		catch (InvalidModelNameException ex) {
			BundledSnapshot snapshot = BundledSnapshot.load();
			ex.setDryRun(new DeclarationDryRun(properties, snapshot, snapshot.catalog(), new DefaultSourceRegion(null,
					() -> new CrossRegionAwsRegionProvider(null), snapshot.regions())::get));
			throw ex;
		}
	}

	private static void register(BeanDefinitionRegistry registry, String beanName, Class<?> type, String factoryMethod,
			String name, boolean candidate) {
		if (registry.containsBeanDefinition(beanName)) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(type);
		definition.setFactoryBeanName(ChatModelBeans.FACTORY);
		definition.setFactoryMethodName(factoryMethod);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.setFallback(true);
		definition.setDefaultCandidate(candidate);
		definition.setResourceDescription(CrossRegionProperties.property(name));
		registry.registerBeanDefinition(beanName, definition);
	}

}
