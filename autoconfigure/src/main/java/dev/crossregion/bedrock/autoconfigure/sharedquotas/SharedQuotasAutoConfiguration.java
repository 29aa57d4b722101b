package dev.crossregion.bedrock.autoconfigure.sharedquotas;

import java.util.List;
import java.util.stream.Stream;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.autoconfigure.properties.PropertyChecks;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import dev.crossregion.bedrock.shared.BucketSharedQuotas;
import dev.crossregion.bedrock.shared.LettuceEngine;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for quotas that several instances
 * share: where the application asks for it, on a {@link ProxyManager} bean of Bucket4j or
 * on the application's Redis connection.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CrossRegionAutoConfiguration.class,
		afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnBooleanProperty(CrossRegionProperties.SHARED_QUOTAS + ".enabled")
@ConditionalOnBean(RouteStateRegistry.class)
public final class SharedQuotasAutoConfiguration {

	private static final String CORE = "com.bucket4j:bucket4j_jdk17-core:"
			+ SharedQuotasUnavailableException.BUCKET4J_VERSION;

	private static final String LETTUCE = "com.bucket4j:bucket4j_jdk17-lettuce:"
			+ SharedQuotasUnavailableException.BUCKET4J_VERSION;

	private static final String REDIS = "org.springframework.boot:spring-boot-starter-data-redis";

	private static final String CONNECTIONS = "org.springframework.data.redis.connection.lettuce."
			+ "LettuceConnectionFactory";

	private static final String OTHER_ENGINES = "For another engine than Redis or Valkey, add its module of Bucket4j "
			+ "and a bean of the type ProxyManager<String> instead.";

	/**
	 * Fails with the dependencies to add.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("io.github.bucket4j.distributed.proxy.ProxyManager")
	static class WithoutBucket4j {

		@Bean
		@Lazy(false)
		Object crossRegionSharedQuotas() {
			throw new SharedQuotasUnavailableException("Bucket4j, which keeps them, is not on the class path",
					List.of(CORE, LETTUCE, REDIS),
					"The connection to Redis or Valkey is that of the application, such as spring.data.redis.host. "
							+ OTHER_ENGINES);
		}

	}

	/**
	 * The engine on the Redis connection of the application, unless it has a
	 * ProxyManager.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ProxyManager.class, Bucket4jLettuce.class, LettuceConnectionFactory.class })
	@ConditionalOnMissingBean(ProxyManager.class)
	static class OnRedis {

		@Bean
		@ConditionalOnSingleCandidate(LettuceConnectionFactory.class)
		LettuceEngine crossRegionSharedQuotasEngine(LettuceConnectionFactory connections) {
			return new LettuceEngine(connections);
		}

	}

	/**
	 * The shared quotas. Never lazy, because route states use them from the first call
	 * on.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ProxyManager.class)
	static class WithBucket4j {

		@Bean
		@Lazy(false)
		BucketSharedQuotas crossRegionSharedQuotas(CrossRegionProperties properties, RouteStateRegistry states,
				ObjectProvider<ProxyManager<String>> managers, ObjectProvider<LettuceEngine> redis,
				ConfigurableListableBeanFactory beans) {
			CrossRegionProperties.Shared shared = properties.quotas().shared();
			if (shared.keyPrefix().isBlank()) {
				throw new InvalidPropertyException(CrossRegionProperties.SHARED_QUOTAS + ".key-prefix",
						shared.keyPrefix(), "keys without a prefix could be those of others",
						List.of("bedrock-cross-region:"));
			}
			PropertyChecks.positive(CrossRegionProperties.SHARED_QUOTAS + ".timeout", shared.timeout(), "50ms");
			ProxyManager<String> manager = managers.getIfAvailable();
			LettuceEngine engine = redis.getIfAvailable();
			if (manager == null && engine == null) {
				throw missing(beans, beans.getBeanClassLoader());
			}
			BucketSharedQuotas quotas = new BucketSharedQuotas((manager != null) ? () -> manager : engine::open,
					shared.keyPrefix(), shared.timeout());
			quotas.start();
			states.shareQuotas(quotas);
			return quotas;
		}

		private static SharedQuotasUnavailableException missing(ListableBeanFactory beans,
				@Nullable ClassLoader classLoader) {
			if (beans.getBeanNamesForType(ProxyManager.class, true, false).length > 0) {
				return new SharedQuotasUnavailableException("the ProxyManager bean is none of keys of the type String",
						List.of(), "Declare it as ProxyManager<String>. ProxyManager.withMapper(...) makes one from a "
								+ "manager with other keys.");
			}
			boolean lettuce = ClassUtils.isPresent("io.github.bucket4j.redis.lettuce.Bucket4jLettuce", classLoader);
			boolean redis = ClassUtils.isPresent(CONNECTIONS, classLoader);
			if (!lettuce || !redis) {
				return new SharedQuotasUnavailableException(
						"there is no ProxyManager<String> bean, and what connects Bucket4j to Redis or Valkey is not "
								+ "on the class path",
						Stream.of((lettuce) ? "" : LETTUCE, (redis) ? "" : REDIS)
							.filter((artifact) -> !artifact.isEmpty())
							.toList(),
						OTHER_ENGINES);
			}
			int connections = beans.getBeanNamesForType(LettuceConnectionFactory.class, true, false).length;
			return (connections > 1)
					? new SharedQuotasUnavailableException(
							"there are " + connections + " LettuceConnectionFactory beans, and none is primary",
							List.of(), "Annotate the one to use with @Primary. " + OTHER_ENGINES)
					: new SharedQuotasUnavailableException(
							"there is neither a LettuceConnectionFactory nor a ProxyManager<String> bean", List.of(),
							"Spring Boot makes the former unless spring.data.redis.client-type is another one than "
									+ "'lettuce', its auto-configuration of Redis is excluded, or there is a "
									+ "RedisConnectionFactory bean of another kind. " + OTHER_ENGINES);
		}

	}

}
