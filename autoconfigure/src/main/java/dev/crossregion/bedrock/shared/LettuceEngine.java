package dev.crossregion.bedrock.shared;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce.LettuceBasedProxyManagerBuilder;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Redis or Valkey, through the connection that the application has: one server, a
 * Sentinel setup or a cluster. Keys expire when their bucket is full again.
 *
 * @since 0.1.0
 */
public final class LettuceEngine implements Supplier<ProxyManager<String>>, AutoCloseable {

	/** So that a quota in use is not made anew with every lull. */
	private static final Duration KEPT_WHEN_FULL = Duration.ofMinutes(1);

	private final LettuceConnectionFactory connections;

	private @Nullable RedisConnection connection;

	/**
	 * Create an engine. Nothing is connected yet.
	 * @param connections the connection of the application
	 */
	public LettuceEngine(LettuceConnectionFactory connections) {
		this.connections = connections;
	}

	/**
	 * Connect. Blocks until there is a connection, which from then on is opened again by
	 * Lettuce whenever it is lost.
	 * @return the buckets on that connection
	 * @throws RuntimeException if there is no connection
	 */
	@Override
	public synchronized ProxyManager<String> get() {
		if (this.connection == null) {
			this.connection = this.connections.getConnection();
		}
		return builder(this.connection.getNativeConnection())
			.expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_WHEN_FULL))
			.build()
			.withMapper((String key) -> key.getBytes(StandardCharsets.UTF_8));
	}

	@SuppressWarnings("unchecked")
	private static LettuceBasedProxyManagerBuilder<byte[]> builder(Object commands) {
		return (commands instanceof RedisAdvancedClusterAsyncCommands<?, ?> cluster)
				? Bucket4jLettuce.casBasedBuilder((RedisAdvancedClusterAsyncCommands<byte[], byte[]>) cluster)
				: Bucket4jLettuce.casBasedBuilder((RedisAsyncCommands<byte[], byte[]>) commands);
	}

	@Override
	public synchronized void close() {
		if (this.connection != null) {
			this.connection.close();
			this.connection = null;
		}
	}

}
