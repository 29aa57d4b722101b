package dev.crossregion.bedrock.autoconfigure;

import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;

/**
 * Customizes the builder of the HTTP client of streams and asynchronous calls, for what
 * the properties do not cover: trust stores, the protocol, proxies. Beans of this type
 * are called in their order, after everything else is set. An endpoint that speaks
 * HTTP/1.1 only, and in clear text, needs
 * {@code (builder) -> builder.protocol(Protocol.HTTP1_1)}.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface BedrockAsyncHttpClientBuilderCustomizer {

	/**
	 * Customize a builder. There is one client for each proxy that endpoints are called
	 * through, and one for direct connections, made when first needed; each has a builder
	 * of its own.
	 * @param builder the builder, with all properties and the proxy set
	 */
	void customize(NettyNioAsyncHttpClient.Builder builder);

}
