package dev.crossregion.bedrock.autoconfigure.observation;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.client.observation.CallObserver;
import dev.crossregion.bedrock.plan.RoutePlans;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations of calls to Amazon
 * Bedrock.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CrossRegionAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ ObservationRegistry.class, RoutePlans.class })
public final class CrossRegionObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(CallObserver.class)
	MicrometerCallObserver crossRegionCallObserver(ObservationRegistry registry,
			ObjectProvider<CallObservationConvention> callConvention,
			ObjectProvider<AttemptObservationConvention> attemptConvention) {
		return new MicrometerCallObserver(registry, callConvention.getIfAvailable(),
				attemptConvention.getIfAvailable());
	}

	/**
	 * Keeps meters of observations out of a registry that has meters of calls already.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterObservationHandler.class)
	static class Meters {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		ObservationsWithoutMeters crossRegionObservationsWithoutMeters() {
			return new ObservationsWithoutMeters();
		}

	}

}
