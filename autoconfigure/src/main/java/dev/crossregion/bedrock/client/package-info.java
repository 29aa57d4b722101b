/**
 * The routing clients, which replace the clients of the AWS SDK. Knows how a call goes
 * from its request to its record: admission, failover, retries, and the gate of streams.
 * Imports {@code client.connection}, {@code client.failure}, {@code client.observation},
 * {@code routing}, {@code plan} and the AWS SDK. Start with
 * {@link dev.crossregion.bedrock.client.RoutingBedrockRuntimeClient}, then read
 * {@code Invocation}.
 */
@NullMarked
package dev.crossregion.bedrock.client;

import org.jspecify.annotations.NullMarked;
