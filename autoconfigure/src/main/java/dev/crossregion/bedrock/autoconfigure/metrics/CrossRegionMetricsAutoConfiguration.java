package dev.crossregion.bedrock.autoconfigure.metrics;

import java.time.Clock;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.ledger.LedgerAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.ledger.CallLedger;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.price.PriceList;
import dev.crossregion.bedrock.routing.RouteStateRegistry;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for meters of calls to Amazon
 * Bedrock.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { CrossRegionAutoConfiguration.class, LedgerAutoConfiguration.class },
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.ai.model.chat.observation.autoconfigure.ChatObservationAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, RoutePlans.class })
public final class CrossRegionMetricsAutoConfiguration {

	private static final String SPRING_AI = "org.springframework.ai.chat.observation.ChatModelMeterObservationHandler";

	@Bean
	CallMeters crossRegionCallMeters(MeterRegistry registry, PriceList prices) {
		return new CallMeters(registry, prices);
	}

	// Nothing of Spring AI or LangChain4j that publishes the same is there.
	@Bean
	@ConditionalOnMissingBean(
			type = { SPRING_AI, "dev.langchain4j.observation.listeners.ObservationChatModelListener" })
	OperationDurationMeter crossRegionOperationDurationMeter(MeterRegistry registry) {
		return new OperationDurationMeter(registry);
	}

	@Bean
	@ConditionalOnMissingBean(
			type = { SPRING_AI, "dev.langchain4j.micrometer.metrics.listeners.MicrometerMetricsChatModelListener" })
	TokenUsageMeter crossRegionTokenUsageMeter(MeterRegistry registry) {
		return new TokenUsageMeter(registry);
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

	@Bean
	@ConditionalOnBean(CallLedger.class)
	LedgerMeter crossRegionLedgerMeter(CallLedger ledger) {
		return new LedgerMeter(ledger);
	}

}
