package dev.crossregion.bedrock.autoconfigure.endpoint;

import java.time.Clock;

import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.ModelBindings;
import dev.crossregion.bedrock.autoconfigure.lifecycle.LifecycleDetails;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.price.PriceList;
import dev.crossregion.bedrock.routing.RouteStateRegistry;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the endpoint {@code crossregion}
 * and the contribution to {@code info}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CrossRegionAutoConfiguration.class)
@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, WebEndpoint.class })
@ConditionalOnBean({ RoutePlans.class, RouteStateRegistry.class })
public final class CrossRegionEndpointAutoConfiguration {

	@Bean
	@ConditionalOnEnabledInfoContributor("bedrock-cross-region")
	@ConditionalOnMissingBean
	CrossRegionInfoContributor crossRegionInfoContributor(RoutePlans plans) {
		return new CrossRegionInfoContributor(plans);
	}

	/**
	 * The endpoint and its counters.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(CrossRegionEndpoint.class)
	@EnableConfigurationProperties(CrossRegionEndpointProperties.class)
	static class Endpoint {

		@Bean
		CallCounters crossRegionCallCounters() {
			return new CallCounters();
		}

		@Bean
		OutputSuggestions crossRegionOutputSuggestions() {
			return new OutputSuggestions();
		}

		@Bean
		@ConditionalOnMissingBean
		CrossRegionEndpoint crossRegionEndpoint(RoutePlans plans, RouteStateRegistry states, ModelBindings bindings,
				CallCounters counters, OutputSuggestions suggestions, CrossRegionProperties properties,
				LifecycleDetails lifecycles, PriceList prices, CrossRegionEndpointProperties endpoint) {
			return new CrossRegionEndpoint(new ModelDescription(plans, states, bindings, counters, suggestions,
					properties, lifecycles, prices, Clock.systemUTC()), endpoint.showValues(), endpoint.roles());
		}

	}

}
