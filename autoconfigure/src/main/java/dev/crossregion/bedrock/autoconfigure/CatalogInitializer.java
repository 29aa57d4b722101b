package dev.crossregion.bedrock.autoconfigure;

import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Creates the catalog bean before all other beans, so that its look-up runs in the
 * background while they are created. It is the ordinary bean, with the final beans and
 * properties: {@code DynamicPropertyRegistrar} beans, which also run as initializers,
 * have registered theirs before.
 */
final class CatalogInitializer implements BeanFactoryInitializer<ListableBeanFactory> {

	@Override
	public void initialize(ListableBeanFactory beanFactory) {
		if (beanFactory.containsBean(PlanConfiguration.CATALOG)) {
			beanFactory.getBean(PlanConfiguration.CATALOG);
		}
	}

}
