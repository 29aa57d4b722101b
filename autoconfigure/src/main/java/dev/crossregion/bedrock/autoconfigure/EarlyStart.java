package dev.crossregion.bedrock.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.crossregion.bedrock.profile.BundledSnapshot;
import dev.crossregion.bedrock.profile.CatalogSource;
import dev.crossregion.bedrock.profile.InferenceProfileCatalog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;

/**
 * Starts the first look-up before any bean is made, so that it runs while the rest of the
 * context starts.
 * <p>
 * The earliest sound moment is when all bean definitions are known and none is made yet:
 * before that, nobody can tell whether a bean of the user says where calls start, what
 * signs them or which endpoint they go to, and a call to AWS from a test that has its own
 * endpoint would be wrong. Where such a bean exists, the look-up starts as soon as it can
 * be made in the ordinary way, together with the catalog.
 */
final class EarlyStart implements BeanFactoryPostProcessor, EnvironmentAware, PriorityOrdered, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(EarlyStart.class);

	private @Nullable Environment environment;

	private @Nullable CompletableFuture<LiveStart> started;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		CrossRegionProperties properties = properties();
		if (properties == null || properties.allModels().isEmpty()
				|| properties.catalog().source() == CatalogSource.BUNDLED || isAheadOfTime()
				|| dependsOnBeans(beanFactory)) {
			return;
		}
		this.started = CompletableFuture.supplyAsync(() -> start(properties), (task) -> {
			Thread thread = new Thread(task, "bedrock-catalog-start");
			thread.setDaemon(true);
			thread.start();
		});
	}

	private @Nullable CrossRegionProperties properties() {
		if (this.environment == null) {
			return null;
		}
		try {
			return Binder.get(this.environment)
				.bind(CrossRegionProperties.PREFIX, CrossRegionProperties.class)
				.orElse(null);
		}
		catch (BindException ex) {
			logger.debug("The look-up waits for the properties, which will report this", ex);
			return null;
		}
	}

	private static boolean isAheadOfTime() {
		return Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
	}

	private static boolean dependsOnBeans(ConfigurableListableBeanFactory beanFactory) {
		return !isOurs(beanFactory, InferenceProfileCatalog.class, PlanConfiguration.CATALOG)
				|| !isOurs(beanFactory, BedrockConnectionDetails.class, PlanConfiguration.CONNECTION_DETAILS)
				|| !isOurs(beanFactory, AwsRegionProvider.class, PlanConfiguration.REGION_PROVIDER)
				|| beanFactory.getBeanNamesForType(AwsCredentialsProvider.class, true, false).length != 0;
	}

	private static boolean isOurs(ConfigurableListableBeanFactory beanFactory, Class<?> type, String name) {
		String[] names = beanFactory.getBeanNamesForType(type, true, false);
		return names.length == 1 && names[0].equals(name);
	}

	private static LiveStart start(CrossRegionProperties properties) {
		BundledSnapshot snapshot = BundledSnapshot.load();
		DefaultSourceRegion sourceRegion = new DefaultSourceRegion(properties.sourceRegion(),
				() -> new CrossRegionAwsRegionProvider(null), snapshot.regions());
		return LiveStart.of(properties, new ModelDeclarations(properties, snapshot, sourceRegion), snapshot,
				new BedrockConnection(properties.client(), new PropertiesBedrockConnectionDetails(properties), null));
	}

	/**
	 * What was started early.
	 * @return the start, or {@code null} when nothing could be started, or failed to: the
	 * beans will fail in the same way and report it
	 */
	@Nullable LiveStart join() {
		if (this.started == null) {
			return null;
		}
		try {
			return this.started.join();
		}
		catch (CompletionException ex) {
			logger.debug("The look-up did not start early", ex);
			return null;
		}
	}

	@Override
	public void destroy() {
		if (this.started != null) {
			this.started.thenAccept(LiveStart::close);
		}
	}

}
