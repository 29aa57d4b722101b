package dev.crossregion.bedrock.autoconfigure.policy;

import java.util.Set;

import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties of the endpoint {@code crossregionpolicy}.
 *
 * @param showValues when to show account numbers
 * @param roles roles that may see account numbers when "show-values" is
 * "when-authorized". With none, every authenticated user may
 */
@ConfigurationProperties("management.endpoint.crossregionpolicy")
record CrossRegionPolicyEndpointProperties(@DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {
}
