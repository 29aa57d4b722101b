package dev.crossregion.bedrock.autoconfigure.policy;

import java.util.Set;
import java.util.stream.Collectors;

import dev.crossregion.bedrock.autoconfigure.BedrockConnection;
import dev.crossregion.bedrock.autoconfigure.CrossRegionAutoConfiguration;
import dev.crossregion.bedrock.autoconfigure.ModelBindings;
import dev.crossregion.bedrock.autoconfigure.properties.CrossRegionProperties;
import dev.crossregion.bedrock.plan.RoutePlans;
import dev.crossregion.bedrock.policy.AccessNeeds;
import dev.crossregion.bedrock.profile.BundledSnapshot;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the endpoint
 * {@code crossregionpolicy}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = CrossRegionAutoConfiguration.class)
@ConditionalOnClass({ ConditionalOnAvailableEndpoint.class, WebEndpoint.class })
@ConditionalOnBean(RoutePlans.class)
@ConditionalOnAvailableEndpoint(CrossRegionPolicyEndpoint.class)
@EnableConfigurationProperties(CrossRegionPolicyEndpointProperties.class)
public final class CrossRegionPolicyEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CrossRegionPolicyEndpoint crossRegionPolicyEndpoint(RoutePlans plans, CrossRegionProperties properties,
			ModelBindings bindings, BedrockConnection connection, BundledSnapshot snapshot,
			CrossRegionPolicyEndpointProperties endpoint) {
		Set<String> streaming = plans.all().keySet().stream().filter(bindings::isStreaming).collect(Collectors.toSet());
		AccessNeeds needs = CompiledPolicies.needs(properties, streaming, connection.usesApiKey());
		return new CrossRegionPolicyEndpoint(
				(showAccounts) -> new CompiledPolicies(plans.all().values(), needs, snapshot.regions(), showAccounts),
				endpoint.showValues(), endpoint.roles());
	}

}
