package dev.crossregion.bedrock.autoconfigure;

import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Has the catalog made before other beans, so that its look-up runs while they are made.
 * It is the bean that everybody gets, made of the beans and properties that hold: a test
 * that registers properties late does so in the same way, and before.
 */
final class CatalogInitializer implements BeanFactoryInitializer<ListableBeanFactory> {

	@Override
	public void initialize(ListableBeanFactory beanFactory) {
		if (beanFactory.containsBean(PlanConfiguration.CATALOG)) {
			beanFactory.getBean(PlanConfiguration.CATALOG);
		}
	}

}
