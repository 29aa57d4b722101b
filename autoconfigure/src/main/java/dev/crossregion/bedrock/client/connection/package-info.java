/**
 * The SDK clients of the source Regions: endpoints, proxies, credentials, retries.
 * Imports the AWS SDK and {@code client.failure}. Start with
 * {@link dev.crossregion.bedrock.client.connection.RegionalClients}.
 */
@NullMarked
package dev.crossregion.bedrock.client.connection;

import org.jspecify.annotations.NullMarked;
