package dev.crossregion.bedrock.autoconfigure.metrics;

import java.time.Clock;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for meters of calls to Amazon
 * Bedrock.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CrossRegionAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, RoutePlans.class })
public final class CrossRegionMetricsAutoConfiguration {

	@Bean
	CallMeters crossRegionCallMeters(MeterRegistry registry) {
		return new CallMeters(registry);
	}

	@Bean
	RouteMeters crossRegionRouteMeters(RoutePlans plans, RouteStateRegistry states) {
		return new RouteMeters(plans, states, Clock.systemUTC());
	}

	@Bean
	@ConditionalOnBooleanProperty(CrossRegionProperties.SHARED_QUOTAS + ".enabled")
	SharedQuotasMeter crossRegionSharedQuotasMeter(RouteStateRegistry states) {
		return new SharedQuotasMeter(states);
	}

}
