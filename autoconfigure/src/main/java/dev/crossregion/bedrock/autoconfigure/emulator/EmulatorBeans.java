package dev.crossregion.bedrock.autoconfigure.emulator;

import java.util.HashSet;
import java.util.Set;

import dev.crossregion.bedrock.emulator.BedrockEmulator;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

/**
 * Removes the inferred destroy method of emulator beans. The container would close an
 * emulator with each context that has it as a bean, though other contexts may still use
 * it; {@link EmulatorUse} closes it with the last of them. An explicit destroy method, or
 * an explicit choice of none, is kept.
 */
final class EmulatorBeans implements BeanFactoryPostProcessor {

	private final Set<String> closed = new HashSet<>();

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		for (String name : beanFactory.getBeanNamesForType(BedrockEmulator.class, true, false)) {
			if (beanFactory.containsBeanDefinition(name) && isClosed(beanFactory.getMergedBeanDefinition(name))) {
				beanFactory.getBeanDefinition(name).setDestroyMethodName("");
				this.closed.add(name);
			}
		}
	}

	private static boolean isClosed(BeanDefinition definition) {
		String method = definition.getDestroyMethodName();
		return definition.isSingleton()
				&& (method == null || method.equals(AbstractBeanDefinition.INFER_METHOD) || method.equals("close"));
	}

	/**
	 * Whether a bean is closed with the contexts that use it.
	 * @param name its name
	 * @return {@code false} if the application closes it
	 */
	boolean closes(String name) {
		return this.closed.contains(name);
	}

}
