package dev.crossregion.bedrock.autoconfigure;

import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/**
 * Customizes the builder of the HTTP client of blocking calls, for what the properties do
 * not cover: trust stores, proxies, connections. Beans of this type are called in their
 * order, after everything else is set. With such a bean, the control plane is called
 * through this client too.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BedrockHttpClientBuilderCustomizer {

	/**
	 * Customize a builder. There is one client for each proxy that endpoints are called
	 * through, and one for direct connections, made when first needed; each has a builder
	 * of its own.
	 * @param builder the builder, with all properties and the proxy set
	 */
	void customize(Apache5HttpClient.Builder builder);

}
