package dev.crossregion.bedrock.benchmarks.contender;

import java.net.URI;
import java.util.Map;

import dev.crossregion.bedrock.client.connection.RegionalClients;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Sets the endpoints of single Regions, for which the starter has no property.
 */
final class RegionalEndpointsPostProcessor implements BeanPostProcessor {

	private final Map<String, URI> endpoints;

	RegionalEndpointsPostProcessor(Map<String, URI> endpoints) {
		this.endpoints = endpoints;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof RegionalClients clients) ? RegionalEndpoints.replace(clients, this.endpoints) : bean;
	}

}
