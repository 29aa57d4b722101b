package dev.crossregion.bedrock.autoconfigure.health;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.ModelBindings;
import dev.crossregion.bedrock.autoconfigure.lifecycle.LifecycleDetails;
import dev.crossregion.bedrock.ledger.CallLedger;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.routing.RouteStateRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of the configured
 * models: component {@code bedrockCrossRegion}, with a child for each.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CrossRegionAutoConfiguration.class)
@ConditionalOnClass({ HealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean({ RoutePlans.class, RouteStateRegistry.class })
@ConditionalOnEnabledHealthIndicator("bedrock-cross-region")
public final class CrossRegionHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "bedrockCrossRegionHealthIndicator", "bedrockCrossRegionHealthContributor" })
	CompositeHealthContributor bedrockCrossRegionHealthContributor(RoutePlans plans, RouteStateRegistry states,
			ModelBindings bindings, LifecycleDetails lifecycles, ObjectProvider<CallLedger> ledger) {
		return CompositeHealthContributor.fromMap(plans.all(), (plan) -> new ModelHealthIndicator(plan.name(), plans,
				states, bindings, lifecycles, ledger.getIfAvailable()));
	}

}
