package dev.crossregion.bedrock.autoconfigure;

import dev.crossregion.bedrock.autoconfigure.failure.InvalidModelNameException;
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
 * Registers two bean definitions for each configured model: by factory bean, factory
 * method and the name of the model, so that they can be processed ahead of time, give way
 * to a bean of the user, and are seen by whoever looks for models by their type.
 */
final class ChatModelRegistrar implements ImportBeanDefinitionRegistrar {

	static final String FACTORY = "crossRegionChatModelFactory";

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
					register(registry, name + "ChatModel", BedrockChatModel.class, "chatModel", name);
					register(registry, name + "StreamingChatModel", BedrockStreamingChatModel.class,
							"streamingChatModel", name);
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

	private static void register(BeanDefinitionRegistry registry, String beanName, Class<?> type, String factoryMethod,
			String name) {
		if (registry.containsBeanDefinition(beanName)) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(type);
		definition.setFactoryBeanName(FACTORY);
		definition.setFactoryMethodName(factoryMethod);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		registry.registerBeanDefinition(beanName, definition);
	}

}
