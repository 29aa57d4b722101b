package dev.crossregion.bedrock.client.connection;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The settings of the SDK clients, the same for all Regions.
 *
 * @param endpointOverride one endpoint for runtime and control plane, or {@code null} for
 * those of AWS
 * @param maxConnections the size of the shared pool, at least 1
 * @param connectTimeout how long opening a connection may take; positive
 * @param readTimeout how long a socket may be silent; positive
 * @param firstTokenTimeout streaming: the longest time from the start of an attempt to
 * its first content; positive
 * @param stallTimeout streaming: the longest time between two events while the caller has
 * requested more; positive
 * @since 0.1.0
 */
public record ClientSettings(@Nullable URI endpointOverride, int maxConnections, Duration connectTimeout,
		Duration readTimeout, Duration firstTokenTimeout, Duration stallTimeout) {

	/**
	 * The defaults. Those of the SDK, 50 connections and 30 seconds, are too small for
	 * model calls, which last minutes.
	 */
	public static final ClientSettings DEFAULT = new ClientSettings(null, 1000, Duration.ofSeconds(2),
			Duration.ofMinutes(10), Duration.ofSeconds(60), Duration.ofSeconds(60));

	/**
	 * Create settings.
	 * @throws IllegalArgumentException if a value is out of its range
	 */
	public ClientSettings {
		if (maxConnections < 1) {
			throw new IllegalArgumentException(
					"client.max-connections is " + maxConnections + " and must be at least 1");
		}
		requirePositive("connect-timeout", connectTimeout);
		requirePositive("read-timeout", readTimeout);
		requirePositive("first-token-timeout", firstTokenTimeout);
		requirePositive("stall-timeout", stallTimeout);
	}

	private static void requirePositive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException("client." + name + " is " + value + " and must be positive");
		}
	}

}
