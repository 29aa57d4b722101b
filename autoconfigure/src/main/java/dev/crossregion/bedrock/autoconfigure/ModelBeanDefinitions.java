package dev.crossregion.bedrock.autoconfigure;

import java.util.List;
import java.util.function.UnaryOperator;

import dev.crossregion.bedrock.autoconfigure.declaration.CrossRegionAwsRegionProvider;
import dev.crossregion.bedrock.autoconfigure.declaration.DeclarationDryRun;
import dev.crossregion.bedrock.autoconfigure.declaration.DefaultSourceRegion;
import dev.crossregion.bedrock.autoconfigure.declaration.ModelDeclarations;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidModelNameException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.profile.BundledSnapshot;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The bean definitions of configured models. They consist of factory bean, factory method
 * and the name of the model, so they can be processed ahead of time, are found by type,
 * and are replaced by a bean of the application with the same name.
 * <p>
 * All are fallback beans: a plain injection gets a model that the application defines
 * itself. Where {@code chat-model} is declared it is the default, and the others are no
 * default candidates.
 */
public final class ModelBeanDefinitions {

	private ModelBeanDefinitions() {
	}

	/**
	 * Register the beans of all configured models.
	 * @param environment has the properties
	 * @param registry where they are registered
	 * @param factory the name of the bean that creates them
	 * @param kinds the beans of each model
	 */
	public static void register(Environment environment, BeanDefinitionRegistry registry, String factory,
			List<Kind> kinds) {
		Binder.get(environment)
			.bind(CrossRegionProperties.PREFIX, CrossRegionProperties.class)
			.ifBound((properties) -> {
				checkNames(properties);
				for (String name : properties.allModels().keySet()) {
					boolean candidate = properties.chatModel() == null
							|| name.equals(CrossRegionProperties.CHAT_MODEL_NAME);
					kinds.forEach((kind) -> register(registry, factory, kind, name, candidate));
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

	private static void register(BeanDefinitionRegistry registry, String factory, Kind kind, String name,
			boolean candidate) {
		String beanName = kind.beanName().apply(name);
		if (registry.containsBeanDefinition(beanName)) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(kind.type());
		definition.setFactoryBeanName(factory);
		definition.setFactoryMethodName(kind.factoryMethod());
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.setFallback(true);
		definition.setDefaultCandidate(candidate);
		definition.setResourceDescription(CrossRegionProperties.property(name));
		registry.registerBeanDefinition(beanName, definition);
	}

	/**
	 * A bean that every configured model has.
	 *
	 * @param beanName its name by that of the model
	 * @param type its type
	 * @param factoryMethod the method of the factory that creates it from the name of the
	 * model
	 */
	public record Kind(UnaryOperator<String> beanName, Class<?> type, String factoryMethod) {
	}

}
