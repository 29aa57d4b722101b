package dev.crossregion.bedrock.autoconfigure.sharedquotas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

import dev.crossregion.bedrock.autoconfigure.Runners;
import dev.crossregion.bedrock.autoconfigure.failure.InvalidPropertyException;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import dev.crossregion.bedrock.shared.BucketSharedQuotas;
import dev.crossregion.bedrock.shared.LettuceEngine;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.api.async.RedisAsyncCommands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SharedQuotasAutoConfiguration}. No engine has to answer: connecting is
 * done in the background.
 */
class SharedQuotasAutoConfigurationTests {

	private final ApplicationContextRunner runner = Runners.bundled()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, SharedQuotasAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=1");

	private final ApplicationContextRunner enabled = this.runner
		.withPropertyValues("bedrock.cross-region.quotas.shared.enabled=true");

	@Test
	void reportNamesTheVersionOfBucket4jOfTheBuild() throws IOException {
		assertThat(Files.readString(Path.of("..", "pom.xml")))
			.contains("<bucket4j.version>" + SharedQuotasUnavailableException.BUCKET4J_VERSION + "</bucket4j.version>");
	}

	@Test
	void nothingIsCreatedByDefault() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed()
				.doesNotHaveBean(BucketSharedQuotas.class)
				.doesNotHaveBean(LettuceEngine.class);
			assertThat(context.getBean(RouteStateRegistry.class).sharesQuotas()).isFalse();
		});
	}

	@Test
	void disabledStarterCreatesNothing() {
		this.enabled.withPropertyValues("bedrock.cross-region.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(BucketSharedQuotas.class));
	}

	@Test
	void quotasAreSharedOnTheConnectionOfTheApplication() {
		this.enabled.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(LettuceEngine.class);
			assertThat(context.getBean(RouteStateRegistry.class).sharedQuotas())
				.containsSame(context.getBean(BucketSharedQuotas.class));
		});
	}

	@Test
	void quotasAreSharedWhereBeansAreLazy() {
		this.enabled
			.withInitializer((context) -> context
				.addBeanFactoryPostProcessor(new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				context.getBean(RouteStateRegistry.class);
				assertThat(context.getBean(RouteStateRegistry.class).sharesQuotas()).isTrue();
			});
	}

	@Test
	void anEngineOfTheApplicationComesBeforeItsConnection() {
		this.enabled.withUserConfiguration(StringKeys.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(BucketSharedQuotas.class)
				.doesNotHaveBean(LettuceEngine.class));
	}

	@Test
	void anEngineWithOtherKeysIsReported() {
		this.enabled.withUserConfiguration(ByteKeys.class)
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(SharedQuotasUnavailableException.class)
				.rootCause()
				.hasMessageContaining("none of keys of the type String"));
	}

	@ParameterizedTest
	@CsvSource({ "io.github.bucket4j, Bucket4j", "io.github.bucket4j.redis, not on the class path",
			"org.springframework.data.redis, not on the class path" })
	void whatIsMissingStopsTheStart(String missing, String said) {
		Runners.bundled()
			.withConfiguration(AutoConfigurations.of(SharedQuotasAutoConfiguration.class))
			.withPropertyValues("bedrock.cross-region.quotas.shared.enabled=true")
			.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(SharedQuotasUnavailableException.class)
				.rootCause()
				.hasMessageContaining(said));
	}

	@ParameterizedTest
	@CsvSource({ "io.github.bucket4j", "io.github.bucket4j.redis", "org.springframework.data.redis" })
	void whatIsMissingIsMissedByNobodyElse(String missing) {
		Runners.bundled()
			.withConfiguration(AutoConfigurations.of(SharedQuotasAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(missing))
			.run((context) -> assertThat(context).hasNotFailed().hasBean("crossRegionBedrockRuntimeClient"));
	}

	@Test
	void aConnectionIsNeeded() {
		Runners.bundled()
			.withConfiguration(AutoConfigurations.of(SharedQuotasAutoConfiguration.class))
			.withPropertyValues("bedrock.cross-region.quotas.shared.enabled=true")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(SharedQuotasUnavailableException.class)
				.hasMessageContaining("neither a LettuceConnectionFactory nor a ProxyManager<String> bean"));
	}

	@Test
	void oneConnectionIsNeeded() {
		this.enabled.withUserConfiguration(TwoConnections.class)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(SharedQuotasUnavailableException.class)
				.hasMessageContaining("2 LettuceConnectionFactory beans"));
	}

	@ParameterizedTest
	@CsvSource({ "timeout, 0ms, must be longer than 0", "timeout, -1s, must be longer than 0",
			"timeout, 50, write the unit", "key-prefix, '  ', could be those of others" })
	void valuesThatCannotBeStopTheStart(String property, String value, String said) {
		this.enabled.withPropertyValues("bedrock.cross-region.quotas.shared." + property + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidPropertyException.class)
				.hasMessageContaining("bedrock.cross-region.quotas.shared." + property)
				.hasMessageContaining(said));
	}

	private static ProxyManager<byte[]> engine() {
		@SuppressWarnings("unchecked")
		RedisAsyncCommands<byte[], byte[]> commands = Mockito.mock(RedisAsyncCommands.class);
		return Bucket4jLettuce.casBasedBuilder(commands).build();
	}

	@Configuration(proxyBeanMethods = false)
	static class StringKeys {

		@Bean
		ProxyManager<String> engineOfMyOwn() {
			return engine().withMapper((Function<String, byte[]>) String::getBytes);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ByteKeys {

		@Bean
		ProxyManager<byte[]> engineOfMyOwn() {
			return engine();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoConnections {

		@Bean
		LettuceConnectionFactory first() {
			return new LettuceConnectionFactory("127.0.0.1", 1);
		}

		@Bean
		LettuceConnectionFactory second() {
			return new LettuceConnectionFactory("127.0.0.1", 2);
		}

	}

}
